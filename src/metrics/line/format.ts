// Metrics and events as lines, in what every server of the protocol understands.
import type { Metric, MetricEvent, MetricType } from "../../core/metric.ts";
import { shortestFixed } from "../../core/number-text.ts";
import { utf8 } from "../../core/utf8.ts";
import { normalName } from "./name.ts";

const LETTERS: Readonly<Record<MetricType, string>> = {
  counter: "c",
  gauge: "g",
  timer: "ms",
  set: "s",
};

/**
 * `name:1.5|ms|@0.1|#tag,other:1`, without a line feed. Several values are packed, `name:1:2|ms`, which not every server
 * reads. What a line cannot hold is changed: names as a server would change them, and without `_` at their start; in tags
 * and members `_` for `|`, line feed, NUL and, of tags, comma. Source and time are not told, the rate only of counters and
 * timers.
 */
export function formatLine({ type, name, values, member = "", rate, tags }: Metric): string {
  const value = type === "set" ? clean(member) : values.map(shortestFixed).join(":");
  const isSampled = rate !== 1 && (type === "counter" || type === "timer");
  const sampled = isSampled ? `|@${shortestFixed(rate)}` : "";
  const key = normalName(name).replace(/^_+/, "");
  return `${key}:${value}|${LETTERS[type]}${sampled}${formatTags(tags)}`;
}

/**
 * `_e{5,4}:title|text|d:1463746133|#tag`, without a line feed: those of title and text are `\n`. Priority, alert type and
 * what is empty are told where they are not the default.
 */
export function formatEvent(event: MetricEvent): string {
  const title = event.title.replaceAll("\n", "\\n");
  const text = event.text.replaceAll("\n", "\\n");
  const { dateHappened, source, aggregationKey, sourceTypeName, priority, alertType } = event;
  const told = (letter: string, said: string): string => said && `|${letter}:${clean(said)}`;
  return [
    `_e{${utf8(title).length},${utf8(text).length}}:${title}|${text}`,
    told("d", dateHappened > 0 ? String(Math.trunc(dateHappened)) : ""),
    told("h", source),
    told("k", aggregationKey),
    told("s", sourceTypeName),
    told("p", priority === "normal" ? "" : priority),
    told("t", alertType === "info" ? "" : alertType),
    formatTags(event.tags),
  ].join("");
}

function formatTags(tags: readonly string[]): string {
  return tags.length === 0
    ? ""
    : `|#${tags.map((tag) => clean(tag).replaceAll(",", "_")).join(",")}`;
}

function clean(text: string): string {
  return text.replace(/[|\n\0]/g, "_");
}
