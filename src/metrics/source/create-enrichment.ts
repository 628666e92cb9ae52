// Metrics and events get what is known of their source; those of unknown ones wait until it was asked.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { MetricEvent, MetricMap, MetricSink } from "../../core/metric.ts";
import { MAX_CONCURRENT_EVENTS } from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { countSeries } from "../kinds.ts";
import { emptyMap, merge } from "../map.ts";
import { rekey, type SeriesTags } from "../rekey.ts";
import { partition } from "../split/partition.ts";
import { createInstances, type Instance, type InstanceCounts, type Lookup } from "./instances.ts";

/** Where metrics go on, and who is asked about their sources. */
export interface EnrichmentOptions {
  /** At most 15 at a time, each for ten seconds. Sources may be of strangers' making. */
  readonly lookup: Lookup;
  readonly sink: MetricSink;
  readonly event?: (event: MetricEvent) => void | Promise<void>;
  readonly clock?: Clock;
  /** Hears that a lookup failed, or that what waited for it did not get on, once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** A stage that metrics and events pass. */
export interface Enrichment {
  /** Settles when what did not have to wait has gone on. */
  readonly sink: MetricSink;
  event(event: MetricEvent): void | Promise<void>;
  /** Resolves when nothing waits any more of what has come so far. */
  flush(): Promise<void>;
  /** Besides, how many sources and how many of their events wait. */
  counts(): InstanceCounts & { readonly parkedSources: number; readonly parkedEvents: number };
}

interface Parked {
  readonly map: MetricMap;
  readonly events: MetricEvent[];
}

/**
 * `createEnrichment({ lookup: async (source) => ({ tags: [`zone:${await zoneOf(source)}`] }), sink })`. What has no source
 * is passed on as it is, and so is what comes when too many sources are known or too many events wait. Source: gostatsd,
 * cloud handler.
 */
export function createEnrichment(options: EnrichmentOptions): Enrichment {
  const { lookup, clock = systemClock, onError } = options;
  const tell = quietly(clock, onError);
  const instances = createInstances({ lookup, clock, tell });
  const parked = new Map<string, Parked>();
  const leaving = new Set<Promise<void>>();
  let parkedEvents = 0;

  const find = (source: string) => (source === "" ? null : instances.find(source));
  const passEvents = async (events: readonly MetricEvent[], instance: Instance | null) => {
    for (const event of events) await options.event?.({ ...event, ...enriched(event, instance) });
  };
  const passMap = async (map: MetricMap) => {
    if (countSeries(map) > 0) await options.sink(map);
  };

  /** Where what comes of a source waits until it was found. */
  const park = (source: string, found: Promise<Instance | null>): Parked => {
    const held = parked.get(source);
    if (held) return held;
    const made: Parked = { map: emptyMap(), events: [] };
    parked.set(source, made);
    const leave = async () => {
      const instance = await found;
      parked.delete(source);
      parkedEvents -= made.events.length;
      const map = rekey(made.map, (series) => enriched(series, instance));
      await Promise.all([passMap(map), passEvents(made.events, instance)]);
    };
    const left = leave()
      .catch((error) => tell(new TallybeaconError("source", "what waited was lost", error)))
      .finally(() => leaving.delete(left));
    leaving.add(left);
    return made;
  };

  return {
    sink(map) {
      const ready = emptyMap();
      for (const [source, part] of partition(map, (series) => series.source)) {
        const found = find(source);
        if (found instanceof Promise) merge(park(source, found).map, part);
        else merge(ready, found ? rekey(part, (series) => enriched(series, found)) : part);
      }
      return passMap(ready);
    },
    event(event) {
      const found = find(event.source);
      if (!(found instanceof Promise)) return passEvents([event], found);
      if (parkedEvents >= MAX_CONCURRENT_EVENTS) return passEvents([event], null);
      parkedEvents += 1;
      park(event.source, found).events.push(event);
      return undefined;
    },
    async flush() {
      await Promise.all(leaving);
    },
    counts: () => ({ ...instances.counts(), parkedSources: parked.size, parkedEvents }),
  };
}

function enriched({ tags, source }: SeriesTags, instance: Instance | null): SeriesTags {
  if (!instance) return { tags, source };
  return { tags: [...tags, ...(instance.tags ?? [])], source: instance.source ?? source };
}
