// Metric maps for tests, out of lines as statsd writes them.
import type { Metric, MetricMap, MetricType } from "../../src/core/metric.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";

const TYPES: Readonly<Record<string, MetricType>> = {
  c: "counter",
  g: "gauge",
  ms: "timer",
  s: "set",
};

/** `name:1|c|#tag,tag`, `name:1|c|@0.1|#tag`, or `name:1|c|#tag|from` of the source `from`; nothing else is understood. */
export function metricOf(line: string, atMs = 10): Metric {
  const [head = "", type = "", ...rest] = line.split("|");
  const [name = "", ...values] = head.split(":");
  const rate = rest.find((part) => part.startsWith("@"))?.slice(1) ?? "1";
  const tags =
    rest
      .find((part) => part.startsWith("#"))
      ?.slice(1)
      .split(",") ?? [];
  const source = rest.find((part) => /^[^@#]/.test(part)) ?? "";
  return {
    type: TYPES[type] ?? "counter",
    name,
    values: type === "s" ? [] : values.map(Number),
    member: values.join(":"),
    rate: Number(rate),
    tags,
    source,
    atMs,
  };
}

/** One map of all lines, each a millisecond after the one before. */
export function mapOf(...lines: readonly string[]): MetricMap {
  const map = emptyMap();
  lines.forEach((line, index) => {
    receive(map, metricOf(line, 10 + index));
  });
  return map;
}

/** What a map holds: `counters a x,s:h = 3`, in order. */
export function told(map: MetricMap | undefined): string[] {
  return Object.entries(map ?? {})
    .flatMap(([kind, all]) =>
      [...(all as MetricMap["counters"]).values()].map(({ name, tags, source, value }) => {
        const held = value as unknown;
        const text = held instanceof Set ? [...held].sort().join() : JSON.stringify(held);
        return [kind, name, `[${tags.join()}]`, source, "=", text].filter(Boolean).join(" ");
      }),
    )
    .sort();
}
