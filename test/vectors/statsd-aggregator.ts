// The vectors of aggregation: what gostatsd made of what it received, and when it flushed.
import type { Aggregates, MetricMap, MetricType, SubMetric } from "../../src/core/metric.ts";
import { aggregate, reset } from "../../src/metrics/aggregate/aggregate.ts";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { readPercentiles } from "../../src/metrics/aggregate/percentiles.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { tagsKey } from "../../src/metrics/tags.ts";
import { fakeClock } from "../support/clock.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import { metricOf, msOf, numeral, type WireMetric } from "./statsd-scenario.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdAggregatorDecisions: readonly Decision[] = [
  {
    rule: "A negative percentile whose count is that of all values says what it says of all of them.",
    why: "statsd.md section 4, row 3: the original stops",
  },
  {
    rule: "Thresholds beyond 100 and below -100 are refused with `bad-option`.",
    why: "statsd.md section 4, row 4: the original stops",
  },
  {
    rule: "Two thresholds that share their whole part are refused with `bad-option`.",
    why: "statsd.md section 4, row 11: their names would be the same",
  },
  {
    rule: "A map that is aggregated twice says each percentile once.",
    why: "statsd-aggregation.md section 5: results are those of one flush; the original appends",
  },
  {
    rule: "A bound that is not a number is no bucket.",
    why: "statsd-aggregation.md section 6: its count is recorded as unstable",
  },
];

interface Step {
  readonly op: "receive" | "flush" | "reset";
  readonly metrics?: readonly WireMetric[];
  readonly nowNs?: number | string;
}
interface State {
  readonly timers: readonly {
    readonly percentiles: readonly (readonly [string, unknown])[];
    readonly histogram: readonly (readonly [unknown, unknown])[] | null;
  }[];
}
interface Case {
  readonly name: string;
  readonly crash?: boolean;
  readonly disabled: readonly SubMetric[];
  readonly percentThresholds: readonly number[];
  readonly flushIntervalNs: number | string;
  readonly histogramLimit: number;
  readonly expiry: Readonly<Record<MetricType, number | string>>;
  readonly steps: readonly Step[];
  readonly expected?: readonly { readonly after: string; readonly state: State }[];
}
interface Ticks {
  readonly intervalMs: number;
  readonly offsetMs: number;
  readonly startMs: number;
  readonly ticksMs: readonly number[];
}

/** By file name without ending. */
export const statsdAggregatorFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-aggregator": async (file) => {
    const { cases, alignedTicker } = file as { cases: Case[]; alignedTicker: Ticks[] };
    return [...cases.map(caseRow), ...(await Promise.all(alignedTicker.map(ticksRow)))];
  },
};

function caseRow(row: Case): RowResult {
  const expected = isRefused(row) ? "bad-option" : (row.expected ?? crashless(row)).map(asOurs);
  try {
    return compare(row.name, expected, play(row));
  } catch (error) {
    return compare(row.name, expected, (error as { code?: string }).code ?? String(error));
  }
}

function isRefused({ percentThresholds }: Case): boolean {
  const wholes = percentThresholds.map((threshold) => Math.trunc(threshold));
  return (
    new Set(wholes).size < wholes.length || percentThresholds.some((each) => Math.abs(each) > 100)
  );
}

/** Rows on which the original stops have no state: what the rule says of all values, and ours of other thresholds. */
function crashless(row: Case): readonly { after: string; state: State }[] {
  const states = play(row) as { after: string; state: State }[];
  return states.map(({ after, state }) => ({
    after,
    state: {
      ...state,
      timers: state.timers.map((timer) => {
        const said = new Map(timer.percentiles);
        const all = timer as unknown as Record<string, number> & { values: number[] };
        const size = all.values.length;
        for (const threshold of row.percentThresholds) {
          const isAll = Math.floor((-threshold / 100) * size + 0.5) === size && size > 1;
          if (!isAll) continue;
          const whole = Math.trunc(threshold);
          said.set(`count_${whole}`, size);
          said.set(`lower_${whole}`, all["min"]);
          said.set(`mean_${whole}`, all["mean"]);
          said.set(`sum_${whole}`, all["sum"]);
          said.set(`sum_squares_${whole}`, all["sumSquares"]);
        }
        return { ...timer, percentiles: [...said].sort(([a], [b]) => (a < b ? -1 : 1)) };
      }),
    },
  }));
}

