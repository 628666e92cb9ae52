// Whatever is called and whatever the network does: updates add up to what was counted, once.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Collector } from "../../src/collector/options.ts";
import type { Json, Scalar } from "../../src/core/json.ts";
import type { CountingSet, Update } from "../../src/core/update.ts";
import { world } from "../support/collector.ts";
import { hostileValues } from "../support/hostile.ts";
import { LOST, type Outcome, ok, page, type Sent, status } from "../support/network.ts";

const name = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "ü:x");
const scalar: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar[]>("1", 1, -0.5, true, null, "€", "");
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;

/** One verb and its arguments; each verb has keys of its own. */
type Call =
  | readonly ["add", string, number]
  | readonly ["set", string, Json]
  | readonly ["setNested", string, string, Json]
  | readonly ["append", string, Json]
  | readonly ["appendUnique", string, Scalar];

const key = (verb: string) => name.map((each) => `${verb} ${each}`);
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(fc.constant("add" as const), key("add"), fc.integer({ min: -9, max: 9 })),
  fc.tuple(fc.constant("set" as const), key("set"), json),
  fc.tuple(fc.constant("setNested" as const), key("setNested"), name, json),
  fc.tuple(fc.constant("append" as const), key("append"), json),
  fc.tuple(fc.constant("appendUnique" as const), key("appendUnique"), scalar),
);
const FLUSH = ["flush"] as const;
const RESET = ["reset"] as const;

/** Makes a call. Hostile values are named by number: fast-check itself would not survive them. */
function perform(tally: Collector, [verb, ...args]: readonly [keyof Collector, ...unknown[]]) {
  const values = args.map((arg) => {
    const at = (arg as { hostile?: number } | null)?.hostile;
    return at === undefined ? arg : hostileValues()[at]?.[1];
  });
  return (tally[verb] as (...args: unknown[]) => unknown)(...values);
}

/** What a key amounts to, as text: for a model as naive as can be. */
type Totals = Map<string, string>;

function totalsOfCalls(calls: readonly Call[]): Totals {
  const totals: Totals = new Map();
  const held = new Map<string, Call[]>();
  for (const each of calls) held.set(each[1], [...(held.get(each[1]) ?? []), each]);
  for (const [at, all] of held) totals.set(at, JSON.stringify(amount(all)));
  return totals;
}

function amount(calls: readonly Call[]): unknown {
  const last = calls.at(-1);
  if (last?.[0] === "add") return calls.reduce((sum, [, , n]) => sum + (n as number), 0);
  if (last?.[0] === "set") return last[2];
  if (last?.[0] === "append") return calls.map(([, , value]) => value);
  const counts = new Map<string, unknown>();
  for (const each of calls) {
    const part = JSON.stringify(each[2]);
    const count = ((counts.get(part) as number | undefined) ?? 0) + 1;
    counts.set(part, each[0] === "setNested" ? each[3] : count);
  }
  return [...counts].sort();
}

/** The same, by adding updates up as a server does. */
function totalsOfUpdates(updates: readonly Update[]): Totals {
  const sums = new Map<string, number>();
  const values = new Map<string, Json>();
  const lists = new Map<string, Json[]>();
  const parts = new Map<string, Map<string, unknown>>();
  for (const [at, value] of updates.flatMap(({ data }) => Object.entries(data ?? {}))) {
    const known = parts.get(at) ?? new Map<string, unknown>();
    const add = (member: Scalar, more: number) =>
      known.set(
        JSON.stringify(member),
        ((known.get(JSON.stringify(member)) as number) ?? 0) + more,
      );
    if (at.startsWith("add ")) sums.set(at, (sums.get(at) ?? 0) + (value as number));
    else if (at.startsWith("set ")) values.set(at, value);
    else if (at.startsWith("append "))
      lists.set(at, [...(lists.get(at) ?? []), ...(value as Json[])]);
    else {
      parts.set(at, known);
      if (at.startsWith("appendUnique ")) {
        for (const member of value as CountingSet) add(member.value, member.count);
      } else {
        for (const [part, held] of Object.entries(value as object))
          known.set(JSON.stringify(part), held);
      }
    }
  }
  const sorted = [...parts].map(([at, known]) => [at, [...known].sort()] as const);
  return new Map(
    [...sums, ...values, ...lists, ...sorted].map(([at, total]) => [at, JSON.stringify(total)]),
  );
}

const inOrder = (totals: Totals) => [...totals].sort();

test("updates, added up, are what was counted: sums, last values, lists in order, members", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof({ weight: 6, arbitrary: call }, { weight: 1, arbitrary: fc.constant(FLUSH) }),
        {
          maxLength: 60,
        },
      ),
      fc.integer({ min: 1_030, max: 2_000 }),
      async (steps, maxBytes) => {
        const { tally, network } = world({ maxBytes });
        for (const step of steps) await perform(tally, step);
        await tally.flush();
        const updates = network.sent.map(({ update }) => update);
        const calls = steps.filter((step): step is Call => step !== FLUSH);
        expect(inOrder(totalsOfUpdates(updates))).toEqual(inOrder(totalsOfCalls(calls)));
        expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, before) => before + 1));
        expect(updates.reduce((sum, update) => sum + (update.calls ?? 0), 0)).toBe(calls.length);
        expect(tally.snapshot()).toMatchObject({ data: {}, pending: [], dropped: {} });
      },
    ),
  );
});

