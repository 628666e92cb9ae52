// Last values are what the updates say in the order in which they were sealed, however they arrive and are committed.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { memorySql, NOW_MS, openStore, updateOf } from "../support/store.ts";

const MINUTE_MS = 60_000;
const field = fc.constantFrom("a", "b", "c");
const said = fc.record({
  value: fc.oneof(
    fc.constantFrom<Json[]>("x", "y", true),
    fc.dictionary(field, fc.integer({ min: 0, max: 3 }), { maxKeys: 3, noNullPrototype: true }),
  ),
  wasSet: fc.boolean(),
});
const story = fc.array(said, { maxLength: 6 }).chain((all) => {
  const order = all.map((_, index) => index);
  const shuffled = fc.shuffledSubarray(order, { minLength: all.length });
  return fc.record({
    all: fc.constant(all),
    // Within a minute what is said again is not written again: only what comes in order is told apart there.
    arrival: fc.oneof(
      shuffled.map((shuffle) => ({ order: shuffle, gapMs: MINUTE_MS })),
      fc.constantFrom({ order, gapMs: 1_000 }),
    ),
    commits: fc.array(fc.boolean(), { minLength: all.length, maxLength: all.length }),
    restarts: fc.boolean(),
  });
});

test("a value is what was said last, and a field of it what was said of it since it began", async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ all, arrival, commits, restarts }) => {
      const sql = memorySql();
      const open = () => openStore(sql, { later: () => {} });
      let { store } = open();
      const { order, gapMs } = arrival;
      const arrivedMs = NOW_MS + 10 * MINUTE_MS;
      const waiting: Promise<unknown>[] = [];
      for (const [turn, index] of order.entries()) {
        const { value, wasSet } = all[index] as (typeof all)[number];
        const more = {
          timestamp: new Date(NOW_MS + index * gapMs).toISOString(),
          ...(wasSet && { set_keys: ["k"] }),
        };
        waiting.push(store.accept(updateOf({ k: value as Json }, more), arrivedMs, arrivedMs));
        if (!commits[turn]) continue;
        store.compact();
        if (restarts) store = open().store;
      }
      await store.close();
      await Promise.all(waiting);

      const { values, fields } = open().store.values("k", 9);
      expect([
        values.map(({ value }) => value),
        fields.map((held) => [held.field, held.values.map(({ value }) => value)]),
      ]).toEqual(lastOf(all));
    }),
    { numRuns: 300 },
  );
});

function lastOf(all: readonly { value: unknown; wasSet: boolean }[]): unknown[] {
  let whole: unknown[] = [];
  let fields: Record<string, unknown> = {};
  for (const { value, wasSet } of all) {
    const isObject = typeof value === "object" && Object.keys(value as object).length > 0;
    if (!isObject || wasSet) fields = {};
    whole = isObject ? [] : [value];
    if (isObject) Object.assign(fields, value);
  }
  const names = Object.keys(fields).sort();
  return [whole, names.map((name) => [name, [fields[name]]])];
}