function asOurs({ after, state }: { readonly after: string; readonly state: State }): unknown {
  const timers = state.timers.map((timer) => ({
    ...timer,
    percentiles: [...new Map(timer.percentiles)],
    histogram: timer.histogram?.filter(([bound]) => bound !== "NaN") ?? null,
  }));
  return { after, state: { ...state, timers } };
}

function play(row: Case): unknown[] {
  const map = emptyMap();
  const disabled = new Set(row.disabled);
  const percentiles = readPercentiles(row.percentThresholds, disabled);
  const { counter, gauge, timer, set } = row.expiry;
  const expiry = { counter: msOf(counter), gauge: msOf(gauge), timer: msOf(timer), set: msOf(set) };
  const rules = { percentiles, disabled, histogramLimit: row.histogramLimit };
  const look = () => aggregate(map, 0, msOf(row.flushIntervalNs), rules);
  return row.steps.flatMap((step) => {
    for (const metric of step.metrics ?? []) receive(map, metricOf(metric));
    if (step.op === "reset") reset(map, msOf(step.nowNs ?? 0), expiry);
    return step.op === "receive" ? [] : [{ after: step.op, state: stateOf(map, look()) }];
  });
}

function stateOf(map: MetricMap, all: Aggregates): unknown {
  const keyed = <S extends { name: string; tags: readonly string[]; source: string; atMs: number }>(
    series: readonly S[],
    say: (one: S) => object,
  ) =>
    series
      .map((one) => ({
        name: one.name,
        source: one.source,
        tags: one.tags,
        tagsKey: tagsKey(one.tags, one.source),
        timestamp: numeral(Math.round(one.atMs * 1e6)),
        ...say(one),
      }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const sampled = [...map.timers.values()];
  return {
    counters: keyed(all.counters, ({ value }) => ({
      value: String(value.count),
      perSecond: numeral(value.perSecond),
    })),
    gauges: keyed(all.gauges, ({ value }) => ({ value: numeral(value) })),
    sets: keyed(all.sets, ({ members }) => ({ members: [...(members ?? [])].sort() })),
    timers: keyed(
      all.timers.map((one, index) => ({
        ...one,
        sampled: sampled[index]?.value.sampledCount ?? 0,
      })),
      ({ value, sampled }) => ({
        count: value.count,
        histogram:
          value.histogram === undefined
            ? null
            : [...value.histogram].map(([bound, count]) => [numeral(bound), count]),
        max: numeral(value.upper),
        mean: numeral(value.mean),
        median: numeral(value.median),
        min: numeral(value.lower),
        perSecond: numeral(value.countPerSecond),
        percentiles: Object.entries(value.percentiles)
          .map(([name, one]) => [name, numeral(one)])
          .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
        // Of timers without values the original forgets it when it flushes, which ours does a little later.
        sampledCount: value.values.length > 0 || value.histogram ? numeral(sampled) : 0,
        stdDev: numeral(value.stdDev),
        sum: numeral(value.sum),
        sumSquares: numeral(value.sumSquares),
        values: value.values.map(numeral),
      }),
    ),
  };
}

function order({ name, tagsKey }: { name: string; tagsKey: string }): string {
  return `${name}\n${tagsKey}`;
}

async function ticksRow({ intervalMs, offsetMs, startMs, ticksMs }: Ticks): Promise<RowResult> {
  const clock = fakeClock(startMs);
  const came: number[] = [];
  const aggregator = createAggregator({
    backends: [({ atMs }) => void came.push(atMs)],
    flushMs: intervalMs,
    flushAligned: true,
    flushOffsetMs: offsetMs,
    clock,
  });
  aggregator.start();
  await clock.advance((ticksMs.at(-1) ?? startMs) - startMs);
  return compare(`${intervalMs} ms, ${offsetMs} ms later, from ${startMs}`, ticksMs, came);
}
