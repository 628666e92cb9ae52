import { describe, expect, test } from "vitest";
import { slotDelayMs } from "../../../src/server/slot.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = 1_795_250_403_000;

describe("a slot", () => {
  test("is between half an interval and one and a half away", () => {
    for (let i = 0; i < 2_000; i += 1) {
      const delayMs = slotDelayMs(`instance-${i}`, HOUR_MS, NOW_MS + i * 977);
      expect(delayMs).toBeGreaterThanOrEqual(HOUR_MS / 2);
      expect(delayMs).toBeLessThan(1.5 * HOUR_MS);
      expect(Number.isInteger(delayMs)).toBe(true);
    }
  });

  test("is one point of time for an instance, from wherever it is asked for", () => {
    const slot = (nowMs: number) => (nowMs + slotDelayMs("i", HOUR_MS, nowMs)) % HOUR_MS;
    const slots = Array.from({ length: 100 }, (_, i) => slot(NOW_MS + i * 98_765));
    expect(new Set(slots).size).toBe(1);
  });

  test("comes again after exactly one interval for who is on time, and nearly one for who is a little late", () => {
    const dueMs = NOW_MS + slotDelayMs("i", HOUR_MS, NOW_MS);
    expect(slotDelayMs("i", HOUR_MS, dueMs)).toBe(HOUR_MS);
    expect(slotDelayMs("i", HOUR_MS, dueMs + 250)).toBe(HOUR_MS - 250);
    expect(slotDelayMs("i", HOUR_MS, dueMs - 250)).toBe(HOUR_MS + 250);
  });

  test("spreads those who all came at once evenly over one interval", () => {
    const tenths = Array(10).fill(0);
    for (let i = 0; i < 10_000; i += 1) {
      const delayMs = slotDelayMs(`0b6cfa22-0d4c-41e8-b11b-${i}`, HOUR_MS, NOW_MS);
      tenths[Math.floor((delayMs - HOUR_MS / 2) / (HOUR_MS / 10))] += 1;
    }
    for (const count of tenths) {
      expect(count).toBeGreaterThan(900);
      expect(count).toBeLessThan(1_100);
    }
  });

  test.each([1_000, 2_000, 9_999])("is no matter for an interval of %i ms", (intervalMs) => {
    expect(slotDelayMs("i", intervalMs, NOW_MS)).toBe(intervalMs);
  });

  test("of ten seconds is never sooner than a client would obey", () => {
    for (let i = 0; i < 500; i += 1) {
      expect(slotDelayMs(`i${i}`, 10_000, NOW_MS)).toBeGreaterThanOrEqual(5_000);
    }
  });

  test("of a month is never later than a client would believe", () => {
    const month = 2_592_000_000;
    for (let i = 0; i < 500; i += 1) {
      expect(slotDelayMs(`i${i}`, month, NOW_MS)).toBeLessThanOrEqual(month);
    }
  });
});
