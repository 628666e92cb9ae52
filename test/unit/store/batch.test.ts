// What waits for the next commit.
import { expect, test } from "vitest";
import { cellIn, emptyBatch, instanceIn, refuse } from "../../../src/store/batch.ts";
import { newInstance } from "../../../src/store/instance.ts";
import { knownApp } from "../../support/store.ts";

test("gives each batch one entry an instance, starting with nothing", () => {
  const batch = emptyBatch();
  const known = { ...newInstance("i"), epoch: "e" };
  const first = instanceIn(batch, known, knownApp(), 1_000);
  expect(instanceIn(batch, known, knownApp(2), 2_000)).toBe(first);
  expect(first).toMatchObject({ firstAt: 1_000, updates: 0, duplicates: 0, epoch: "e" });
  expect(emptyBatch().instances.size).toBe(0);
});

test("counts what is not kept, by app and reason", () => {
  const batch = emptyBatch();
  const [shop, blog] = [knownApp(1, "shop"), knownApp(2, "blog")];
  for (const reason of ["keys", "expired", "keys"]) refuse(batch, shop, reason);
  refuse(batch, blog, "fields", 3);
  expect(
    [...batch.refused].map(([{ name }, counts]) => [name, Object.fromEntries(counts)]),
  ).toEqual([
    ["shop", { keys: 2, expired: 1 }],
    ["blog", { fields: 3 }],
  ]);
});

test("keeps minutes and apps apart", () => {
  const batch = emptyBatch();
  const [shop, blog] = [knownApp(1, "shop"), knownApp(2, "blog")];
  const first = cellIn(batch, shop, 7);
  expect(cellIn(batch, shop, 7)).toBe(first);
  for (const other of [cellIn(batch, shop, 8), cellIn(batch, blog, 7)]) {
    expect(other).not.toBe(first);
  }
  expect([...batch.cells.values()].map(({ app, minute }) => [app.name, minute])).toEqual([
    ["shop", 7],
    ["shop", 8],
    ["blog", 7],
  ]);
});
