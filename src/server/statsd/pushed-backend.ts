// What statsd aggregates, among the metrics that are pushed to this server: the dashboard shows it, and /metrics tells it.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { Aggregates, Backend } from "../../core/metric.ts";
import { PUSHED_MS, STATSD_JOB } from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { quietly } from "../../core/quiet.ts";
import { createAccumulator } from "../../prometheus/accumulator.ts";
import { addAggregates } from "../../prometheus/families.ts";
import { addTo } from "../../store/pushes/add.ts";

/** How it is kept, and who hears of it. */
export interface PushedBackendOptions {
  /** The job that it is a sum of. Default `statsd`. */
  readonly job?: string;
  /** It writes at the flushes that are nearest to so many milliseconds. Default 10,000; 0 is at each. */
  readonly everyMs?: number;
  readonly clock?: Clock;
  /** Hears why series were left out, or nothing could be written: each code once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/**
 * `pushedBackend(createPushes(sql))`, with the pushes that `createHandler` is given. Counters, and count and sum of timers,
 * go on where they were before the server was started anew. What could not be written goes with the next flush, and `stop`
 * writes what is left. Series for which there is no room, and counters that fell, are left out and counted. There is no place
 * for events.
 */
export function pushedBackend(
  pushes: Pick<Pushes, "keep">,
  options: PushedBackendOptions = {},
): Backend {
  const { job = STATSD_JOB, everyMs = PUSHED_MS, clock = systemClock } = options;
  const complain = quietly(clock, options.onError);
  const counts = { created: 0, sent: 0, retried: 0, dropped: 0, seriesSent: 0, seriesDropped: 0 };
  let sums = createAccumulator();
  let toldAtMs = -Infinity;

  function tell(isLast: boolean): void {
    const families = sums.take();
    sums = createAccumulator();
    if (families.length === 0) return;
    const series = families.reduce((all, { metrics }) => all + metrics.length, 0);
    counts.created += 1;
    try {
      const left = addTo(pushes, job, families);
      counts.sent += 1;
      counts.seriesSent += series - left;
      counts.seriesDropped += left;
      if (left > 0) complain(new TallybeaconError("too-large", `${job}: left out ${left} series`));
    } catch (error) {
      complain(error as TallybeaconError);
      if (isLast) {
        counts.dropped += 1;
        counts.seriesDropped += series;
        return;
      }
      counts.retried += 1;
      for (const { name, type = "counter", metrics } of families) {
        for (const metric of metrics) sums.add(type, name, metric.labels ?? [], metric);
      }
    }
  }

  const backend = (aggregates: Aggregates) => {
    counts.seriesDropped += addAggregates(sums, heard(aggregates));
    const { atMs, intervalMs } = aggregates;
    // Now, or with the flush that is nearer to it; and clocks may be set back.
    if (Math.abs(atMs - toldAtMs) + intervalMs / 2 < everyMs) return;
    toldAtMs = atMs;
    tell(false);
  };
  return Object.assign(backend, { counts: () => ({ ...counts }), stop: () => tell(true) });
}

/** Without what nothing came of: to add nothing would cost as much as to add something. */
function heard({ counters, timers, ...rest }: Aggregates): Aggregates {
  return {
    ...rest,
    counters: counters.filter(({ value }) => value.count !== 0),
    timers: timers.filter(({ value }) => value.values.length > 0),
  };
}
