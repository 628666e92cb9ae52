// Totals at every level and over any range are those of a recount from the raw updates, whatever the order,
// the duplication and the lateness of their arrival, and however far they have been rolled up meanwhile.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Keep } from "../../src/core/tally.ts";
import { filedAt } from "../../src/store/filing.ts";
import { LEVELS } from "../../src/store/levels.ts";
import { faultySql, memorySql, openStore, updateOf } from "../support/store.ts";

const MINUTE_MS = 60_000;
const DAY = 1_440;
const KEPT: Keep = { minute: 3_600, fiveMinutes: 86_400, hour: 864_000, day: 0 };

/** What one update says, and where it is filed. */
interface Filed {
  readonly app: string;
  readonly minute: number;
  readonly count: number;
  readonly member: string;
}

const minutes = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * DAY }) },
);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant("send" as const),
      seq: fc.integer({ min: 1, max: 30 }),
      late: minutes,
      app: fc.constantFrom("default", "shop"),
      // Quarters, so that sums are exact in whatever order they are made.
      count: fc.integer({ min: -20, max: 20 }).map((quarters) => quarters / 4),
      member: fc.constantFrom("a", "b", "c"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("wait" as const), minutes }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("compact" as const),
      slices: fc.integer({ min: 1, max: 60 }),
      failAfter: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("restart" as const) }) },
);
const ranges = fc.array(
  fc.record({
    seconds: fc.integer({ min: 60, max: 40 * 86_400 }),
    points: fc.integer({ min: 1, max: 50 }),
    ago: minutes,
  }),
  { minLength: 3, maxLength: 6 },
);

test("totals at every level and over any range are those of a naive recount", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), ranges, async (steps, asked) => {
      const sql = faultySql(memorySql());
      let open = openStore(sql, { keep: KEPT });
      const { clock } = open;
      const filed: Filed[] = [];
      for (const now of steps) {
        if (now.what === "wait") clock.advance(now.minutes * MINUTE_MS);
        else if (now.what === "restart") open = openStore(sql, { keep: KEPT, clock });
        else if (now.what === "compact") {
          sql.failNext(now.failAfter ?? Number.POSITIVE_INFINITY);
          for (let i = 0; i < now.slices; i += 1) if (!open.store.compact()) break;
          sql.failNext(Number.POSITIVE_INFINITY);
        } else {
          const { app, seq, count, member } = now;
          const sealedMs = clock.now() - now.late * MINUTE_MS;
          const update = updateOf(
            { n: count, s: [{ value: member, count: 1 }] },
            { timestamp: new Date(sealedMs).toISOString(), epoch: "e", seq },
          );
          const { fresh } = await open.store.accept(update, clock.now(), clock.now(), app);
          const minute = Math.floor(filedAt(sealedMs, clock.now()) / MINUTE_MS);
          if (fresh) filed.push({ app, minute, count, member });
        }
      }

      const marks = new Map(
        sql.all("SELECT name, rolled, kept FROM level").map((row) => [row["name"], row]),
      );
      for (const { name, width, keyTable, memberTable } of LEVELS) {
        const mark = marks.get(name);
        const rolled = name === "minute" ? Number.POSITIVE_INFINITY : Number(mark?.["rolled"] ?? 0);
        const kept = Number(mark?.["kept"] ?? 0);
        const isHeld = ({ minute }: Filed) => {
          const bucket = minute - (minute % width);
          return bucket >= kept && bucket < rolled;
        };
        const held = filed.filter(isHeld);
        const sumOf = (table: string, key: string) =>
          Number(
            sql.all(
              `SELECT total(total) AS sum FROM ${table} WHERE key IN (SELECT id FROM key WHERE key = ?)`,
              key,
            )[0]?.["sum"],
          );
        expect(sumOf(keyTable, "n")).toBe(held.reduce((sum, { count }) => sum + count, 0));
        expect(sumOf(memberTable, "s")).toBe(held.length);
      }

      for (const [turn, { seconds, points: count, ago }] of asked.entries()) {
        const to = Math.floor(clock.now() / 1_000) - ago * 60;
        const window = { seconds, step: Math.max(60, Math.floor(seconds / count)), to };
        for (const app of ["default", "shop"]) {
          const ours = filed.filter((each) => each.app === app);
          const { step: width, points } = open.store.series("n", undefined, window, app);
          const inBucket = (ts: number) => (each: Filed) =>
            Math.floor((each.minute * 60) / width) * width === ts;
          for (const { ts, total } of points) {
            const there = ours.filter(inBucket(ts));
            expect(total).toBe(there.reduce((sum, each) => sum + each.count, 0));
          }
          for (const member of ["a", "b", "c"]) {
            const series = open.store.series("s", member, window, app);
            for (const { ts, total } of series.points) {
              const there = ours.filter((each) => each.member === member).filter(inBucket(ts));
              expect(total).toBe(there.length);
            }
          }
          const [first, last] = [points[0]?.ts ?? 0, (points.at(-1)?.ts ?? 0) + width];
          const within = ours.filter(({ minute }) => minute * 60 >= first && minute * 60 < last);
          const totals = open.store.keys(window, app).map(({ key, total }) => [key, total]);
          const sum = within.reduce((all, each) => all + each.count, 0);
          expect(totals).toEqual(
            within.length === 0
              ? []
              : [
                  ["n", sum],
                  ["s", within.length],
                ],
          );
          // Once for each world is enough: an export asks for each bucket by itself.
          if (turn === 0) {
            const exported = [...open.store.rows("totals", { window, app })].flat();
            for (const { key, ts, step: seconds, total } of exported) {
              expect(seconds).toBe(width);
              const there = ours.filter(inBucket(ts));
              const sum = there.reduce((all, { count }) => all + count, 0);
              expect(total).toBe(key === "n" ? sum : there.length);
            }
            expect(exported).toHaveLength(
              2 * points.filter(({ ts }) => ours.some(inBucket(ts))).length,
            );
            const told = [...open.store.rows("members", { window, app, key: "s" })].flat();
            for (const { ts, member, total } of told) {
              const there = ours.filter((each) => each.member === member).filter(inBucket(ts));
              expect(total).toBe(there.length);
            }
            expect(told.reduce((all, { total }) => all + total, 0)).toBe(within.length);
          }
          const parts = 1 + (count % 30);
          const told = open.store.members("s", window, 9, app, parts);
          const { members, other, from = 0, step: part = 0 } = told;
          expect([other, from, part % width]).toEqual([0, first, 0]);
          for (const { value, total, points: line = [] } of members) {
            expect(line.length).toBeLessThanOrEqual(parts);
            expect(line.reduce((all, each) => all + each, 0)).toBe(total);
            const theirs = within.filter(({ member }) => member === value);
            for (const [i, each] of line.entries()) {
              const start = from + i * part;
              const there = theirs.filter(
                ({ minute }) => minute * 60 >= start && minute * 60 < start + part,
              );
              expect(each).toBe(there.length);
            }
          }
          const held = new Map<string, number>();
          for (const { member } of within) held.set(member, (held.get(member) ?? 0) + 1);
          const found = members.map(({ value, total }) => [String(value), total] as const);
          expect(new Map(found)).toEqual(held);
        }
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);

/** Long enough for days to be removed. */
const longStep = fc.oneof(
  { weight: 5, arbitrary: step },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      minutes: fc.integer({ min: 5 * DAY, max: 20 * DAY }),
    }),
  },
);

