// What the pipeline says of itself, as metrics among the others.
import type { Backend, MetricMap, MetricType, Tags } from "../core/metric.ts";
import { SPARSE_FLUSHES } from "../core/metric-limits.ts";
import { emptyMap, receive } from "./map.ts";

/**
 * `gauge`: as it is; `counter`: what was added since the last flush; `report`: as it is, but as a counter where another
 * server aggregates; `sparse`: as it is, for 22 flushes after each change. Source: gostatsd, internal metrics.
 */
export type InternalKind = "gauge" | "counter" | "report" | "sparse";

/** How they are called, and whose they are. */
export interface InternalOptions {
  /** Default `standalone`, which aggregates by itself. */
  readonly serverMode?: "standalone" | "forwarder";
  /** Before all names; default: none. */
  readonly namespace?: string;
  /** Behind that; default `statsd`. */
  readonly internalNamespace?: string;
  /** Of all of them; default: none. */
  readonly internalTags?: Tags;
  /** Whose they are. Default: nobody's. */
  readonly hostname?: string;
}

/** What is told at each flush. */
export interface Internal {
  /** Tells what `read` returns, which must count up unless it is a gauge. */
  watch(kind: InternalKind, name: string, read: () => number, tags?: Tags): void;
  /** What there is to tell now. */
  collect(nowMs: number): MetricMap;
}

/** Nothing is told before something is watched. */
export function createInternal(options: InternalOptions = {}): Internal {
  const { serverMode, namespace, internalNamespace = "statsd", hostname = "" } = options;
  const host = hostname === "" ? [] : [`host:${hostname}`];
  const shared = [...(options.internalTags ?? []), ...host];
  const watched: ((nowMs: number, map: MetricMap) => void)[] = [];
  return {
    watch(kind, name, read, tags = []) {
      const path = [namespace, internalNamespace, name].filter(Boolean).join(".");
      const of = { name: path, rate: 1, tags: [...tags, ...shared], source: hostname } as const;
      const isAdded = kind === "counter" || (kind === "report" && serverMode === "forwarder");
      const type: MetricType = isAdded ? "counter" : "gauge";
      let last = 0;
      let left = 0;
      watched.push((atMs, map) => {
        const now = read();
        left = now === last ? left - 1 : SPARSE_FLUSHES;
        if (kind !== "sparse" || left > 0) {
          receive(map, { ...of, type, values: [isAdded ? now - last : now], atMs });
        }
        last = now;
      });
    },
    collect(nowMs) {
      const map = emptyMap();
      for (const tell of watched) tell(nowMs, map);
      return map;
    },
  };
}

/** Tells what became of what a backend was given: `backend.sent` and others, with the tag `backend:<name>`. */
export function watchBackend({ watch }: Internal, name: string, { counts }: Backend): void {
  if (!counts) return;
  const tags = [`backend:${name}`];
  watch("gauge", "backend.created", () => counts().created, tags);
  watch("gauge", "backend.sent", () => counts().sent, tags);
  watch("gauge", "backend.dropped", () => counts().dropped, tags);
  watch("gauge", "backend.series.sent", () => counts().seriesSent, tags);
  watch("gauge", "backend.series.dropped", () => counts().seriesDropped, tags);
  watch("sparse", "backend.retried", () => counts().retried, tags);
}
