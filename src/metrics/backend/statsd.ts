// Aggregates as statsd lines again, for another server of statsd.
import type { Aggregates, Backend, Series } from "../../core/metric.ts";
import { fixed6 } from "../../core/number-text.ts";
import { createPackets, type PacketOptions } from "../delivery/packets.ts";
import { tagsKey } from "../tags.ts";

/** Where packets go, and what is in them. */
export interface StatsdOptions extends PacketOptions {
  /** Default false. */
  readonly disableTags?: boolean;
}

/**
 * Timers go as the values that were told, without their sample rates; sources as tags `s:`. What could not be written is
 * lost, and counted. Throws `bad-option`. Source: gostatsd, `statsdaemon`.
 */
export function statsdBackend(options: StatsdOptions): Backend {
  const { disableTags = false } = options;
  const { send, event, counts } = createPackets("statsd", options);
  return Object.assign((aggregates: Aggregates) => send(statsdLines(aggregates, disableTags)), {
    event,
    counts,
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
