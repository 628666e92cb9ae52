// What is counted here as lines, for any server of statsd.
import type {
  DeliveryCounts,
  Metric,
  MetricEvent,
  MetricMap,
  MetricSink,
} from "../../core/metric.ts";
import { createPackets, type PacketOptions } from "../../metrics/delivery/packets.ts";
import { formatLine } from "../../metrics/line/format.ts";

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

/** `hits:5|c`, `took:12.5|ms|@0.1|#page:home`. */
export function* linesOf(map: MetricMap): Generator<string> {
  const line = (of: Pick<Metric, "type" | "name" | "tags">, said: Partial<Metric>): string =>
    formatLine({ values: [], rate: 1, source: "", atMs: 0, ...of, ...said });
  for (const { name, tags, value } of map.counters.values()) {
    yield line({ type: "counter", name, tags }, { values: [value] });
  }
  for (const { name, tags, value } of map.timers.values()) {
    const rate = value.values.length / value.sampledCount;
    for (const each of value.values) {
      yield line({ type: "timer", name, tags }, { values: [each], rate });
    }
  }
  for (const { name, tags, value } of map.gauges.values()) {
    yield line({ type: "gauge", name, tags }, { values: [value] });
  }
  for (const { name, tags, value } of map.sets.values()) {
    for (const member of value) yield line({ type: "set", name, tags }, { member });
  }
}
