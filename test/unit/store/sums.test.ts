// What all epochs come to.
import { expect, test } from "vitest";
import type { Balance } from "../../../src/store/account.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import {
  addDifference,
  closeAccount,
  noChange,
  readSums,
  writeSums,
} from "../../../src/store/sums.ts";
import { memorySql } from "../../support/store.ts";

const balance = (numbers: Partial<Balance>): Balance => ({ ...noChange(), ...numbers });

function open() {
  const sql = memorySql();
  migrateStore(sql);
  return sql;
}

test("are nothing at first", () => {
  expect(readSums(open())).toEqual(noChange());
});

test("grow and shrink by what epochs change", () => {
  const sql = open();
  const change = noChange();
  const held = noChange();
  const before = balance({ recorded: 5, accepted: 2, pending: 3, missing: 1 });
  const later = balance({ recorded: 7, accepted: 6, pending: 0, dropped: { reset: 1 } });
  addDifference(change, held, before);
  writeSums(sql, change);
  expect(readSums(sql)).toEqual(before);
  expect(held).toEqual(before);
  const next = noChange();
  addDifference(next, held, later);
  writeSums(sql, next);
  expect(readSums(sql)).toEqual(later);
});

test("follow a drop that is counted under another name now", () => {
  const sql = open();
  const change = noChange();
  const held = noChange();
  addDifference(change, held, balance({ dropped: { odd: 2 } }));
  addDifference(change, held, balance({ dropped: { other: 2 } }));
  writeSums(sql, change);
  expect(readSums(sql).dropped).toEqual({ other: 2 });
});

test("keep an epoch that is closed, and count dropped what was still pending", () => {
  const change = noChange();
  closeAccount(change, balance({ recorded: 9, accepted: 4, pending: 5, missing: 2 }), "expired");
  expect(change).toEqual({ ...noChange(), pending: -5, missing: -2, dropped: { expired: 5 } });
});

test("tell many reasons apart, and count further ones as one", () => {
  const sql = open();
  const change = noChange();
  for (let i = 0; i < 200; i += 1) change.dropped[`reason-${i}`] = 1;
  writeSums(sql, change);
  writeSums(sql, { ...noChange(), dropped: { "reason-0": 1, "reason-199": 1 } });
  const { dropped } = readSums(sql);
  expect(Object.keys(dropped).length).toBeLessThanOrEqual(72);
  expect([dropped["reason-0"], dropped["reason-199"]]).toEqual([2, undefined]);
  expect(Object.values(dropped).reduce((sum, one) => sum + one, 0)).toBe(202);
});

test("survive numbers that are not exact any more", () => {
  const sql = open();
  for (let i = 0; i < 3; i += 1) writeSums(sql, { ...noChange(), missing: 2 ** 53 - 2 });
  expect(readSums(sql).missing).toBeCloseTo(3 * 2 ** 53, -3);
});
