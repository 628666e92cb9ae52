// Series spread over shards by their names and tags: who aggregates one kind of a series aggregates all of them.
import type { MetricMap } from "../../core/metric.ts";
import { emptyMap } from "../map.ts";
import { tagsKey } from "../tags.ts";
import { adler32 } from "./adler32.ts";
import { partition } from "./partition.ts";

/** The shard of a series, from 0 up to `count`. `key` is that of `tagsKey`. Source: gostatsd, bucket. */
export function shardOf(name: string, key: string, count: number): number {
  return ((adler32(name) + adler32(key)) % 2 ** 32) % count;
}

/** Splits a map into `count`, some of which may be empty; it may not be used any more. Source: gostatsd, split. */
export function split(map: MetricMap, count: number): MetricMap[] {
  const parts = partition(map, ({ name, tags, source }) =>
    shardOf(name, tagsKey(tags, source), count),
  );
  return Array.from({ length: count }, (_, shard) => parts.get(shard) ?? emptyMap());
}
