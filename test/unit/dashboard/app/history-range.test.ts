// How far back samples are looked at.
import { expect, test } from "vitest";
import { HISTORY_RANGES, historyRange } from "../../../../src/dashboard/app/history-range.ts";

test.each([
  ["range=1h", { id: "1h", name: "hour", seconds: 3_600, step: 60 }],
  ["range=30m", { id: "30m", name: "30 minutes", seconds: 1_800, step: 60 }],
  ["range=60d", { id: "24h", name: "24 hours", seconds: 86_400, step: 900 }],
  ["", { id: "24h", name: "24 hours", seconds: 86_400, step: 900 }],
])("%o is a window of the history", (words, range) => {
  expect(historyRange(new URLSearchParams(words))).toEqual(range);
});

test("there are four of them", () => {
  expect(HISTORY_RANGES).toEqual(["30m", "1h", "6h", "24h"]);
});
