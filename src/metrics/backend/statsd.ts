// Aggregates as statsd lines again, for another server of statsd.
import type { Aggregates, Backend, MetricEvent, Series } from "../../core/metric.ts";
import { MAX_UDP_BYTES } from "../../core/metric-limits.ts";
import { fixed6 } from "../../core/number-text.ts";
import { createDelivery, type DeliveryOptions, type Parcel } from "../delivery/delivery.ts";
import { positive } from "../delivery/demand.ts";
import { formatEvent } from "../line/format.ts";
import { packLines } from "../line/pack.ts";
import { tagsKey } from "../tags.ts";

/** Where packets go, and what is in them. `clientTimeoutMs` is for one packet. */
export interface StatsdOptions
  extends Pick<DeliveryOptions, "clientTimeoutMs" | "clock" | "onError"> {
  /** Sends one packet: a datagram, or a piece of a stream. */
  readonly write: (packet: string) => void | Promise<void>;
  /** Default 1,472, which fits into one Ethernet frame over UDP; gostatsd writes 1,048,576 to TCP. */
  readonly maxPacketBytes?: number;
  /** Default false. */
  readonly disableTags?: boolean;
}

/**
 * Timers go as the values that were told, without their sample rates; sources as tags `s:`. What could not be written is
 * lost, and counted. Throws `bad-option`. Source: gostatsd, `statsdaemon`.
 */
export function statsdBackend(options: StatsdOptions): Backend {
  const { write, maxPacketBytes = MAX_UDP_BYTES, disableTags = false } = options;
  positive("statsd", "maxPacketBytes", maxPacketBytes);
  // In the order of the lines.
  const delivery = createDelivery("statsd", { ...options, maxRequests: 1 });
  const parcel = (packet: string, series: number): Parcel => ({
    series,
    retries: 0,
    pack: () => () => write(packet),
  });
  const parcels = function* (aggregates: Aggregates): Generator<Parcel> {
    for (const packet of packLines(statsdLines(aggregates, disableTags), maxPacketBytes)) {
      yield parcel(packet, packet.split("\n").length - 1);
    }
  };
  return Object.assign((aggregates: Aggregates) => delivery.send(parcels(aggregates)), {
    event: (event: MetricEvent) => delivery.sendNow(parcel(formatEvent(event), 0)),
    counts: delivery.counts,
  });
}

/** `hits:5|c|#code:200`. What the server says of itself, `statsd.…`, is not counted twice. */
export function* statsdLines(all: Aggregates, disableTags: boolean): Generator<string> {
  const line = (series: Series<unknown>, value: string | number, type: string): string => {
    const key = disableTags ? "" : tagsKey(series.tags, series.source);
    // What came over HTTP is as it came: one line must not become two.
    return `${series.name}:${value}|${type}${key && `|#${key}`}`.replaceAll("\n", "_");
  };
  for (const series of all.counters) {
    if (!series.name.startsWith("statsd.")) yield line(series, series.value.count, "c");
  }
  for (const series of all.timers) {
    for (const value of series.value.values) yield line(series, fixed6(value), "ms");
  }
  for (const series of all.gauges) yield line(series, fixed6(series.value), "g");
  for (const series of all.sets) {
    for (const member of series.members ?? []) yield line(series, member, "s");
  }
}
