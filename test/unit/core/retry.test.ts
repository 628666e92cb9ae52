// When to try again.
import { describe, expect, test } from "vitest";
import { clampRetryMs, isRetryable, jitteredMs, retryAfterMs } from "../../../src/core/retry.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 8, 40, 3);

test.for([
  [1, 8_000],
  [2, 27_000],
  [3, 64_000],
])("retry %i waits %i ms at the most and a second at the least", ([retry = 0, longest = 0]) => {
  expect(jitteredMs(retry, 1)).toBe(longest);
  expect(jitteredMs(retry, 0)).toBe(1_000);
  expect(jitteredMs(retry, 0.5)).toBe((1_000 + longest) / 2);
  expect(jitteredMs(retry, 1 - Number.EPSILON)).toBeLessThanOrEqual(longest);
});

describe("Retry-After", () => {
  test.for<[string | null, number | undefined]>([
    ["120", 120_000],
    [" 7 ", 7_000],
    ["+3", 3_000],
    ["0", 1_000],
    ["86400", 3_600_000],
    ["Sat, 21 Nov 2026 08:40:33 GMT", 30_000],
    ["Saturday, 21-Nov-26 08:41:03 GMT", 60_000],
    ["Sat, 21 Nov 2026 08:40:03 GMT", 1_000],
    ["Sun, 22 Nov 2026 08:40:03 GMT", 3_600_000],
    ["Sat, 21 Nov 2026 08:39:33 GMT", undefined],
    ["-5", undefined],
    ["soon", undefined],
    ["2026-11-21T09:00:00Z", undefined],
    ["", undefined],
    [null, undefined],
  ])("of %j asks for %j ms", ([header, ms]) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });
});

test.for([
  [0, 1_000],
  [999, 1_000],
  [1_500, 1_500],
  [9e9, 3_600_000],
])("a wish of %i ms is taken as %i ms", ([wish = 0, taken = 0]) => {
  expect(clampRetryMs(wish)).toBe(taken);
});

test.for([
  [true, [200, 204, 302, 304, 408, 425, 429, 500, 502, 503, 504, 599]],
  [false, [400, 401, 403, 404, 405, 410, 413, 415, 422, 451]],
] as const)("trying the same bytes again makes sense: %j for %j", ([sense, statuses]) => {
  expect(statuses.map(isRetryable)).toEqual(statuses.map(() => sense));
});
