// What was pushed, for people to look at.
import { systemClock } from "../../core/clock.ts";
import type { FamilyMetric, Labels, MetricFamily } from "../../core/family.ts";
import type { Clock, Handler } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { MAX_TOLD, MAX_TOLD_SERIES } from "../../core/push-limits.ts";
import type {
  Pushed,
  PushedFamily,
  PushedNumber,
  PushedReply,
  PushedSeries,
} from "../../core/pushed.ts";
import { answer, careful } from "../answer.ts";
import { hostOf } from "./feed.ts";

/** What telling it needs. */
export interface PushedOptions {
  readonly pushes: Pick<Pushes, "groups" | "sums">;
  readonly clock?: Clock;
  readonly onError?: (error: unknown) => void;
}

/** Answers with all sums and groups, as far as they are told at a time. */
export function pushedHandler({ pushes, clock = systemClock, onError }: PushedOptions): Handler {
  return careful((request) => {
    const sums = pushes.sums().map(({ job, at, epochs, since, families }) => ({
      head: { host: hostOf(job), grouping: { job }, at, summed: { epochs, since } },
      families,
    }));
    const groups = pushes.groups().map(({ grouping, at, families }) => ({
      head: { host: hostOf(grouping), grouping: byName(grouping), at },
      families,
    }));
    let room = MAX_TOLD;
    let more = false;
    const tell = (family: MetricFamily): PushedFamily[] => {
      room -= 1 + family.metrics.length;
      const shown = room < 0 ? [] : family.metrics.slice(0, MAX_TOLD_SERIES);
      more ||= shown.length < family.metrics.length;
      const { name, type = "counter", help, metrics } = family;
      const about = { name, type, ...(help !== undefined && { help }) };
      return [{ ...about, total: metrics.length, series: shown.map(seriesOf) }];
    };
    const pushed = [...sums, ...groups].map(
      ({ head, families }): Pushed => ({ ...head, families: families.flatMap(tell) }),
    );
    return answer(request, 200, { now: clock.now(), pushed, more } satisfies PushedReply);
  }, onError);
}

function seriesOf({ labels = [], value, summary, histogram }: FamilyMetric): PushedSeries {
  const { count, sum } = summary ?? histogram ?? {};
  return {
    labels: byName(labels),
    ...(value !== undefined && { value: numberOf(value) }),
    ...(count !== undefined && { count: numberOf(count) }),
    ...(sum !== undefined && { sum: numberOf(sum) }),
    ...(summary && {
      quantiles: summary.quantiles.map((each) => ({
        quantile: numberOf(each.quantile),
        value: numberOf(each.value),
      })),
    }),
    ...(histogram && {
      buckets: histogram.buckets.map((each) => ({
        le: numberOf(each.upperBound),
        count: numberOf(each.count),
      })),
    }),
  };
}

function byName(labels: Labels): Record<string, string> {
  return Object.fromEntries(labels);
}

function numberOf(value: number): PushedNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
