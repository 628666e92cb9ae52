// Families as lines, one a sample, in one of two dialects: Prometheus' text and OpenMetrics.
import type { FamilyMetric, Histogram, MetricFamily, Summary } from "../core/family.ts";
import { formatNumber } from "../core/number-text.ts";
import { checkNamed, typeOf, wanted } from "./wanted.ts";

/** In what the dialects differ. */
export interface Dialect {
  /** The lines above the samples. */
  head(family: MetricFamily): string;
  /** What its samples are called, but for `_sum` and the like. */
  nameOf(family: MetricFamily): string;
  /** The value of `le` or `quantile`. */
  bound(value: number): string;
  time(ms: number): string;
}

/** Families without metrics are left out. Throws `bad-value` for those without a name, and as `wanted` does. */
export function expose(families: readonly MetricFamily[], dialect: Dialect): string {
  let text = "";
  for (const family of families) {
    if (family.metrics.length === 0) continue;
    checkNamed(family);
    text += dialect.head(family);
    const name = dialect.nameOf(family);
    for (const metric of family.metrics) text += lines(family, metric, name, dialect);
  }
  return text;
}

function lines(family: MetricFamily, metric: FamilyMetric, name: string, dialect: Dialect): string {
  const { labels = [], timestampMs } = metric;
  const time = timestampMs === undefined ? "" : ` ${dialect.time(timestampMs)}`;
  let own = "";
  for (const [label, value] of labels) own += `${own && ","}${label}="${escapeText(value)}"`;
  const line = (suffix: string, value: number, all = own): string =>
    `${name}${suffix}${all && `{${all}}`} ${formatNumber(value)}${time}\n`;
  const part = (suffix: string, label: string, bound: number, value: number): string =>
    line(suffix, value, `${own}${own && ","}${label}="${dialect.bound(bound)}"`);

  const totals = ({ sum, count }: Summary | Histogram) => line("_sum", sum) + line("_count", count);

  switch (typeOf(family)) {
    case "summary": {
      const summary = wanted(family, metric.summary);
      let text = "";
      for (const one of summary.quantiles) text += part("", "quantile", one.quantile, one.value);
      return text + totals(summary);
    }
    case "histogram": {
      const histogram = wanted(family, metric.histogram);
      const { buckets, count } = histogram;
      let text = "";
      for (const one of buckets) text += part("_bucket", "le", one.upperBound, one.count);
      const isClosed = buckets.some(({ upperBound }) => upperBound === Infinity);
      return text + (isClosed ? "" : part("_bucket", "le", Infinity, count)) + totals(histogram);
    }
    default:
      return line("", wanted(family, metric.value));
  }
}

/** Backslashes, newlines and what else is `special` behind a backslash. */
export function escapeText(text: string, special: RegExp = /[\\\n"]/g): string {
  return text.replace(special, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
