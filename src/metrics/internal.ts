// What the pipeline says of itself, as metrics among the others.
import type { MetricMap, MetricType, Tags } from "../core/metric.ts";
import { SPARSE_FLUSHES } from "../core/metric-limits.ts";
import type { InternalKind, InternalStat } from "../core/stats.ts";
import { emptyMap, identify, receive } from "./map.ts";

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
  /** Tells what `read` returns, which must count up unless it is a gauge. What has one name and the same tags is one sum. */
  watch(kind: InternalKind, name: string, read: () => number, tags?: Tags): void;
  /** What there is to tell now. */
  collect(nowMs: number): MetricMap;
  /** All of it, as it was when it was collected last, and in the order in which it is watched. */
  stats(): readonly InternalStat[];
}

interface Watched {
  readonly kind: InternalKind;
  readonly tags: Tags;
  readonly reads: (() => number)[];
  last: number;
  /** Flushes for which a sparse one is still told. */
  left: number;
}

/** Nothing is told before something is watched. */
export function createInternal(options: InternalOptions = {}): Internal {
  const { serverMode, namespace, internalNamespace = "statsd", hostname = "" } = options;
  const host = hostname === "" ? [] : [`host:${hostname}`];
  const shared = [...(options.internalTags ?? []), ...host];
  const watched = new Map<string, Watched & { readonly name: string }>();
  return {
    watch(kind, name, read, tags = []) {
      const { key } = identify(name, tags, "");
      const held = watched.get(key);
      if (held) held.reads.push(read);
      else watched.set(key, { kind, name, tags, reads: [read], last: 0, left: 0 });
    },
    collect(atMs) {
      const map = emptyMap();
      for (const each of watched.values()) {
        const { kind, reads, last } = each;
        const now = reads.reduce((sum, read) => sum + read(), 0);
        each.left = now === last ? each.left - 1 : SPARSE_FLUSHES;
        each.last = now;
        if (kind === "sparse" && each.left <= 0) continue;
        const isAdded = kind === "counter" || (kind === "report" && serverMode === "forwarder");
        const type: MetricType = isAdded ? "counter" : "gauge";
        const name = [namespace, internalNamespace, each.name].filter(Boolean).join(".");
        const tags = [...each.tags, ...shared];
        const values = [isAdded ? now - last : now];
        receive(map, { type, name, values, rate: 1, tags, source: hostname, atMs });
      }
      return map;
    },
    stats: () =>
      [...watched.values()].map(({ name, kind, tags, last }) => ({
        name,
        kind,
        tags,
        value: last,
      })),
  };
}
