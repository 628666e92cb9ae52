// Whatever is pushed, in whatever order, lost, doubled or late: a sum is what every epoch really counted.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FamilyMetric, Labels, MetricFamily } from "../../src/core/family.ts";
import type { Push } from "../../src/core/push.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { manualClock } from "../support/manual-clock.ts";
import { faultySql, memorySql, NOW_MS } from "../support/store.ts";

const BOUNDS = [
  [1, 5, 10],
  [1, 10],
  [2, 5],
] as const;
const SERIES = ["a", "b"] as const;

/** What one life of a registry has: counters by label, and observations. */
interface Registry {
  readonly bounds: readonly number[];
  readonly counts: Map<string, number>;
  observed: number[];
  gauge: number;
}

const emptyRegistry = (bounds: readonly number[]): Registry => ({
  bounds,
  counts: new Map(),
  observed: [],
  gauge: 0,
});
const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

function familiesOf({ bounds, counts, observed, gauge }: Registry): MetricFamily[] {
  const buckets = bounds.map((upperBound) => ({
    upperBound,
    count: observed.filter((each) => each <= upperBound).length,
  }));
  const [count, sum] = [observed.length, total(observed)];
  return [
    {
      name: "hits_total",
      type: "counter",
      metrics: [...counts].map(([label, value]) => ({ labels: [["l", label]], value })),
    },
    { name: "took", type: "histogram", metrics: [{ histogram: { count, sum, buckets } }] },
    { name: "size", type: "summary", metrics: [{ summary: { count, sum, quantiles: [] } }] },
    { name: "level", type: "gauge", metrics: [{ value: gauge }] },
  ];
}

interface Sender {
  readonly epoch: string;
  readonly instance: string;
  registry: Registry;
  /** What was counted before it began anew. */
  before: Registry[];
  seq: number;
  /** Its registry as the newest push that arrived had it, and those before it. */
  arrived: { seq: number; all: Registry[] };
}

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("count" as const), by: fc.nat(5) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("push" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lose" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("again" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reset" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), after: fc.nat(12) }) },
);
const step = fc.record({ sender: fc.nat(3), series: fc.constantFrom(...SERIES), action });

test("a sum is what all epochs counted, as far as it was told", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sql = faultySql(memorySql());
      const clock = manualClock(NOW_MS);
      let pushes = createPushes(sql, { clock });
      const senders = Array.from(
        { length: 4 },
        (_, i): Sender => ({
          epoch: `e${i}`,
          instance: `i${i}`,
          registry: emptyRegistry(BOUNDS[i % 3] as readonly number[]),
          before: [],
          seq: 0,
          arrived: { seq: 0, all: [] },
        }),
      );
      const sent: { push: Push; sender: Sender; seq: number; all: Registry[] }[] = [];
      let gauge: number | undefined;
      const arrive = ({ push, sender, seq, all }: (typeof sent)[number]) => {
        try {
          pushes.push(push);
        } catch (error) {
          expect(error).toMatchObject({ code: "storage" });
          return;
        }
        if (seq <= sender.arrived.seq) return;
        sender.arrived = { seq, all };
        gauge = all.at(-1)?.gauge;
      };
      for (const { sender: which, series, action: now } of steps) {
        const sender = senders[which] as Sender;
        const { registry } = sender;
        if (now.do === "count") {
          registry.counts.set(series, (registry.counts.get(series) ?? 0) + now.by);
          registry.observed.push(now.by * 3);
          registry.gauge = now.by;
        } else if (now.do === "reset") {
          // Only what is seen to have fallen is known to have begun anew.
          const { all, seq } = sender.arrived;
          if (all.at(-1)?.observed.length !== registry.observed.length || sender.seq !== seq)
            continue;
          if (registry.observed.length === 0) continue;
          sender.before.push(structuredClone(registry));
          sender.registry = emptyRegistry(registry.bounds);
          for (const name of registry.counts.keys()) sender.registry.counts.set(name, 0);
          push(sender, true);
          if (sender.arrived.seq === sender.seq) continue;
          sender.before.pop();
          sender.registry = registry;
        } else if (now.do === "push") push(sender, true);
        else if (now.do === "lose") push(sender, false);
        else if (now.do === "again") {
          const old = sent[now.which % Math.max(1, sent.length)];
          if (old) arrive(old);
        } else if (now.do === "reopen") {
          sql.failNext(Number.POSITIVE_INFINITY);
          pushes = createPushes(sql, { clock });
        } else sql.failNext(now.after);
        clock.advance(1_000);
      }
      sql.failNext(Number.POSITIVE_INFINITY);
      expect(readSums()).toEqual(modelled());

      function push(sender: Sender, arrives: boolean) {
        sender.seq += 1;
        const { epoch, instance, seq } = sender;
        const grouping: Labels = [
          ["job", "shop"],
          ["instance", instance],
        ];
        const registry = structuredClone(sender.registry);
        const made = { method: "POST" as const, grouping, families: familiesOf(registry) };
        const pushed = {
          push: { ...made, epoch, seq },
          sender,
          seq,
          all: [...sender.before, registry],
        };
        sent.push(pushed);
        if (arrives) arrive(pushed);
      }

      function readSums() {
        const [sum] = pushes.sums();
        if (!sum) return undefined;
        const of = (name: string): readonly FamilyMetric[] =>
          sum.families.find((family) => family.name === name)?.metrics ?? [];
        return {
          epochs: sum.epochs,
          hits: Object.fromEntries(
            of("hits_total").map(({ labels, value }) => [labels?.[0]?.[1], value]),
          ),
          took: of("took")[0]?.histogram,
          size: of("size")[0]?.summary,
          level: of("level")[0]?.value,
        };
      }

      function modelled() {
        const heard = senders.filter(({ arrived }) => arrived.seq > 0);
        if (heard.length === 0) return undefined;
        const all = heard.flatMap(({ arrived }) => arrived.all);
        const hits = SERIES.filter((name) => all.some(({ counts }) => counts.has(name))).map(
          (name) => [name, total(all.map(({ counts }) => counts.get(name) ?? 0))] as const,
        );
        const observed = all.flatMap((each) => each.observed);
        const shared = [1, 2, 5, 10].filter((bound) =>
          all.every(({ bounds }) => bounds.includes(bound)),
        );
        const counted = { count: observed.length, sum: total(observed) };
        const buckets = shared.map((upperBound) => ({
          upperBound,
          count: observed.filter((each) => each <= upperBound).length,
        }));
        return {
          epochs: heard.length,
          hits: Object.fromEntries(hits),
          took: { ...counted, buckets },
          size: { ...counted, quantiles: [] },
          level: gauge,
        };
      }
    }),
    { numRuns: 1_000 },
  );
}, 60_000);
