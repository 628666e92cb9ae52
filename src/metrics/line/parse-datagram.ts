// Whole datagrams, added to a map as their bytes are walked over.
import type { MetricEvent, MetricMap } from "../../core/metric.ts";
import { utf8Text } from "../../core/utf8.ts";
import { addCount, addMember, addTimes, setGauge } from "../map.ts";
import { readEvent } from "./event.ts";
import { createKnownLines } from "./known-lines.ts";
import { readNumber } from "./read-number.ts";
import { type Parts, walk } from "./walk.ts";

/** What is the same for all datagrams. */
export interface LineParserOptions {
  /** Goes before names, with a dot. */
  readonly namespace?: string;
  /** A metric is from whom its first `host:` tag names, which is taken off it, not from who sent it. Default: false. */
  readonly ignoreHost?: boolean;
  /** Hears of events, which are from who sent them. */
  readonly onEvent?: (event: MetricEvent) => void;
  /** Hears of lines that cannot be read: its bytes, and what is wrong with it. */
  readonly onBadLine?: (line: Uint8Array, complaint: string) => void;
}

/** Who sent it, empty where nobody knows, and when it was received, Unix ms. */
export interface Arrival {
  readonly source: string;
  readonly atMs: number;
}

/** How many lines were what. */
export interface LineCounts {
  readonly metrics: number;
  readonly events: number;
  readonly badLines: number;
}

/** Adds the lines of a datagram, or of a body. */
export type ParseDatagram = (datagram: Uint8Array, into: MetricMap, from: Arrival) => LineCounts;

const LF = 0x0a;
const COLON = 0x3a;
const UNDERSCORE = 0x5f;

/**
 * Makes a parser of datagrams, which knows lines again, and never throws: what cannot be read is counted and passed over.
 * Of gauges with one time the first counts. Source: gostatsd, datagram parser.
 */
export function createLineParser(options: LineParserOptions = {}): ParseDatagram {
  const { namespace, ignoreHost = false, onEvent, onBadLine } = options;
  const know = createKnownLines(namespace, ignoreHost);
  const parts: Parts = { nameEnd: 0, valueEnd: 0, end: 0, hash: 0 };
  const values: number[] = [];

  return (datagram, into, from) => {
    const counts = { metrics: 0, events: 0, badLines: 0 };
    for (let start = 0; start < datagram.length; start = parts.end + 1) {
      const isEvent = datagram[start] === UNDERSCORE;
      const complaint = isEvent
        ? takeEvent(datagram, start, from)
        : takeMetric(datagram, start, into, from);
      if (complaint !== undefined) {
        counts.badLines += 1;
        onBadLine?.(datagram.subarray(start, parts.end), complaint);
      } else if (isEvent) counts.events += 1;
      else counts.metrics += 1;
    }
    return counts;
  };

  function takeEvent(
    datagram: Uint8Array,
    start: number,
    { source, atMs }: Arrival,
  ): string | undefined {
    const end = datagram.indexOf(LF, start);
    parts.end = end < 0 ? datagram.length : end;
    const event = readEvent(datagram.subarray(start, parts.end));
    if (typeof event === "string") return event;
    const dateHappened = event.dateHappened || Math.floor(atMs / 1000);
    onEvent?.({ ...event, source, dateHappened });
    return undefined;
  }

  function takeMetric(
    datagram: Uint8Array,
    start: number,
    into: MetricMap,
    { source, atMs }: Arrival,
  ): string | undefined {
    walk(datagram, start, parts);
    const line = know(datagram, start, parts, ignoreHost ? "" : source);
    if (typeof line === "string") return line;
    const { nameEnd, valueEnd } = parts;
    const { type, rate } = line;
    if (type === "set") {
      addMember(into, line, utf8Text(datagram.subarray(nameEnd + 1, valueEnd)), atMs);
      return undefined;
    }
    if (!readValues(datagram, nameEnd + 1, valueEnd)) return "invalid value";
    if (type === "timer") addTimes(into, line, values, rate, atMs);
    else if (type === "counter") {
      let sum = 0;
      for (const value of values) sum += value;
      addCount(into, line, sum / rate, atMs);
    } else {
      const last = values.at(-1);
      if (last === undefined) return "invalid value";
      setGauge(into, line, last, atMs);
    }
    return undefined;
  }

  /** Reads what stands between colons; false when one is no number. */
  function readValues(datagram: Uint8Array, from: number, to: number): boolean {
    let count = 0;
    for (let start = from; start < to; ) {
      let end = start;
      while (end < to && datagram[end] !== COLON) end += 1;
      if (end > start) {
        const value = readNumber(datagram, start, end);
        if (Number.isNaN(value)) return false;
        values[count] = value;
        count += 1;
      }
      start = end + 1;
    }
    values.length = count;
    return true;
  }
}
