// One metric map as several.
import type { MetricMap, Series } from "../../core/metric.ts";
import { METRIC_KINDS, seriesOf } from "../kinds.ts";
import { emptyMap } from "../map.ts";

/** The series of a map, by what `partOf` says of each. They are the same series: the map may not be used any more. */
export function partition<K>(
  map: MetricMap,
  partOf: (series: Series<unknown>) => K,
): Map<K, MetricMap> {
  const parts = new Map<K, MetricMap>();
  for (const kind of METRIC_KINDS) {
    for (const [key, series] of seriesOf(map, kind)) {
      const name = partOf(series);
      const part = parts.get(name) ?? emptyMap();
      seriesOf(part, kind).set(key, series);
      parts.set(name, part);
    }
  }
  return parts;
}
