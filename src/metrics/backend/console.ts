// Aggregates as lines of a log, one a number: what one looks at first.
import type { Aggregates, Backend, Series } from "../../core/metric.ts";
import { fixed6 } from "../../core/number-text.ts";
import { tagsKey } from "../tags.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** Writes to the console, or by `write`, a line at a time. Source: gostatsd, `stdout`. */
export function consoleBackend(write: (line: string) => void = console.log): Backend {
  return Object.assign(
    (aggregates: Aggregates) => {
      for (const line of consoleLines(aggregates)) write(line);
    },
    { event: (event: object) => write(`event: ${JSON.stringify(event)}`) },
  );
}

/** `stats.counter.hits.code.200.count 5 1234`: name and tags, value, Unix seconds. */
export function consoleLines({ atMs, ...all }: Aggregates): string[] {
  const lines: string[] = [];
  const seconds = Math.floor(atMs / 1000);
  const add = (path: string, value: string | number) => lines.push(`${path} ${value} ${seconds}`);
  for (const series of all.counters) {
    const name = `stats.counter.${nameOf(series)}`;
    add(`${name}.count`, series.value.count);
    add(`${name}.per_second`, fixed6(series.value.perSecond));
  }
  for (const series of all.timers) {
    const name = `stats.timers.${nameOf(series)}`;
    const { value } = series;
    for (const [bound, count] of buckets(value)) add(`${name}.histogram.le:${bound}`, count);
    for (const [part, one] of timerFields(value, all.disabled)) {
      add(`${name}.${part}`, part === "count" ? one : fixed6(one));
    }
  }
  for (const series of all.gauges) add(`stats.gauge.${nameOf(series)}`, fixed6(series.value));
  for (const series of all.sets) add(`stats.set.${nameOf(series)}`, series.value);
  return lines;
}

function nameOf({ name, tags, source }: Series<unknown>): string {
  return consoleName(name, tagsKey(tags, source));
}

/** `hits.code.200` of `hits` and `code:200`. */
export function consoleName(name: string, key: string): string {
  const parts = key.split(",").filter((part) => part !== "");
  return [name, ...parts.map((part) => part.replaceAll(":", "."))].join(".");
}
