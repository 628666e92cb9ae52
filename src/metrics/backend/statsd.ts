// Aggregates as statsd lines again, for another server of statsd.
import type { Aggregates, Backend, MetricEvent, Series } from "../../core/metric.ts";
import { MAX_UDP_BYTES } from "../../core/metric-limits.ts";
import { fixed6 } from "../../core/number-text.ts";
import { utf8 } from "../../core/utf8.ts";
import { createDelivery, type DeliveryOptions } from "../delivery/delivery.ts";
import { positive } from "../delivery/demand.ts";
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
  const { write, maxPacketBytes = MAX_UDP_BYTES, disableTags = false, ...rest } = options;
  positive("statsd", "maxPacketBytes", maxPacketBytes);
  // In the order of the lines.
  const delivery = createDelivery("statsd", { ...rest, maxRequests: 1 });
  const send = (packets: Iterable<Packet>) =>
    delivery.send(
      Array.from(packets, ({ text, lines }) => ({
        series: lines,
        retries: 0,
        pack: () => () => write(text),
      })),
    );
  return Object.assign(
    (aggregates: Aggregates) => send(packets(statsdLines(aggregates, disableTags), maxPacketBytes)),
    {
      event: (event: MetricEvent) => send([{ text: eventLine(event), lines: 0 }]),
      counts: delivery.counts,
    },
  );
}

/** `hits:5|c|#code:200`, each with a line feed. What the server says of itself, `statsd.…`, is not counted twice. */
export function* statsdLines(all: Aggregates, disableTags: boolean): Generator<string> {
  const line = (series: Series<unknown>, value: string | number, type: string): string => {
    const key = disableTags ? "" : tagsKey(series.tags, series.source);
    return `${series.name}:${value}|${type}${key && `|#${key}`}\n`;
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

interface Packet {
  readonly text: string;
  readonly lines: number;
}

/** As many lines as `maxBytes` hold; a line that is longer goes alone. */
export function* packets(all: Iterable<string>, maxBytes: number): Generator<Packet> {
  let text = "";
  let bytes = 0;
  let lines = 0;
  for (const line of all) {
    const size = utf8(line).length;
    if (lines > 0 && bytes + size > maxBytes) {
      yield { text, lines };
      [text, bytes, lines] = ["", 0, 0];
    }
    text += line;
    bytes += size;
    lines += 1;
  }
  if (lines > 0) yield { text, lines };
}

/** `_e{5,4}:title|text|d:100`, without a line feed. */
export function eventLine(event: MetricEvent): string {
  const { title, dateHappened, source, aggregationKey, sourceTypeName, alertType, tags } = event;
  const text = event.text.replaceAll("\n", "\\n");
  return [
    `_e{${utf8(title).length},${utf8(text).length}}:${title}|${text}`,
    dateHappened !== 0 && `d:${dateHappened}`,
    source && `h:${source}`,
    aggregationKey && `k:${aggregationKey}`,
    sourceTypeName && `s:${sourceTypeName}`,
    event.priority === "low" && "p:low",
    alertType !== "info" && `t:${alertType}`,
    tags.length > 0 && `#${tags}`,
  ]
    .filter(Boolean)
    .join("|");
}
