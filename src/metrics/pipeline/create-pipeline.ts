// All stages of tagged metrics, one after the other: who is behind a source, filters, and what aggregates or forwards.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { Backend, MetricEvent, MetricMap, MetricSink, Tags } from "../../core/metric.ts";
import { FLUSH_MS } from "../../core/metric-limits.ts";
import {
  type AggregatorOptions,
  createAggregator,
  type FlushRules,
} from "../aggregate/aggregator.ts";
import { UNTOLD } from "../event-words.ts";
import { createFilters, type FilterOptions } from "../filter/create-filters.ts";
import type { ForwardSink } from "../forward/forward-sink.ts";
import { createInternal, type Internal, type InternalOptions } from "../internal.ts";
import { mapLines } from "../line/map-lines.ts";
import { emptyMap } from "../map.ts";
import { createEnrichment } from "../source/create-enrichment.ts";
import type { Lookup } from "../source/instances.ts";
import { createForwarder, type Stage } from "./forwarder.ts";
import { watchBackend, watchForwarder, watchSources } from "./watch.ts";

/** What metrics pass, and where they end. Names and defaults are gostatsd's, but that there is no backend by default. */
export interface PipelineOptions
  extends FilterOptions,
    Omit<InternalOptions, "serverMode">,
    Omit<AggregatorOptions, "backends" | "internal"> {
  /** Those that are told at each flush, by the names that are said of them. */
  readonly backends?: Readonly<Record<string, Backend>>;
  /** Aggregates elsewhere: gostatsd's server mode `forwarder`. There are no backends then. */
  readonly forward?: ForwardSink;
  /** Tells who is behind a source. Default: nobody is asked. */
  readonly lookup?: Lookup;
  /** Whether what the pipeline says of itself goes with the metrics, to `onInternal`, or nowhere. Default `internal`. */
  readonly statserType?: "internal" | "logging" | "null";
  /** Hears it as lines at each flush, where `statserType` is `logging`. */
  readonly onInternal?: (lines: readonly string[]) => void;
  /** Tags of a metric `heartbeat`, as `["version:1.2.3"]`. Default: there is none. */
  readonly heartbeat?: Tags;
  /** Whether no event tells of start and stop. Default false; none does where `statserType` is `null`. */
  readonly disableInternalEvents?: boolean;
}

/** Takes metrics and events at one end; is handed to `createHandler({ metrics })` and `serveStatsd` as it is. */
export interface Pipeline {
  /** Takes maps, which are its own from then on. */
  readonly sink: MetricSink;
  event(event: MetricEvent): Promise<void>;
  /** Tells what there is by now; resolves when all of it has arrived or was given up. */
  flush(rules?: FlushRules): Promise<void>;
  /** Resolves when what has come in so far waits for no lookup any more. */
  settle(): Promise<void>;
  start(): void;
  /** Waits for lookups, flushes once more, and resolves when all of it has arrived or was given up. */
  stop(): Promise<void>;
  /** Where receivers say what they took in. */
  readonly internal: Internal;
  /** What receivers of lines put before their names. Absent where that is nothing. */
  readonly namespace?: string;
  /** When a forwarder was heard last, Unix ms. Absent where there is none. */
  readonly lastSentAtMs?: () => number | undefined;
}

/**
 * `createPipeline({ backends: { console: consoleBackend() } })`. Throws `bad-option`, as for `backends` beside `forward`.
 * Source: gostatsd, pipeline.
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { forward, backends = {}, lookup, hostname = "", heartbeat, namespace } = options;
  const { statserType = "internal", onInternal, flushMs = FLUSH_MS, clock = systemClock } = options;
  if (forward && options.backends) {
    throw new TallybeaconError("bad-option", "backends: there are none where all is forwarded");
  }
  const internal = createInternal({
    ...options,
    serverMode: forward ? "forwarder" : "standalone",
  });
  const filters = createFilters(options);
  const collect = (nowMs: number): MetricMap => {
    const map = internal.collect(nowMs);
    if (statserType === "internal") return filters.map(map) ?? emptyMap();
    if (statserType === "logging") {
      try {
        onInternal?.([...mapLines(map)]);
      } catch {
        // The flush that it goes with must not fail for it.
      }
    }
    return emptyMap();
  };
  const stage: Stage = forward
    ? createForwarder({ forward, flushMs, collect, clock })
    : createAggregator({
        ...options,
        backends,
        internal: { ...internal, collect },
      });
  const filtered: MetricSink = (map) => {
    const left = filters.map(map);
    if (left) stage.receive(left);
  };
  const passed = (event: MetricEvent) => stage.event(filters.event(event));
  const enrichment =
    lookup && createEnrichment({ ...options, lookup, sink: filtered, event: passed });

  for (const [name, backend] of Object.entries(backends)) watchBackend(internal, name, backend);
  if (forward) watchForwarder(internal, forward);
  if (enrichment) watchSources(internal, enrichment);
  // A counter of a forwarder says what is more each time.
  let beats = 0;
  if (heartbeat) internal.watch("report", "heartbeat", () => (forward ? ++beats : 1), heartbeat);

  const isTold = statserType !== "null" && !options.disableInternalEvents;
  const tell = async (title: string) => {
    if (!isTold) return;
    const dateHappened = Math.floor(clock.now() / 1_000);
    const said = { title, text: title, dateHappened };
    await passed({ ...said, ...UNTOLD, source: hostname, priority: "low" });
  };
  let isOn = false;
  return {
    sink: enrichment?.sink ?? filtered,
    event: async (event) => (enrichment?.event ?? passed)(event),
    async flush(rules) {
      await stage.flush(rules);
    },
    settle: async () => enrichment?.flush(),
    start() {
      if (isOn) return;
      isOn = true;
      stage.start();
      void tell("Tallybeacon started");
    },
    async stop() {
      const told = isOn && tell("Tallybeacon stopped");
      isOn = false;
      await enrichment?.flush();
      await stage.stop();
      await told;
    },
    internal,
    ...(namespace && { namespace }),
    ...(forward && { lastSentAtMs: forward.lastSentAtMs }),
  };
}
