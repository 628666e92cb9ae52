// What tags say, by the names before their first colon.
import type { Tags } from "../core/metric.ts";
import { sortTags } from "./tags.ts";

/** The name of a tag that has none. Source: gostatsd. */
const UNKNOWN = "unknown";

/** A tag as name and value, cut at its first colon; a tag without any has no value. */
export function tagParts(tag: string): [name: string, value: string | undefined] {
  const at = tag.indexOf(":");
  return at < 0 ? [tag, undefined] : [tag.slice(0, at), tag.slice(at + 1)];
}

/**
 * `{ team: "x", zone: "1__2" }` of `team:x`, `zone:2` and `zone:1`: several values are sorted and joined, dots in names
 * become underscores, and what has no colon is `unknown`. Source: gostatsd, tags to map.
 */
export function tagMap(tags: Tags): Map<string, string> {
  return valuesByName(tags.map(cut));
}

/** Names, each with all its values, sorted and joined. */
export function valuesByName(
  pairs: Iterable<readonly [name: string, value: string]>,
): Map<string, string> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return new Map(Array.from(values, ([name, all]) => [name, sortTags(all).join("__")]));
}

/** Whether a tag has this name, as `tagMap` has them. */
export function hasTagName(tags: Tags, name: string): boolean {
  return tags.some((tag) => cut(tag)[0] === name);
}

/** The tags of a series and, where none names a host, its source as one. */
export function withHost(tags: Tags, source: string): Tags {
  return source === "" || hasTagName(tags, "host") ? tags : [...tags, `host:${source}`];
}

/** A name that may stand before a colon. */
export function normalizeTagName(name: string): string {
  return name.replaceAll(":", "_");
}

function cut(tag: string): [name: string, value: string] {
  const [name, value] = tagParts(tag);
  return value === undefined ? [UNKNOWN, name] : [name.replaceAll(".", "_"), value];
}
