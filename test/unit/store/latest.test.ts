// When each instance last sent which key, and when each member last came.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Update } from "../../../src/core/update.ts";
import { createAccept } from "../../../src/store/accept.ts";
import { emptyBatch } from "../../../src/store/batch.ts";
import { createKnown } from "../../../src/store/known.ts";
import { createLatests } from "../../../src/store/latest.ts";
import { createMarks } from "../../../src/store/levels.ts";
import { write } from "../../../src/store/write.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { HOUR, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

const MINUTE_MS = 60_000;

test("is read when it is asked for, and again when it was forgotten", async () => {
  const { sql, clock, send } = openStore();
  await send({ a: 1, s: [{ value: "x", count: 1 }] });
  const latests = createLatests(sql, clock);
  expect(latests.made).toBeUndefined();
  const latest = latests.read();
  const minute = Math.floor(NOW_MS / MINUTE_MS);
  expect([1, 2].map((key) => latest.instances.since(key, minute))).toEqual([1, 1]);
  expect([1, 2].map((key) => latest.members.since(key, minute))).toEqual([0, 1]);
  expect(latests.read()).toBe(latest);
  expect(latests.made).toBe(latest);
  latests.forget();
  expect(latests.read()).not.toBe(latest);
});

test("is counted in slices beforehand where that takes long, and what comes meanwhile counts once", async () => {
  const ids = Array.from({ length: 12 }, (_, i) =>
    i % 4 === 3 ? `😀${i}` : `${"aｚZ"[i % 3]}${i}`,
  );
  const step = fc.record({
    who: fc.constantFrom(...ids),
    key: fc.constantFrom("a", "b", "s"),
    member: fc.constantFrom(..."vwxyz"),
    passed: fc.integer({ min: 0, max: 3 }),
    slices: fc.integer({ min: 0, max: 2 }),
    isForgotten: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const sql = memorySql();
      const clock = manualClock(NOW_MS);
      const latests = createLatests(sql, clock, 2, 2);
      const store = openStore(sql, { clock });
      const known = createKnown(sql);
      const accept = createAccept(known, 1_000);
      const commit = (update: Update) => {
        const batch = emptyBatch();
        accept(batch, "default", update, clock.now(), clock.now());
        const marks = createMarks(sql).read();
        sql.tx(() => write(sql, batch, { known, marks, latest: latests.made }));
      };
      for (const { who, key, member, passed, slices, isForgotten } of steps) {
        clock.advance(passed * MINUTE_MS);
        const data = { [key]: key === "s" ? [{ value: member, count: 1 }] : 1 };
        const timestamp = new Date(clock.now()).toISOString();
        commit(updateOf(data, { instance_id: who, timestamp }));
        if (isForgotten && who === ids[0]) {
          commit(updateOf(undefined, { instance_id: who, forget: true, timestamp }));
        }
        for (let i = 0; i < slices; i += 1) latests.fill();
      }
      const now = Math.floor(clock.now() / MINUTE_MS);
      const [ours, anew] = [latests.read(), createLatests(sql, clock).read()];
      for (let id = 1; id <= 3; id += 1) {
        for (const minute of [now - 100, now - 5, now - 1, now]) {
          expect(ours.instances.since(id, minute)).toBe(anew.instances.since(id, minute));
          expect(ours.members.since(id, minute)).toBe(anew.members.since(id, minute));
        }
      }
      expect(latests.fill()).toBe(false);
      await store.store.close();
    }),
    { numRuns: 100 },
  );
});

test("is not counted beforehand where that is quick", async () => {
  const { sql, clock, send } = openStore();
  for (const instance_id of ["i", "j"]) await send({ a: 1 }, { instance_id });
  const few = createLatests(sql, clock, 2);
  expect([few.fill(), few.made]).toEqual([false, undefined]);
  const many = createLatests(sql, clock, 1, 1);
  expect([many.fill(), many.made?.hasInstance("i"), many.made?.hasInstance("j")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("kept current, it is what it would be if it were read anew", async () => {
  const step = fc.record({
    who: fc.constantFrom("i", "j", "k"),
    app: fc.constantFrom("default", "default", "shop"),
    keys: fc.uniqueArray(fc.constantFrom("a", "b", "s"), { minLength: 1 }),
    member: fc.constantFrom("x", "y"),
    late: fc.integer({ min: 0, max: 90 }),
    passed: fc.integer({ min: 0, max: 70 }),
    isForgotten: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { sql, store, clock } = openStore();
      store.keys(HOUR);
      for (const { who, app, keys, member, late, passed, isForgotten } of steps) {
        clock.advance(passed * MINUTE_MS);
        const data = Object.fromEntries(
          keys.map((key) => [key, key === "s" ? [{ value: member, count: 1 }] : 1]),
        );
        const timestamp = new Date(clock.now() - late * MINUTE_MS).toISOString();
        const update = updateOf(data, { instance_id: who, timestamp });
        await store.accept(update, clock.now(), clock.now(), app);
        if (isForgotten && who === "k") {
          const forget = updateOf(undefined, { instance_id: who, forget: true, timestamp });
          await store.accept(forget, clock.now(), clock.now(), app);
        }
      }
      const anew = openStore(sql, { clock }).store;
      for (const app of ["default", "shop"]) {
        for (const seconds of [60, 3_600, 86_400]) {
          const window = { seconds, step: 60 };
          expect(store.keys(window, app)).toEqual(anew.keys(window, app));
        }
      }
    }),
    { numRuns: 60 },
  );
});
