// Metrics on the way of a collector: kept over reloads, numbered, acknowledged, and counted once by its server.
import type { Json } from "../core/json.ts";
import type { MetricEvent, MetricMap } from "../core/metric.ts";
import { MAX_RIDE_BYTES, MAX_RIDE_CHARS, METRICS_KEY, RIDE_KEYS } from "../core/metric-limits.ts";
import { formatEvent } from "./line/format.ts";
import { mapLines } from "./line/map-lines.ts";
import { packLines } from "./line/pack.ts";

/**
 * `createMetrics({ sink: collectorSink(tally) })`: maps and events ride as lines under the key `statsd` of the collector's
 * updates, and under `statsd:1` and so on, which a tallybeacon server takes out again. A key that is off carries none.
 */
export function collectorSink(tally: { append(key: string, value: Json): void }): {
  (map: MetricMap): void;
  event(event: MetricEvent): void;
} {
  let chars = 0;
  const ride = (lines: Iterable<string>) => {
    for (const packet of packLines(lines, MAX_RIDE_BYTES)) {
      const number = Math.floor(chars / MAX_RIDE_CHARS) % RIDE_KEYS;
      tally.append(number > 0 ? `${METRICS_KEY}:${number}` : METRICS_KEY, packet);
      chars += packet.length;
    }
  };
  return Object.assign((map: MetricMap) => ride(mapLines(map)), {
    event: (event: MetricEvent) => ride([formatEvent(event)]),
  });
}
