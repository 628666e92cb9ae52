import { describe, expect, test } from "vitest";
import { MAX_REASONS } from "../../../../src/core/store-limits.ts";
import {
  add,
  drop,
  readOwn,
  readWishes,
  writeOwn,
  writeWishes,
} from "../../../../src/workers/tally/record.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { memorySql } from "../../../support/store.ts";

function tables() {
  const sql = memorySql();
  openTables(sql);
  return sql;
}

describe("what the object knows", () => {
  test("begins with nothing, and each reader has its own", () => {
    const sql = tables();
    const own = readOwn(sql);
    expect(own).toMatchObject({ id: "", seq: 0, recorded: 0, dropped: {}, items: 0 });
    drop(own, "disabled", 2);
    expect(readOwn(sql).dropped).toEqual({});
    expect(readWishes(sql)).toEqual({ off: [], on: [], stopped: false, version: 0 });
  });

  test("comes back as it was written", () => {
    const sql = tables();
    const own = { ...readOwn(sql), id: "me", seq: 3, wantedMs: 5, told: { reset: 1 } };
    writeOwn(sql, own);
    writeOwn(sql, { ...own, seq: 4 });
    expect(readOwn(sql)).toEqual({ ...own, seq: 4 });
    const wishes = { off: ["a"], on: ["b\0"], stopped: true, version: 7 };
    writeWishes(sql, wishes);
    expect(readWishes(sql)).toEqual(wishes);
  });

  test("counts what is dropped as recorded, too", () => {
    const own = readOwn(tables());
    drop(own, "disabled", 2);
    drop(own, "disabled", 3);
    drop(own, "expired", 0);
    expect(own).toMatchObject({ recorded: 5, dropped: { disabled: 5 } });
    expect(own.dropped).not.toHaveProperty("expired");
  });

  test("tells as many names apart as the server does, and counts the rest together", () => {
    const counts = {};
    for (let at = 0; at < 2 * MAX_REASONS; at++) add(counts, `reason-${at}`, 1);
    add(counts, "reason-0", 1);
    expect(Object.keys(counts)).toHaveLength(MAX_REASONS);
    expect(counts).toMatchObject({ "reason-0": 2, "reason-14": 1, other: MAX_REASONS + 1 });
  });

  test("takes a name that objects have for a name", () => {
    const counts = {};
    add(counts, "constructor", 2);
    add(counts, "constructor", 1);
    expect(Object.entries(counts)).toEqual([["constructor", 3]]);
  });
});
