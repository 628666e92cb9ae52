// Graphite's plain text: a path, a value and a time, a line for each number.
import type { Aggregates, Backend, Series } from "../../core/metric.ts";
import { MAX_GRAPHITE_LINE_BYTES } from "../../core/metric-limits.ts";
import { fixed6 } from "../../core/number-text.ts";
import { utf8 } from "../../core/utf8.ts";
import { createDelivery, type DeliveryOptions } from "../delivery/delivery.ts";
import { oneOf } from "../delivery/demand.ts";
import { tagParts, withHost } from "../tag-names.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** How paths are made. */
export interface GraphiteNames {
  /** `tags`: with tags, as Graphite 1.1 has them; `basic`: without; `legacy`: as etsy's statsd. Default `tags`. */
  readonly mode?: "tags" | "basic" | "legacy";
  /** Default `stats`. This and what follows are not for `legacy`, but the suffix is. */
  readonly globalPrefix?: string;
  /** Default `counters`. */
  readonly prefixCounter?: string;
  /** Default `timers`. */
  readonly prefixTimer?: string;
  /** Default `gauges`. */
  readonly prefixGauge?: string;
  /** Default `sets`. */
  readonly prefixSet?: string;
  /** Default: none. */
  readonly globalSuffix?: string;
}

/** Where it is written, and for how long one write may take: `clientTimeoutMs`. */
export interface GraphiteOptions
  extends GraphiteNames,
    Pick<DeliveryOptions, "clientTimeoutMs" | "clock" | "onError"> {
  /** Writes to a connection, and makes it when there is none: a TCP socket to port 2003. */
  readonly write: (text: string) => void | Promise<void>;
}

/**
 * One text a flush; what could not be written is lost, as are lines that are too long, and counted. There is no place for
 * events. Throws `bad-option`. Source: gostatsd, `graphite`.
 */
export function graphiteBackend(options: GraphiteOptions): Backend {
  const paths = graphitePaths(options);
  const delivery = createDelivery("graphite", options);
  const backend = (aggregates: Aggregates) => {
    const lines = graphiteLines(aggregates, paths);
    if (lines.length === 0) return;
    const fitting = lines.filter(fits);
    const text = fitting.map((line) => `${line}\n`).join("");
    const attempt = async () => {
      await options.write(text);
      return lines.length - fitting.length;
    };
    return delivery.send([{ series: lines.length, retries: 0, pack: () => attempt }]);
  };
  return Object.assign(backend, { counts: delivery.counts });
}

/** Carbon would end the connection, and not read the rest. */
function fits(line: string): boolean {
  const max = MAX_GRAPHITE_LINE_BYTES;
  // Mostly it need not be counted.
  return line.length * 3 <= max || utf8(line).length <= max;
}

/** The path of one number of a series: `of` says what it is one of, and `part` which one, if there are several. */
type Paths = (
  of: keyof typeof LEGACY,
  series: Series<unknown>,
  part?: string,
  le?: string,
) => string;

const LEGACY = {
  count: "stats_counts",
  rate: "stats",
  bucket: "stats",
  timer: "stats.timers",
  gauge: "stats.gauges",
  set: "stats.sets",
} as const;

function graphiteLines({ atMs, ...all }: Aggregates, path: Paths): string[] {
  const lines: string[] = [];
  const seconds = Math.floor(atMs / 1000);
  const add = (where: string, value: string | number) => lines.push(`${where} ${value} ${seconds}`);
  for (const series of all.counters) {
    add(path("count", series, "count"), series.value.count);
    add(path("rate", series, "rate"), fixed6(series.value.perSecond));
  }
  for (const series of all.timers) {
    for (const [bound, count] of buckets(series.value)) {
      add(path("bucket", series, "histogram", bound), count);
    }
    for (const [part, value] of timerFields(series.value, all.disabled)) {
      add(path("timer", series, part), part === "count" ? value : fixed6(value));
    }
  }
  for (const series of all.gauges) add(path("gauge", series), fixed6(series.value));
  for (const series of all.sets) add(path("set", series), series.value);
  return lines;
}

/** Throws `bad-option` for a mode that is none. */
export function graphitePaths(names: GraphiteNames): Paths {
  const { mode = "tags", globalPrefix = "stats", globalSuffix = "" } = names;
  oneOf("graphite", "mode", mode, ["tags", "basic", "legacy"]);
  const counters = names.prefixCounter ?? "counters";
  const prefixes = {
    count: counters,
    rate: counters,
    bucket: counters,
    timer: names.prefixTimer ?? "timers",
    gauge: names.prefixGauge ?? "gauges",
    set: names.prefixSet ?? "sets",
  };
  const isLegacy = mode === "legacy";
  return (of, { name, tags, source }, part = "", le) => {
    const namespace = isLegacy ? LEGACY[of] : cleanName(dotted(globalPrefix, prefixes[of]));
    const isPlain = isLegacy && (of === "count" || of === "rate");
    const end = [...(isPlain ? [] : [part]), cleanName(dotted(globalSuffix))];
    const path = [namespace, cleanName(name), ...end].filter((one) => one !== "").join(".");
    if (mode !== "tags") return path;
    const bucket = le === undefined ? [] : [`le:${le}`];
    return (
      path +
      withHost([...tags, ...bucket], source)
        .map(cleanTag)
        .join("")
    );
  };
}

/** Those that are there, without dots around them: `a.b` of `.a` and `b`. */
export function dotted(...parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/^\.+|\.+$/g, ""))
    .filter((part) => part !== "")
    .join(".");
}

/** What a path may hold: spaces become `_`, slashes `-`, and the rest is left out. */
export function cleanName(name: string): string {
  return name
    .replace(/[\t\n\v\f\r ]+/g, "_")
    .replaceAll("/", "-")
    .replace(/[^\w.-]/g, "");
}

/**
 * `;key=value`. What Graphite would refuse, or take for the end of it, becomes `_`; nothing of a tag that has no key or no
 * value, which it would refuse the line for. `name` is what it calls the path. Source: Graphite's documentation, carbon's
 * tags; carbon, which takes what ends in `"}` for another format.
 */
export function cleanTag(tag: string): string {
  const [key, value] = tagParts(tag);
  const [name, said] = value === undefined ? ["unnamed", key] : [key, value];
  if (!name || !said) return "";
  const own = name === "name" ? "name_" : name.replace(/[\s\p{Cc};!^=]/gu, "_");
  const clean = said.replace(/[\s\p{Cc};]/gu, "_").replace(/^~/, "_");
  return `;${own}=${clean.replace(/"\}$/, "_}")}`;
}
