// How far back a view looks.
import { describe, expect, test } from "vitest";
import { WINDOWS } from "../../../../src/core/limits.ts";
import { RANGES, rangeOf } from "../../../../src/dashboard/app/ranges.ts";

describe("ranges", () => {
  test("are as long as the read API's of the same name", () => {
    for (const [id, { seconds }] of Object.entries(WINDOWS))
      expect([id, RANGES[id]?.seconds]).toEqual([id, seconds]);
  });

  test("are whole numbers of steps, no more than a chart is wide", () => {
    for (const { seconds, step } of Object.values(RANGES)) {
      expect(seconds % step).toBe(0);
      expect(seconds / step).toBeLessThanOrEqual(400);
    }
  });
});

test.for([
  ["range=7d", "7d"],
  ["", "24h"],
  ["range=", "24h"],
  ["range=5y", "24h"],
  ["range=__proto__", "24h"],
  ["range=15m&range=7d", "15m"],
] as const)("%j asks for %s", ([words, id]) => {
  expect(rangeOf(new URLSearchParams(words))).toEqual({ id, ...RANGES[id] });
});

test("a range that a view does not have is the next longer one there, or its longest", () => {
  const among = ["1h", "24h"];
  const idOf = (range: string) => rangeOf(new URLSearchParams({ range }), among).id;
  expect(["15m", "1h", "6h", "7d", "24h"].map(idOf)).toEqual(["1h", "1h", "24h", "24h", "24h"]);
  expect(["5y", "toString"].map(idOf)).toEqual(["24h", "24h"]);
});
