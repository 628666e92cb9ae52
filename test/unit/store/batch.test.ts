// What waits for the next commit.
import { expect, test } from "vitest";
import { emptyBatch, instanceIn, refuse } from "../../../src/store/batch.ts";
import { newInstance } from "../../../src/store/instance.ts";

test("gives each batch one entry an instance, starting with nothing", () => {
  const batch = emptyBatch();
  const known = { ...newInstance("i"), epoch: "e" };
  const first = instanceIn(batch, known, 1_000);
  expect(instanceIn(batch, known, 2_000)).toBe(first);
  expect(first).toMatchObject({ firstAt: 1_000, updates: 0, duplicates: 0, epoch: "e" });
  expect(emptyBatch().instances.size).toBe(0);
});

test("counts what is not kept, by reason", () => {
  const batch = emptyBatch();
  for (const reason of ["keys", "expired", "keys"]) refuse(batch, reason);
  expect(Object.fromEntries(batch.refused)).toEqual({ keys: 2, expired: 1 });
});
