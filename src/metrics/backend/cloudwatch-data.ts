// What CloudWatch calls data: a name, a number with its unit, and up to ten dimensions.
import type { Aggregates, Series } from "../../core/metric.ts";
import { CLOUDWATCH_DIMENSIONS } from "../../core/metric-limits.ts";
import { tagParts } from "../tag-names.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** One number. */
export interface CloudwatchDatum {
  readonly metricName: string;
  readonly dimensions: readonly (readonly [name: string, value: string])[];
  readonly unit: "Count" | "Count/Second" | "Milliseconds" | "None";
  readonly value: number;
}

/** Sources are not said, and of tags the first ten. Source: gostatsd, `cloudwatch`. */
export function cloudwatchData(all: Aggregates): CloudwatchDatum[] {
  const data: CloudwatchDatum[] = [];
  const add = (
    { tags }: Series<unknown>,
    metricName: string,
    unit: CloudwatchDatum["unit"],
    value: number,
    le: readonly string[] = [],
  ) => {
    // The bound of a bucket has its place in any case.
    const said = [...tags.slice(0, CLOUDWATCH_DIMENSIONS - le.length), ...le];
    const dimensions = said.map((tag) => {
      const [name, text = "set"] = tagParts(tag);
      return [name, text] as const;
    });
    data.push({ metricName, dimensions, unit, value });
  };
  for (const series of all.counters) {
    const name = `stats.counter.${series.name}`;
    add(series, `${name}.count`, "Count", series.value.count);
    add(series, `${name}.per_second`, "Count/Second", series.value.perSecond);
  }
  for (const series of all.timers) {
    const name = `stats.timers.${series.name}`;
    for (const [bound, count] of buckets(series.value)) {
      add(series, `${name}.histogram`, "Count", count, [`le:${bound}`]);
    }
    for (const [part, value] of timerFields(series.value, all.disabled)) {
      add(series, `${name}.${part}`, unitOf(part), value);
    }
  }
  for (const series of all.gauges) add(series, `stats.gauge.${series.name}`, "None", series.value);
  for (const series of all.sets) add(series, `stats.set.${series.name}`, "None", series.value);
  return data;
}

function unitOf(part: string): CloudwatchDatum["unit"] {
  if (part === "count") return "Count";
  return part === "count_ps" ? "Count/Second" : "Milliseconds";
}
