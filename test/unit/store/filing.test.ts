// Under which time an update is counted.
import { describe, expect, test } from "vitest";
import { filedAt, sealedAt } from "../../../src/store/filing.ts";
import { NOW_MS, updateOf } from "../../support/store.ts";

const DAY_MS = 86_400_000;
const sealed = (timestamp: string, offset_ms?: number) =>
  sealedAt(updateOf(undefined, { timestamp, ...(offset_ms !== undefined && { offset_ms }) }));

describe("sealedAt", () => {
  test("is what the client says, as corrected by what it heard of the server's clock", () => {
    expect(sealed("2026-11-21T08:40:03Z")).toBe(NOW_MS);
    expect(sealed("2026-11-21T08:40:03Z", -90_000.5)).toBe(NOW_MS - 90_001);
    expect(sealed("2026-11-21T09:40:03.250+01:00")).toBe(NOW_MS + 250);
  });

  test("is nothing for a leap second and other times that no clock here has", () => {
    expect(sealed("2026-12-31T23:59:60Z")).toBeNaN();
    expect(sealed("2026-02-30T08:00:00+99:99")).toBeNaN();
  });
});

describe("filedAt", () => {
  test.each([
    ["just now", 0, 0],
    ["an hour ago", -3_600_000, -3_600_000],
    ["a month ago, to the millisecond", -30 * DAY_MS, -30 * DAY_MS],
    ["longer ago than anything looks back", -30 * DAY_MS - 1, 0],
    ["in the future", 1, 0],
    ["a year ahead", 365 * DAY_MS, 0],
    ["at no time at all", Number.NaN, 0],
    ["beyond all time", Number.NEGATIVE_INFINITY, 0],
  ])("of what was sealed %s", (_, ago, filed) => {
    expect(filedAt(NOW_MS + ago, NOW_MS)).toBe(NOW_MS + filed);
  });
});
