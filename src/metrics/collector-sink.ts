// Metrics on the way of a collector: kept over reloads, numbered, acknowledged, and counted once by its server.
import type { Json } from "../core/json.ts";
import type { MetricEvent, MetricMap } from "../core/metric.ts";
import { MAX_RIDE_BYTES, METRICS_KEY } from "../core/metric-limits.ts";
import { formatEvent } from "./line/format.ts";
import { mapLines } from "./line/map-lines.ts";
import { packLines } from "./line/pack.ts";

/**
 * `createMetrics({ sink: collectorSink(tally) })`: maps and events ride as lines under the key `statsd` of the collector's
 * updates, which a tallybeacon server takes out again. A key that is off carries none.
 */
export function collectorSink(tally: { append(key: string, value: Json): void }): {
  (map: MetricMap): void;
  event(event: MetricEvent): void;
} {
  const ride = (lines: Iterable<string>) => {
    for (const packet of packLines(lines, MAX_RIDE_BYTES)) tally.append(METRICS_KEY, packet);
  };
  return Object.assign((map: MetricMap) => ride(mapLines(map)), {
    event: (event: MetricEvent) => ride([formatEvent(event)]),
  });
}
