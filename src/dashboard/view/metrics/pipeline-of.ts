// What a pipeline says of itself, put together: what came in, and what became of it at each of its ends.
import type { InternalStat } from "../../../core/stats.ts";

/** A backend, or the server that is forwarded to. */
export interface PipelineEnd {
  readonly name: string;
  /** By what is counted: "sent", "series.dropped". */
  readonly of: ReadonlyMap<string, number>;
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
  const sum = (...names: string[]): number =>
    stats.reduce((all, { name, value }) => (names.includes(name) ? all + value : all), 0);
  const found = new Map<string, Map<string, number>>();
  for (const { name, tags, value } of stats) {
    const [, what] = /^(?:backend|http\.forwarder)\.(.*)/.exec(name) ?? [];
    if (what === undefined) continue;
    const tag = tags.find((each) => each.startsWith("backend:"));
    const end = tag?.slice("backend:".length) ?? "forwarder";
    found.set(end, (found.get(end) ?? new Map<string, number>()).set(what, value));
  }
  return {
    metrics: sum("parser.metrics_received", "http.incoming.metrics"),
    events: sum("parser.events_received", "http.incoming.events"),
    badLines: sum("parser.bad_lines_seen"),
    ends: Array.from(found, ([name, of]) => ({ name, of })),
  };
}
