// Down-sampling thins out and changes nothing else; both histories tell the same.
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { AGGREGATIONS, type Sample } from "../../src/core/sample.ts";
import { downsample } from "../../src/history/downsample.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { sample } from "../../src/history/rates.ts";
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

const double = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Samples, oldest first, of which some lack some of their fields. */
function samplesOf(value: fc.Arbitrary<number>): fc.Arbitrary<Sample[]> {
  const ts = fc.integer({ min: -1_000, max: 1_000 });
  const shape = { ts, a: value, b: value, constructor: value };
  return fc
    .uniqueArray(fc.record(shape, { requiredKeys: ["ts"] }), { selector: (found) => found.ts })
    .map((found) => (found as Sample[]).sort((a, b) => a.ts - b.ts));
}

test("an aggregation equals what is counted anew for each bucket and field", () => {
  const whole = fc.integer({ min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(samplesOf(whole), fc.integer({ min: 1, max: 500 }), (samples, resolution) => {
      const starts = new Set(samples.map(({ ts }) => Math.floor(ts / resolution) * resolution));
      const recount = (count: (values: number[]) => number) =>
        [...starts].map((start) => {
          const bucket = samples.filter(({ ts }) => ts >= start && ts < start + resolution);
          const made = ["a", "b", "constructor"].flatMap((name) => {
            const values = bucket.flatMap((found) =>
              Object.hasOwn(found, name) ? [found[name] as number] : [],
            );
            return values.length > 0 ? [[name, count(values)]] : [];
          });
          return { ts: start, ...Object.fromEntries(made) };
        });
      const sum = (values: number[]) => Number(values.map(BigInt).reduce((a, b) => a + b));
      expect(downsample(samples, resolution, "sum")).toEqual(recount(sum));
      expect(downsample(samples, resolution, "mean")).toEqual(
        recount((values) => sum(values) / values.length),
      );
      expect(downsample(samples, resolution, "min")).toEqual(recount((all) => Math.min(...all)));
      expect(downsample(samples, resolution, "max")).toEqual(recount((all) => Math.max(...all)));
      expect(downsample(samples, resolution, "first")).toEqual(downsample(samples, resolution));
      expect(downsample(samples, resolution, "last")).toEqual(
        samples.filter((found, index) => {
          const next = samples[index + 1]?.ts ?? Infinity;
          return Math.floor(found.ts / resolution) !== Math.floor(next / resolution);
        }),
      );
    }),
  );
});

test("of finite numbers, however large, all is finite, and the mean lies between least and greatest", () => {
  const huge = fc.oneof(double, fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324));
  fc.assert(
    fc.property(samplesOf(huge), fc.integer({ min: 1, max: 5_000 }), (samples, resolution) => {
      const [means, least, greatest, sums] = (["mean", "min", "max", "sum"] as const).map((agg) =>
        downsample(samples, resolution, agg),
      );
      for (const [index, mean] of (means ?? []).entries()) {
        for (const [name, value] of Object.entries(mean)) {
          expect(value).toBeGreaterThanOrEqual(least?.[index]?.[name] ?? Number.NaN);
          expect(value).toBeLessThanOrEqual(greatest?.[index]?.[name] ?? Number.NaN);
        }
      }
      expect(sums?.flatMap(Object.values<number>).every(Number.isFinite)).toBe(true);
    }),
  );
});

test("memory and SQLite answer alike", async () => {
  const record = fc.record({
    host: fc.constantFrom("a", "B", "Ünï", "😀", "ｚ"),
    ts: fc.integer({ min: NOW - 90_000, max: NOW + 120 }),
    n: double,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 60 }),
      fc.record({
        label: fc.constant(""),
        seconds: fc.integer({ min: 0, max: 100_000 }),
        resolution: fc.integer({ min: 1, max: 5_000 }),
      }),
      fc.constantFrom(...AGGREGATIONS),
      fc.boolean(),
      async (records, range, agg, prunes) => {
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
          const [expected, found] = await Promise.all(
            [memory, disk].map(async (of) => JSON.stringify(await of.query(host, range, agg))),
          );
          expect(found).toBe(expected);
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
