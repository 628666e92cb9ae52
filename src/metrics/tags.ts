// Tags as one text, by which series are told apart.
import { byCodePoint } from "../core/code-point.ts";
import type { Tags } from "../core/metric.ts";

/** In the order of their UTF-8 bytes; duplicates stay. */
export function sortTags(tags: Tags): Tags {
  return tags.length < 2 ? tags : [...tags].sort(byCodePoint);
}

/** `a:1,b,s:host` of sorted tags and a source, `,s:host` where there are no tags. Source: gostatsd, tags key. */
export function tagsKey(sorted: Tags, source: string): string {
  const joined = sorted.join(",");
  return source === "" ? joined : `${joined},s:${source}`;
}

/** The key of a series in a map. No line has a line feed in either part. */
export function seriesKey(name: string, key: string): string {
  return `${name}\n${key}`;
}
