// How many came last in which minute.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecency } from "../../../src/store/recency.ts";

const DAY = 1_440;

test("counts those that came last in a minute or after it, each key by itself", () => {
  const recency = createRecency(() => 1_000);
  recency.add(1, 990, 2);
  recency.add(1, 1_000, 1);
  recency.add(2, 995, 5);
  recency.add(1, 990, -1);
  recency.add(1, 1_000, 1);
  expect([990, 991, 1_000, 1_001].map((minute) => recency.since(1, minute))).toEqual([3, 2, 2, 0]);
  expect(recency.since(3, 0)).toBe(0);
});

test("is exact for two hours, to the hour for a month, and to the day before that", () => {
  const now = 100 * DAY;
  const recency = createRecency(() => now);
  const hourAgo3 = now - 150;
  recency.add(1, now - 120, 1);
  recency.add(1, hourAgo3, 1);
  recency.add(1, now - 40 * DAY + 100, 1);
  expect(recency.since(1, now - 120)).toBe(1);
  expect(recency.since(1, now - 119)).toBe(0);
  // 22:30 belongs to the hour that began at 22:00 …
  expect([now - 121, now - 180, now - 181].map((from) => recency.since(1, from))).toEqual([
    2, 2, 2,
  ]);
  // … and what came forty days ago to its day.
  const day = now - 40 * DAY;
  expect([day + DAY, day + DAY - 1, day, day - 1].map((from) => recency.since(1, from))).toEqual([
    2, 3, 3, 3,
  ]);
});

test("loses and doubles nobody while time goes on", () => {
  const step = fc.record({
    who: fc.integer({ min: 0, max: 9 }),
    passed: fc.integer({ min: 0, max: 3 * DAY }),
    late: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 20_000 * DAY + 777;
      const recency = createRecency(() => now);
      const last = new Map<number, number>();
      for (const { who, passed, late } of steps) {
        now += passed;
        const [before, minute] = [last.get(who), now - late];
        if (before !== undefined && before >= minute) continue;
        if (before !== undefined) recency.add(7, before, -1);
        recency.add(7, minute, 1);
        last.set(who, minute);
      }
      const count = (from: number) => [...last.values()].filter((at) => at >= from).length;
      expect(recency.since(7, 0)).toBe(last.size);
      expect(recency.since(7, now - 119)).toBe(count(now - 119));
      const hour = now - 9 * DAY - ((now - 9 * DAY) % 60);
      expect(recency.since(7, hour + 30)).toBe(count(hour));
    }),
  );
});
