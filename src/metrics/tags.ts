// Tags as one text, by which series are told apart.
import type { Tags } from "../core/metric.ts";

/** In the order of their UTF-8 bytes, which is that of code points; duplicates stay. */
export function sortTags(tags: Tags): Tags {
  return tags.length < 2 ? tags : [...tags].sort(byBytes);
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

function byBytes(one: string, other: string): number {
  if (one === other) return 0;
  // Code units order as bytes do, but for those of characters above U+FFFF.
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i += 1) {
    const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)];
    if (a === b) continue;
    const isPair = a >= 0xd800 && a <= 0xdfff;
    if (isPair !== (b >= 0xd800 && b <= 0xdfff)) return isPair ? 1 : -1;
    return a - b;
  }
  return one.length - other.length;
}
