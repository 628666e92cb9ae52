// What is counted here as lines, for any server of statsd.
import type { DeliveryCounts, MetricEvent, MetricMap, MetricSink } from "../../core/metric.ts";
import { createPackets, type PacketOptions } from "../../metrics/delivery/packets.ts";
import { formatLine } from "../../metrics/line/format.ts";
import { mapLines } from "../../metrics/line/map-lines.ts";

/** Takes maps and events, and counts what became of them. */
export interface LineSink extends MetricSink {
  (map: MetricMap): Promise<void>;
  event(event: MetricEvent): Promise<void>;
  counts(): DeliveryCounts;
}

/**
 * `lineSink({ write: udpWriter("statsd.example:8125").write })`. One value a line, which every server reads; timers with
 * their sample rates. Sources are not told: who receives it knows who sent it. What could not be written is lost, and
 * counted. Throws `bad-option`.
 */
export function lineSink(options: PacketOptions): LineSink {
  const { send, event, counts } = createPackets("lines", options);
  return Object.assign((map: MetricMap) => send(linesOf(map)), { event, counts });
}

function* linesOf(map: MetricMap): Generator<string> {
  yield* mapLines({ ...map, timers: new Map() });
  for (const { value, ...series } of map.timers.values()) {
    const { values, sampledCount } = value;
    const rate = values.length / sampledCount;
    for (const each of values) yield formatLine({ ...series, type: "timer", values: [each], rate });
  }
}
