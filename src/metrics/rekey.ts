// Series under new tags and sources, added up where they coincide.
import type { MetricMap, Series } from "../core/metric.ts";
import { METRIC_KINDS, seriesOf } from "./kinds.ts";
import { emptyMap, merge } from "./map.ts";
import { seriesKey, sortTags, tagsKey } from "./tags.ts";

/** What tells series of one name apart. */
export type SeriesTags = Pick<Series<unknown>, "tags" | "source">;

/**
 * All series that `change` gives tags and a source to, and the rest not at all. The map may not be used any more. Of two
 * gauges that coincide the later one stays.
 */
export function rekey(
  map: MetricMap,
  change: (series: Series<unknown>) => SeriesTags | undefined,
): MetricMap {
  const changed = emptyMap();
  // What has a key that was seen before waits here, once a key.
  let again = emptyMap();
  for (const kind of METRIC_KINDS) {
    for (const series of seriesOf(map, kind).values()) {
      const now = change(series);
      if (!now) continue;
      const { source } = now;
      const tags = sortTags(now.tags);
      const key = seriesKey(series.name, tagsKey(tags, source));
      const isNew = !changed[kind].has(key);
      if (!isNew && again[kind].has(key)) {
        merge(changed, again);
        again = emptyMap();
      }
      seriesOf(isNew ? changed : again, kind).set(key, { ...series, tags, source });
    }
  }
  merge(changed, again);
  return changed;
}