test("what was ever counted is that, however much of it is not kept any more", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(longStep, { maxLength: 60 }), async (steps) => {
      const sql = faultySql(memorySql());
      const options = { keep: { ...KEPT, day: 2_700_000 } };
      let open = openStore(sql, options);
      const { clock } = open;
      const counted = new Map<string, number>();
      const add = (name: string, count: number) =>
        counted.set(name, (counted.get(name) ?? 0) + count);
      for (const now of steps) {
        if (now.what === "wait") clock.advance(now.minutes * MINUTE_MS);
        else if (now.what === "restart") open = openStore(sql, { ...options, clock });
        else if (now.what === "compact") {
          sql.failNext(now.failAfter ?? Number.POSITIVE_INFINITY);
          for (let i = 0; i < now.slices; i += 1) if (!open.store.compact()) break;
          sql.failNext(Number.POSITIVE_INFINITY);
        } else {
          const { app, seq, count, member } = now;
          const timestamp = new Date(clock.now() - now.late * MINUTE_MS).toISOString();
          const data = { n: count, s: [{ value: member, count: 1 }] };
          const update = updateOf(data, { timestamp, epoch: "e", seq });
          const { fresh } = await open.store.accept(update, clock.now(), clock.now(), app);
          if (!fresh) continue;
          add(`${app}/n`, count);
          add(`${app}/s`, 1);
          add(`${app}/s/${member}`, 1);
        }
        // What came late for a day that is over is told then.
        clock.advance(5 * MINUTE_MS);
        const found = open.store
          .totals()
          .flatMap(({ app, key, total, members }) => [
            [`${app}/${key}`, total] as const,
            ...members.map((each) => [`${app}/${key}/${each.value}`, each.total] as const),
          ]);
        // A key of which nothing at all is kept begins anew.
        const names = new Set<string>(found.map(([name]) => name));
        for (const name of counted.keys()) if (!names.has(name)) counted.delete(name);
        expect(new Map(found)).toEqual(counted);
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);
