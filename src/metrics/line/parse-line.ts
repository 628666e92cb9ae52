// One line, as an object.
import { TallybeaconError } from "../../core/errors.ts";
import type { Metric, MetricEvent } from "../../core/metric.ts";
import { MAX_QUOTED_CHARS } from "../../core/metric-limits.ts";
import { utf8 } from "../../core/utf8.ts";
import { parseNumber } from "../parse-number.ts";
import { readEvent } from "./event.ts";
import { readHead } from "./head.ts";

/** What a line does not say of itself. */
export interface LineOptions {
  /** Goes before names, with a dot. */
  readonly namespace?: string;
  /** Who sent it; an event may say otherwise. */
  readonly source?: string;
  /** When it was received, Unix ms; 0 if left out. */
  readonly atMs?: number;
}

/**
 * Reads one line of the statsd protocol: a metric, or an event, whose `dateHappened` is 0 where it tells none. An error of
 * code `parse`, which quotes the line, is returned, not thrown. Source: gostatsd 41, which knows DogStatsD's attributes.
 */
export function parseLine(
  line: string,
  { namespace, source = "", atMs = 0 }: LineOptions = {},
): Metric | MetricEvent | TallybeaconError {
  if (line.startsWith("_")) {
    const event = readEvent(utf8(line));
    if (typeof event === "string") return badLine(line, event);
    return { ...event, source: event.source || source };
  }
  const head = readHead(line, namespace);
  if (typeof head === "string") return badLine(line, head);
  const { value, ...said } = head;
  const metric = { ...said, source, atMs };
  if (metric.type === "set") return { ...metric, values: [], member: value };
  const values: number[] = [];
  for (const piece of value.split(":")) {
    if (piece === "") continue;
    const number = parseNumber(piece) ?? Number.NaN;
    if (Number.isNaN(number)) return badLine(line, "invalid value");
    values.push(number);
  }
  if (metric.type === "gauge" && !values.length) return badLine(line, "invalid value");
  return { ...metric, values };
}

function badLine(line: string, complaint: string): TallybeaconError {
  return new TallybeaconError(
    "parse",
    `${complaint}: ${JSON.stringify(line.slice(0, MAX_QUOTED_CHARS))}`,
  );
}
