// The vectors of gostatsd's model: maps, tags, shards, matchers and filters.
import type { MetricEvent, MetricMap } from "../../src/core/metric.ts";
import { createFilters, type FilterRule } from "../../src/metrics/filter/create-filters.ts";
import { createAnyMatcher, createMatcher } from "../../src/metrics/filter/matcher.ts";
import { emptyMap, merge } from "../../src/metrics/map.ts";
import { shardOf, split } from "../../src/metrics/split/split.ts";
import { splitByTags, splitKey } from "../../src/metrics/split/split-by-tags.ts";
import { hasTagName, normalizeTagName, tagMap } from "../../src/metrics/tag-names.ts";
import { sortTags, tagsKey } from "../../src/metrics/tags.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import {
  mapOf,
  ourMap,
  type WireMap,
  type WireMetric,
  type WireSeries,
  wireMap,
} from "./statsd-map.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdModelDecisions: readonly Decision[] = [
  {
    rule: "Counters stop at 2^53 either way.",
    why: "they are JavaScript numbers, which are exact up to there",
  },
  {
    rule: "A consolidator has one map, in which is what the original has in several slots.",
    why: "statsd-model.md section 7: slots keep threads out of each other's way",
  },
  {
    rule: "A gauge without a value is not there.",
    why: "statsd.md section 4, row 1: the original stops",
  },
];

/** What rows of these files have; each shape has some of it. */
interface Row {
  readonly name: string;
  readonly tagsKey: string;
  readonly count: number;
  readonly names: readonly string[];
  readonly pattern: string;
  readonly patterns: readonly string[];
  readonly input: unknown;
  readonly inputs: readonly string[];
  readonly action: string;
  readonly crash?: boolean;
  readonly constructionError?: boolean;
  readonly tags: readonly string[];
  readonly source: string;
  readonly filters: readonly FilterRule[];
  readonly metrics: readonly WireMetric[];
  readonly batches: readonly WireMetric[];
  readonly events: readonly MetricEvent[];
  readonly dispatched: boolean;
  readonly expected: unknown;
  readonly expectedMaps: readonly WireMap[];
  readonly expectedEvents: readonly MetricEvent[];
}

/** By file name without ending. */
export const statsdModelFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-metricmap": async (file) => {
    const { cases, splitKeyFromTagsKey, consolidator } = file as Record<string, Row[]>;
    return [
      ...judge(cases, mapRow),
      ...judge(splitKeyFromTagsKey, ({ tagsKey: key, names, expected }) => [
        expected,
        splitKey(key, names),
      ]),
      ...judge(consolidator, consolidatorRow),
    ];
  },
  "statsd-tags": async (file) => {
    const { cases, normalizeTagKey } = file as Record<string, Row[]>;
    return [
      ...judge(cases, tagsRow),
      ...judge(normalizeTagKey, ({ input, expected }) => [
        expected,
        normalizeTagName(input as string),
      ]),
    ];
  },
  "statsd-bucket": async (file) =>
    judge((file as { cases: Row[] }).cases, ({ name, tagsKey: key, count, expected }) => [
      expected,
      shardOf(name, key, count),
    ]),
  "statsd-matcher": async (file) => {
    const { cases, anyOf } = file as Record<string, Row[]>;
    return [
      ...judge(cases, matcherRow),
      ...judge(anyOf, ({ patterns, inputs, expected }) => [
        expected,
        inputs.some(createAnyMatcher(patterns)),
      ]),
    ];
  },
  "statsd-filters": async (file) => judge((file as { cases: Row[] }).cases, filterRow),
};

/** What is wanted and what came. */
type Look = (row: Row) => readonly [wanted: unknown, came: unknown];

function judge(rows: readonly Row[] = [], look: Look): RowResult[] {
  return rows.map((row, index) => {
    const told = row.name ?? row.pattern ?? row.tagsKey ?? "";
    const name = `${index} ${told}`;
    try {
      return compare(name, ...look(row));
    } catch (error) {
      return { name, ok: false, detail: String((error as Error).stack) };
    }
  });
}

/** What is done with the maps of a row, by its name. */
const ACTIONS: Readonly<Record<string, (maps: readonly MetricMap[], row: Row) => unknown>> = {
  receive: ([map = emptyMap()]) => wireMap(map),
  merge: (maps) => wireMap(merged(maps)),
  mergeMaps: (maps) => wireMap(merged(maps)),
  split: ([map = emptyMap()], { count }) => split(map, count).map(wireMap),
  splitByTags: ([map = emptyMap()], { names }) =>
    Object.fromEntries([...splitByTags(map, names)].map(([key, part]) => [key, wireMap(part)])),
  asMetrics: ([map = emptyMap()]) => asMetrics(wireMap(map)),
};

