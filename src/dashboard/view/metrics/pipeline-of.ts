// What a pipeline says of itself, put together: what came in, and what became of it at each of its ends.
import type { InternalStat } from "../../../core/stats.ts";

/** A backend, or the server that is forwarded to. */
export interface PipelineEnd {
  readonly name: string;
  readonly sent: number;
  readonly retried: number;
  readonly dropped: number;
  /** Another server is told no series. */
  readonly seriesSent: number | undefined;
  readonly seriesDropped: number | undefined;
}

/** All of it. */
export interface PipelineSum {
  readonly metrics: number;
  readonly events: number;
  readonly badLines: number;
  readonly ends: readonly PipelineEnd[];
}

/** Sums by the names that gostatsd has for them. */
export function pipelineOf(stats: readonly InternalStat[]): PipelineSum {
  const sum = (name: string): number =>
    stats.reduce((all, stat) => (stat.name === name ? all + stat.value : all), 0);
  const found = new Map<string, Map<string, number>>();
  for (const { name, tags, value } of stats) {
    const [, of, what = ""] = /^(backend|http\.forwarder)\.(.*)/.exec(name) ?? [];
    if (!of) continue;
    const tag = tags.find((each) => each.startsWith("backend:"));
    const end = tag ? tag.slice("backend:".length) : "forwarder";
    found.set(end, (found.get(end) ?? new Map<string, number>()).set(what, value));
  }
  const ends = Array.from(found, ([name, of]) => ({
    name,
    sent: of.get("sent") ?? 0,
    retried: of.get("retried") ?? 0,
    dropped: of.get("dropped") ?? 0,
    seriesSent: of.get("series.sent"),
    seriesDropped: of.get("series.dropped"),
  }));
  return {
    metrics: sum("parser.metrics_received") + sum("http.incoming.metrics"),
    events: sum("parser.events_received") + sum("http.incoming.events"),
    badLines: sum("parser.bad_lines_seen"),
    ends,
  };
}
