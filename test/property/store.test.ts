// Whatever comes, in whatever order and however often commits fail: each update is counted once.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scalar } from "../../src/core/json.ts";
import { ackOf, addSeq, type Runs } from "../../src/store/runs.ts";
import { faultySql, HOUR, memorySql, openStore } from "../support/store.ts";

const scalar: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar[]>("a", "1", 1, true, null);
const members = fc.uniqueArray(
  fc.record({ value: scalar, count: fc.integer({ min: 1, max: 9 }) }),
  {
    minLength: 1,
    maxLength: 3,
    selector: ({ value }) => value,
  },
);
const data = fc.record(
  {
    n: fc.integer({ min: -5, max: 5 }),
    set: members,
    list: fc.array(fc.constantFrom("x", "y"), { maxLength: 3 }),
    value: fc.constantFrom("p", "q"),
  },
  { requiredKeys: [] },
);
// Data belongs to its number: what comes again is the same.
const contents = fc.array(data, { minLength: 24, maxLength: 24 });
const arrival = fc.record({
  instance: fc.constantFrom("i", "j"),
  epoch: fc.constantFrom("e", "f"),
  seq: fc.integer({ min: 1, max: 6 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.array(arrival, { minLength: 1, maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constant("restart" as const) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 12 }) },
);

test("totals are those of the distinct updates that were acknowledged", async () => {
  await fc.assert(
    fc.asyncProperty(contents, fc.array(step, { maxLength: 25 }), async (bodies, steps) => {
      const sql = faultySql(memorySql());
      let open = openStore(sql);
      const stored = new Map<string, number>();
      for (const now of steps) {
        if (now === "restart") {
          sql.failNext(Number.POSITIVE_INFINITY);
          open = openStore(sql);
        } else if (typeof now === "number") sql.failNext(now);
        else {
          const answers = now.map(async ({ instance, epoch, seq }) => {
            const body = "ij".indexOf(instance) * 12 + "ef".indexOf(epoch) * 6 + seq - 1;
            const more = { instance_id: instance, epoch, seq };
            const name = `${instance}/${epoch}/${seq}`;
            const accepted = await open.send(bodies[body], more).catch(() => undefined);
            if (accepted?.fresh === false) expect(stored.has(name)).toBe(true);
            if (accepted?.fresh) {
              expect(stored.has(name)).toBe(false);
              stored.set(name, body);
            }
            return { accepted, instance, epoch };
          });
          for (const { accepted, instance, epoch } of await Promise.all(answers)) {
            let ack = 0;
            while (stored.has(`${instance}/${epoch}/${ack + 1}`)) ack += 1;
            if (accepted) expect(accepted.ack).toBeLessThanOrEqual(ack);
          }
        }
      }
      sql.failNext(Number.POSITIVE_INFINITY);
      const { store } = openStore(sql);
      const counted = [...stored.values()].map((body) => bodies[body] ?? {});
      const sum = (of: (body: (typeof counted)[number]) => number) =>
        counted.reduce((total, body) => total + of(body), 0);
      const found = Object.fromEntries(store.keys(HOUR).map(({ key, total }) => [key, total]));
      expect(found["n"] ?? 0).toBe(sum(({ n = 0 }) => n));
      expect(found["list"] ?? 0).toBe(sum(({ list = [] }) => list.length));
      expect(found["value"] ?? 0).toBe(sum((body) => ("value" in body ? 1 : 0)));
      expect(found["set"] ?? 0).toBe(
        sum(({ set = [] }) => set.reduce((total, { count }) => total + count, 0)),
      );
      for (const value of ["a", "1", 1, true, null]) {
        const total = sum(
          ({ set = [] }) => set.find((member) => member.value === value)?.count ?? 0,
        );
        expect(store.series("set", value, HOUR).points.at(-1)?.total).toBe(total);
      }
      const { instances } = store.instances(9, 0);
      expect(instances.reduce((total, { updates }) => total + updates, 0)).toBe(stored.size);
    }),
    { numRuns: 150 },
  );
}, 30_000);

test("runs hold exactly the numbers that were added", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 }), (numbers) => {
      const runs: Runs = [];
      const seen = new Set<number>();
      for (const seq of numbers) {
        expect(addSeq(runs, seq)).toBe(!seen.has(seq));
        seen.add(seq);
      }
      const held: number[] = [];
      for (let i = 0; i < runs.length; i += 2) {
        for (let seq = runs[i] as number; seq <= (runs[i + 1] as number); seq++) held.push(seq);
      }
      expect(held).toEqual([...seen].sort((a, b) => a - b));
      let ack = 0;
      while (seen.has(ack + 1)) ack += 1;
      expect(ackOf(runs)).toBe(ack);
    }),
  );
});
