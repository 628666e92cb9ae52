// When each instance last sent which key, and when each member last came.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLatests } from "../../../src/store/latest.ts";
import { HOUR, NOW_MS, openStore, updateOf } from "../../support/store.ts";

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
