// What is counted here as lines, for any server of statsd.
import type {
  DeliveryCounts,
  Metric,
  MetricEvent,
  MetricMap,
  MetricSink,
} from "../../core/metric.ts";
import { MAX_UDP_BYTES } from "../../core/metric-limits.ts";
import { createDelivery, type DeliveryOptions } from "../../metrics/delivery/delivery.ts";
import { formatEvent, formatLine } from "../../metrics/line/format.ts";
import { packLines } from "../../metrics/line/pack.ts";

/** Where packets go. `clientTimeoutMs` is for one of them. */
export interface LineSinkOptions
  extends Pick<DeliveryOptions, "clientTimeoutMs" | "clock" | "onError"> {
  /** Sends one packet: `udpWriter(address).write`, `tcpWriter(address).write`. */
  readonly write: (packet: string) => void | Promise<void>;
  /** Default 1,472, which fits into one Ethernet frame over UDP. */
  readonly maxPacketBytes?: number;
}

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
export function lineSink(options: LineSinkOptions): LineSink {
  const { write, maxPacketBytes = MAX_UDP_BYTES } = options;
  // In the order of the lines.
  const delivery = createDelivery("lines", { ...options, maxRequests: 1 });
  const parcel = (packet: string, series: number) => ({
    series,
    retries: 0,
    pack: () => () => write(packet),
  });
  const parcels = function* (map: MetricMap) {
    for (const packet of packLines(linesOf(map), maxPacketBytes)) {
      yield parcel(packet, packet.split("\n").length - 1);
    }
  };
  return Object.assign((map: MetricMap) => delivery.send(parcels(map)), {
    event: (event: MetricEvent) => delivery.sendNow(parcel(formatEvent(event), 0)),
    counts: delivery.counts,
  });
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
