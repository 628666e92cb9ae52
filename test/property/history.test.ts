// Down-sampling thins out and changes nothing else; both histories tell the same.
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { downsample } from "../../src/history/downsample.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { sample } from "../../src/history/sampler.ts";
import { sqlHistory } from "../../src/history/sql.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { manualClock } from "../support/manual-clock.ts";

const NOW = 1_795_250_403;
const times = fc
  .uniqueArray(fc.integer({ min: -10_000, max: 10_000 }), { maxLength: 200 })
  .map((found) => found.sort((a, b) => a - b).map((ts) => ({ ts })));

test("keeps the first of every bucket that has any, unchanged and in order", () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 1_000 }), (samples, resolution) => {
      const kept = downsample(samples, resolution);
      const buckets = new Map<number, { ts: number }>();
      for (const found of samples) {
        const bucket = Math.floor(found.ts / resolution);
        if (!buckets.has(bucket)) buckets.set(bucket, found);
      }
      expect(kept).toEqual([...buckets.values()]);
      const span = (samples.at(-1)?.ts ?? 0) - (samples[0]?.ts ?? 0);
      expect(kept.length).toBeLessThanOrEqual(Math.floor(span / resolution) + 2);
      expect(downsample(kept, resolution)).toEqual(kept);
    }),
  );
});

test("memory and SQLite answer alike", async () => {
  const record = fc.record({
    host: fc.constantFrom("a", "B", "Ünï", "😀", "ｚ"),
    ts: fc.integer({ min: NOW - 90_000, max: NOW + 120 }),
    n: fc.double({ noNaN: true, noDefaultInfinity: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 60 }),
      fc.record({
        label: fc.constant(""),
        seconds: fc.integer({ min: 0, max: 100_000 }),
        resolution: fc.integer({ min: 1, max: 5_000 }),
      }),
      fc.boolean(),
      async (records, range, prunes) => {
        const clock = manualClock(NOW * 1000);
        const sql = sqliteSql(new DatabaseSync(":memory:"));
        const [memory, disk] = [memoryHistory({ clock }), sqlHistory(sql, { clock })];
        for (const { host, ts, n } of records) {
          memory.record(host, { ts, n });
          disk.record(host, { ts, n });
        }
        if (prunes) clock.advance(3_600_000);
        expect(await disk.hosts()).toEqual(await memory.hosts());
        for (const host of await memory.hosts()) {
          // JSON knows no negative zero.
          const expected = JSON.parse(JSON.stringify(await memory.query(host, range)));
          expect(await disk.query(host, range)).toEqual(expected);
        }
        expect(disk.dropped()).toEqual(memory.dropped());
      },
    ),
    { numRuns: 60 },
  );
});

test("rates are never negative and errors never above a hundred percent", () => {
  const count = fc.nat({ max: 1_000_000 });
  const reading = fc.record({ requests: count, failures: count, latencies: count, p99Us: count });
  fc.assert(
    fc.property(fc.array(reading), fc.array(reading), fc.nat(), (before, after, elapsedMs) => {
      const backends = (found: typeof before) => found.map((statistics) => ({ statistics }));
      const { totals } = sample(backends(before), NOW * 1000);
      const found = sample(backends(after), NOW * 1000 + elapsedMs, totals).sample;
      expect(Object.values(found).every((value) => Number.isFinite(value) && value >= 0)).toBe(
        true,
      );
      expect(found["error_rate"]).toBeLessThanOrEqual(100);
    }),
  );
});
