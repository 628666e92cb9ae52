// Tags that all metrics get, and rules by which metrics, tags and sources are dropped.
import type { MetricEvent, MetricMap, Series, Tags } from "../../core/metric.ts";
import { countSeries } from "../kinds.ts";
import { rekey, type SeriesTags } from "../rekey.ts";
import { createAnyMatcher, type Pattern } from "./matcher.ts";

/** What is dropped, and of what. Source: gostatsd, filters. */
export interface FilterRule {
  /** Names it is for. Default: all. */
  readonly matchMetrics?: readonly Pattern[];
  /** Names it is not for. */
  readonly excludeMetrics?: readonly Pattern[];
  /** It is for metrics with a tag among these: `!x` is any tag but `x`. Default: all. */
  readonly matchTags?: readonly Pattern[];
  readonly dropTags?: readonly Pattern[];
  readonly dropMetric?: boolean;
  /** Forgets the source; a tag `host:` stays. */
  readonly dropHost?: boolean;
}

/** What happens to metrics on their way. */
export interface FilterOptions {
  /** In their order; all of them look at the tags that metrics came with. */
  readonly filters?: readonly FilterRule[];
  /** Given to whatever has not the very same tag; gostatsd's `default-tags`. */
  readonly tags?: Tags;
}

/** A stage that metrics and events pass. */
export interface Filters {
  /** What is left of a map, which may not be used any more; nothing when nothing is left. */
  map(map: MetricMap): MetricMap | undefined;
  /** With the tags of all. Events are never dropped. */
  event(event: MetricEvent): MetricEvent;
}

/** Throws `bad-option` for an expression that is none. */
export function createFilters(options: FilterOptions): Filters {
  const { filters = [], tags: added = [] } = options;
  const steps = filters.map(createStep);

  const change = ({ name, tags, source }: Series<unknown>): SeriesTags | undefined => {
    const dropped = new Set<string>();
    let from = source;
    for (const { isFor, isDropped, dropMetric, dropHost } of steps) {
      if (!isFor(name, tags)) continue;
      if (dropMetric) return undefined;
      for (const tag of tags) if (isDropped(tag)) dropped.add(tag);
      if (dropHost) from = "";
    }
    // A tag that was dropped does not come back.
    const all = new Set([...tags, ...added]);
    return { tags: [...all].filter((tag) => !dropped.has(tag)), source: from };
  };

  return {
    map(map) {
      const left = rekey(map, change);
      return countSeries(left) > 0 ? left : undefined;
    },
    event: (event) => ({ ...event, tags: [...new Set([...event.tags, ...added])] }),
  };
}

function createStep(rule: FilterRule) {
  const { matchMetrics = [], excludeMetrics = [], matchTags = [], dropTags = [] } = rule;
  const isNamed = createAnyMatcher(matchMetrics);
  const isExcluded = createAnyMatcher(excludeMetrics);
  const isTagged = createAnyMatcher(matchTags);
  return {
    ...rule,
    isDropped: createAnyMatcher(dropTags),
    isFor: (name: string, tags: Tags): boolean =>
      (matchMetrics.length === 0 || isNamed(name)) &&
      !isExcluded(name) &&
      (matchTags.length === 0 || tags.some(isTagged)),
  };
}