test("every call is in an update or among the dropped, whatever it was", async () => {
  const anyKey = fc.constantFrom("a", "b", "c", "off", "off:x", "", "k".repeat(2_000));
  const anyValue = fc.oneof(
    json,
    fc.nat({ max: hostileValues().length - 1 }).map((at) => ({ hostile: at })),
    fc.integer({ min: -2, max: 2 }),
  );
  const anyCall = fc.oneof(
    fc.tuple(
      fc.constantFrom("set" as const, "append" as const, "appendUnique" as const),
      anyKey,
      anyValue,
    ),
    fc.tuple(fc.constant("setNested" as const), anyKey, name, anyValue),
    fc.tuple(fc.constant("add" as const), anyKey, fc.oneof(fc.integer(), fc.double())),
    fc.tuple(fc.constant("increment" as const), anyKey),
  );
  const steps = fc.array(
    fc.oneof(
      { weight: 10, arbitrary: anyCall },
      { weight: 1, arbitrary: fc.constant(FLUSH) },
      { weight: 1, arbitrary: fc.constant(RESET) },
    ),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 20 }), async (all, maxItems) => {
      const { tally, network } = world({ maxItems, disabledKeys: ["off"] });
      for (const step of all) await perform(tally, step);
      await tally.flush();
      const { dropped } = tally.snapshot();
      const sum = (numbers: (number | undefined)[]) =>
        numbers.reduce<number>((total, each) => total + (each ?? 0), 0);
      const inUpdates = sum(network.sent.map(({ update }) => update.calls));
      const calls = all.filter((step) => step !== FLUSH && step !== RESET).length;
      expect(inUpdates + sum(Object.values(dropped))).toBe(calls);
      expect(network.sent.at(-1)?.update.dropped).toEqual(dropped);
    }),
  );
});

describe("against a server that counts each (instance, epoch, seq) once", () => {
  /** Takes updates in, as they arrive. */
  function server() {
    const bodies = new Map<string, string>();
    const numbers = new Map<string, Set<number>>();
    return {
      bodies,
      /** Stores one, and acknowledges as far as there is no gap. */
      take({ update: { instance_id, epoch = "", seq = 0 }, body }: Sent): number {
        const id = `${instance_id} ${epoch} ${seq}`;
        // The same number means the same bytes, or de-duplication would lose counts.
        expect(bodies.get(id) ?? body).toBe(body);
        bodies.set(id, body);
        const known = numbers.get(epoch) ?? new Set();
        numbers.set(epoch, known.add(seq));
        let ack = 0;
        while (known.has(ack + 1)) ack++;
        return ack;
      },
      total: () =>
        [...bodies.values()].reduce((sum, body) => sum + (JSON.parse(body).data?.n ?? 0), 0),
    };
  }

  /** What can happen to a request: whether the server stores it, and what comes back. */
  const FATES: Record<string, readonly [isStored: boolean, (ack: number) => Outcome]> = {
    fine: [true, (ack) => ok({ next_update: 60e9, ack })],
    "fine, without an ack": [true, () => ok()],
    "request lost": [false, () => LOST],
    "answer lost": [true, () => LOST],
    "answer hangs": [true, () => "hang"],
    "answer is spoilt": [true, () => page(200)],
    "fails before it stored": [false, () => status(500)],
    "fails after it stored": [true, () => status(500)],
    "too many": [false, () => status(429, {}, "2")],
    "down for a while": [false, () => status(503, {}, "7")],
    forbidden: [false, () => status(403)],
  };
  const fate = fc.constantFrom(...Object.keys(FATES));

  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ count: fc.integer({ min: 1, max: 5 }), tab: fc.nat(3) }) },
    {
      weight: 3,
      arbitrary: fc.record({ wait: fc.constantFrom(0, 900, 5_000, 61_000, 3_700_000) }),
    },
    { weight: 2, arbitrary: fc.record({ flush: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constant({ open: true }) },
    { weight: 1, arbitrary: fc.record({ stop: fc.nat(3) }) },
  );

  test("nothing is counted twice and nothing is lost, over retries, reloads and several tabs", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.array(fate, { maxLength: 30 }),
        async (steps, fates) => {
          const { take, total, bodies } = server();
          const at = world();
          const { clock, network, reload } = at;
          network.answers((sent, index) => {
            const [isStored, outcome] = FATES[fates[index] ?? "fine"] ?? expect.fail();
            return outcome(isStored ? take(sent) : 0);
          });
          const tabs = [at.tally];
          at.tally.start();
          await clock.advance(0);
          let counted = 0;
          for (const each of steps) {
            const tab = (which: number) => tabs[which % tabs.length] as Collector;
            if ("count" in each) {
              for (let n = 0; n < each.count; n++) tab(each.tab).increment("n");
              counted += each.count;
            } else if ("wait" in each) await clock.advance(each.wait);
            else if ("flush" in each) void tab(each.flush).flush();
            else if ("stop" in each) {
              void tab(each.stop).stop();
            } else {
              const fresh = reload();
              fresh.start();
              tabs.push(fresh);
              // Two tabs that both open before there is an id make one each.
              await clock.advance(0);
            }
          }
          // The faults are over now, whatever is left of them.
          network.answers((sent) => ok({ ack: take(sent) }));
          await clock.advance(400_000);
          for (const tab of tabs) {
            await Promise.all([tab.flush(), clock.advance(0)]);
            await Promise.all([tab.flush(), clock.advance(0)]);
          }
          expect(total()).toBe(counted);
          for (const tab of tabs)
            expect(tab.snapshot()).toMatchObject({ data: {}, pending: [], dropped: {} });
          expect(await at.storage.keys("sealed/")).toEqual([]);
          expect(
            new Set([...bodies.keys()].map((id) => id.split(" ")[0])).size,
          ).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
