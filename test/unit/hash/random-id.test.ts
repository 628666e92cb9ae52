// Names that nobody else has.
import { expect, test } from "vitest";
import { randomId } from "../../../src/hash/random-id.ts";

test("an id is 128 random bits in hex", () => {
  const ids = new Set(Array.from({ length: 100 }, randomId));
  expect(ids.size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
