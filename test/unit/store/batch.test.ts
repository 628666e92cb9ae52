// What waits for the next commit.
import { expect, test } from "vitest";
import { emptyBatch, instanceIn, type KnownInstance } from "../../../src/store/batch.ts";
import { nothingSeen } from "../../../src/store/seen.ts";

test("gives each batch one entry an instance, starting with nothing", () => {
  const batch = emptyBatch();
  const known: KnownInstance = {
    id: "i",
    epoch: "e",
    minute: -1,
    keys: new Map(),
    seen: nothingSeen(),
    held: new Map(),
    epochs: new Map(),
    weight: 0,
  };
  const first = instanceIn(batch, known, 1_000);
  expect(instanceIn(batch, known, 2_000)).toBe(first);
  expect(first).toMatchObject({ firstAt: 1_000, updates: 0, duplicates: 0, epoch: "e" });
  expect(emptyBatch().instances.size).toBe(0);
});
