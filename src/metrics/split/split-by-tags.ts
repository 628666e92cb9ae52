// Series grouped by some of their tags, which then go ahead of them as headers.
import type { MetricMap } from "../../core/metric.ts";
import { tagsKey } from "../tags.ts";
import { partition } from "./partition.ts";

/**
 * The pieces of a tags key that start with one of `prefixes`: `team:x,zone:1` of `["team:", "zone:"]`. A comma in a tag
 * cuts it, and the source can be had by `s:`. An empty prefix ends the search. Source: gostatsd, split by tags.
 */
export function splitKey(key: string, prefixes: readonly string[]): string {
  const isWanted = (piece: string) => prefixes.find((prefix) => piece.startsWith(prefix));
  return prefixes.length > 0 ? key.split(",").filter(isWanted).join(",") : "";
}

/** Splits a map by `splitKey` of its series; it may not be used any more. Without prefixes it is one group, `""`. */
export function splitByTags(map: MetricMap, prefixes: readonly string[]): Map<string, MetricMap> {
  if (prefixes.length === 0) return new Map([["", map]]);
  return partition(map, ({ tags, source }) => splitKey(tagsKey(tags, source), prefixes));
}