function mapRow(row: Row): readonly [unknown, unknown] {
  const { action, input, expected, crash } = row;
  const maps = (input as readonly WireMetric[][]).map(mapOf);
  const came = ACTIONS[action]?.(maps, row);
  if (crash) return [wireMap(emptyMap()), came];
  if (action === "asMetrics") return [inOrder(expected as object[]), came];
  if (action === "split") return [(expected as WireMap[]).map(ourMap), came];
  if (action !== "splitByTags") return [ourMap(expected as WireMap), came];
  const groups = Object.entries(expected as Record<string, WireMap>);
  return [Object.fromEntries(groups.map(([key, map]) => [key, ourMap(map)])), came];
}

function merged(maps: readonly MetricMap[]): MetricMap {
  const into = emptyMap();
  for (const map of maps) merge(into, map);
  return into;
}

/** The list of metrics that stands for a map in the original's tests. */
function asMetrics({ counters, gauges, sets, timers }: WireMap): object[] {
  const metric =
    (type: string, more: (series: WireSeries) => object) =>
    ({ name, tags, source, tagsKey: key, timestamp, ...series }: WireSeries) => ({
      ...{ type, name, tags, source, tagsKey: key, timestamp, rate: 1, stringValue: "" },
      ...more(series as WireSeries),
    });
  const value = ({ value: held }: WireSeries) => ({ values: [Number(held)] });
  return inOrder([
    ...counters.map(metric("counter", value)),
    ...gauges.map(metric("gauge", value)),
    ...sets.flatMap((set) =>
      (set.members ?? []).map((stringValue) =>
        metric("set", () => ({ stringValue, values: [] }))(set),
      ),
    ),
    ...timers.map(
      metric("timer", ({ values = [], sampledCount }) => ({
        values,
        rate: values.length / Number(sampledCount),
      })),
    ),
  ]);
}

function inOrder(all: readonly object[]): object[] {
  const keyOf = (one: object) => {
    const { type, name, tagsKey: key, stringValue } = one as Record<string, unknown>;
    return JSON.stringify([type, name, key, stringValue]);
  };
  return [...all].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function consolidatorRow({ batches, expectedMaps }: Row): readonly [unknown, unknown] {
  const slots = expectedMaps.flatMap(({ counters }) => counters);
  const sum = slots.reduce((total, { value }) => total + Number(value), 0);
  const last = Math.max(...slots.map(({ timestamp = 0 }) => timestamp));
  const [series] = wireMap(mapOf(batches)).counters;
  return [
    [String(sum), last],
    [series?.value, series?.timestamp],
  ];
}

function tagsRow(row: Row): readonly [unknown, unknown] {
  const { tags, source } = row;
  const came = {
    tags,
    source,
    tagsKey: tagsKey(sortTags(tags), source),
    toMap: Object.fromEntries(tagMap(tags)),
    hasA: hasTagName(tags, "a"),
    hasHost: hasTagName(tags, "host"),
    hasUnknown: hasTagName(tags, "unknown"),
  };
  return [row, came];
}

function matcherRow({ pattern, input, expected, constructionError }: Row): [unknown, unknown] {
  if (!constructionError) return [expected, createMatcher(pattern)(input as string)];
  try {
    createMatcher(pattern);
    return ["bad-option", "nothing thrown"];
  } catch (error) {
    return ["bad-option", (error as { code?: string }).code];
  }
}

function filterRow(row: Row): readonly [unknown, unknown] {
  const { filters, tags, metrics, events, dispatched, expected, expectedEvents } = row;
  const stage = createFilters({ filters, tags });
  const map = stage.map(mapOf(metrics));
  const sorted = (event: MetricEvent) => ({ ...event, tags: [...event.tags].sort() });
  return [
    {
      map: dispatched && anyOrder(ourMap(expected as WireMap)),
      events: expectedEvents.map(sorted),
    },
    {
      map: map !== undefined && anyOrder(wireMap(map)),
      events: events.map(stage.event).map(sorted),
    },
  ];
}

/** Values of timers that were merged have no order. */
function anyOrder(map: WireMap): WireMap {
  const timers = map.timers.map((timer) => ({
    ...timer,
    values: [...(timer.values ?? [])].sort(),
  }));
  return { ...map, timers };
}
