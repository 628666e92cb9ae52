// InfluxDB's line protocol, to write only.
import type { Encoder, FamilyMetric, Labels, MetricFamily } from "../core/family.ts";
import { shortestFixed } from "../core/number-text.ts";
import { checkNamed, typeOf, wanted } from "./wanted.ts";

type Fields = readonly (readonly [name: string, value: number])[];

/**
 * InfluxDB's line protocol: a line a metric, with its labels as tags. The field is `counter`, `gauge` or `value`, or there
 * is one for each quantile or bucket, named by it, and `count` and `sum`; all are floats, and NaN is left out. Source:
 * InfluxDB 2, telemetry.
 */
export const lineProtocol: Encoder = {
  contentType: "text/plain; charset=utf-8",
  encode: (families) => encodeLines(families).text,
};

/** As `lineProtocol`, and how many metrics it could not hold, since one of their values is infinite, or all are NaN. */
export function encodeLines(families: readonly MetricFamily[]): { text: string; dropped: number } {
  let text = "";
  let dropped = 0;
  for (const family of families) {
    checkNamed(family);
    for (const metric of family.metrics) {
      const line = lineOf(family, metric);
      text += line;
      if (line === "") dropped += 1;
    }
  }
  return { text, dropped };
}

function lineOf(family: MetricFamily, metric: FamilyMetric): string {
  const found = fieldsOf(family, metric).filter(([, value]) => !Number.isNaN(value));
  // Of several with the same name the last counts.
  const fields = [...new Map(found)].sort(([a], [b]) => (a < b ? -1 : 1));
  const values = fields.map(([, value]) => value);
  if (fields.length === 0 || !values.every(Number.isFinite)) return "";
  const written = fields.map(([name, value]) => `${name}=${shortestFixed(value)}`).join(",");
  const { labels = [], timestampMs = 0 } = metric;
  const time = timestampMs > 0 ? ` ${Math.trunc(timestampMs)}000000` : "";
  return `${family.name}${tagsOf(labels)} ${written}${time}\n`;
}

function fieldsOf(family: MetricFamily, metric: FamilyMetric): Fields {
  const type = typeOf(family);
  switch (type) {
    case "summary": {
      const { count, sum, quantiles } = wanted(family, metric.summary);
      const parts = quantiles.map((one) => [shortestFixed(one.quantile), one.value] as const);
      return [...parts, ["count", count], ["sum", sum]];
    }
    case "histogram": {
      const { count, sum, buckets } = wanted(family, metric.histogram);
      const parts = buckets.map((one) => [shortestFixed(one.upperBound), one.count] as const);
      return [...parts, ["count", count], ["sum", sum]];
    }
    default:
      return [[type === "untyped" ? "value" : type, wanted(family, metric.value)]];
  }
}

/** In their order; empty ones are left out. */
function tagsOf(labels: Labels): string {
  let tags = "";
  for (const [name, value] of labels) {
    const escaped = escapeTag(value);
    if (escaped) tags += `,${name}=${escaped}`;
  }
  return tags;
}

/** A newline would end the line, and is written as `\n`; backslashes at the end would escape what follows, and go. */
function escapeTag(value: string): string {
  let end = value.length;
  while (value[end - 1] === "\\") end -= 1;
  return value.slice(0, end).replace(/[ ,=\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
