// What statsd aggregates, at a Pushgateway.
import { systemClock } from "../core/clock.ts";
import type { TallybeaconError } from "../core/errors.ts";
import type { MetricFamily } from "../core/family.ts";
import type { Aggregates, Backend } from "../core/metric.ts";
import { quietly } from "../core/quiet.ts";
import { createAccumulator } from "./accumulator.ts";
import { addressOf } from "./address.ts";
import { expositionOf } from "./exposition.ts";
import { addAggregates } from "./families.ts";
import { type PushOptions, push } from "./push.ts";

/** Where aggregates are pushed, and how. */
export interface PrometheusBackendOptions extends Omit<PushOptions, "epoch" | "seq" | "signal"> {
  /** Before all names, with an underscore. Default: none. */
  readonly prefix?: string;
  /** Hears of pushes that failed: each code once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/**
 * `prometheusBackend({ url: "https://push.example.com", job: "statsd", grouping: { instance: "web-1" } })`: the families of
 * `createFamilies`, at each flush by PUT, so that a group holds what is told and nothing else. Nothing is tried again: the
 * next push says as much and more. What cannot stand beside another name, as a gauge `queue.count` beside a timer `queue`,
 * is left out and counted. There is no place for events. Throws `bad-option` for a job or a grouping that is none.
 */
export function prometheusBackend(options: PrometheusBackendOptions): Backend {
  const { prefix = "", grouping = {}, clock = systemClock } = options;
  addressOf(options);
  const complain = quietly(clock, options.onError);
  const taken = new Set(Object.keys(grouping));
  const sums = createAccumulator();
  const counts = { created: 0, sent: 0, retried: 0, dropped: 0, seriesSent: 0, seriesDropped: 0 };
  const backend = async (aggregates: Aggregates): Promise<void> => {
    const clashing = addAggregates(sums, aggregates, prefix, taken);
    const all = sums.take();
    const { families } = expositionOf([{ labels: [], families: all }]);
    const series = countSeries(families);
    counts.seriesDropped += clashing + countSeries(all) - series;
    if (series === 0) return;
    counts.created += 1;
    try {
      await push(families, { method: "PUT", ...options });
      counts.sent += 1;
      counts.seriesSent += series;
    } catch (error) {
      counts.dropped += 1;
      counts.seriesDropped += series;
      complain(error as TallybeaconError);
    }
  };
  return Object.assign(backend, { counts: () => ({ ...counts }) });
}

function countSeries(families: readonly MetricFamily[]): number {
  return families.reduce((all, { metrics }) => all + metrics.length, 0);
}
