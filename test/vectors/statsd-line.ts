// The vectors of the statsd line protocol: lines, datagrams and numbers as text, and where ours differ on purpose.
import { TallybeaconError } from "../../src/core/errors.ts";
import type { Metric, MetricEvent, MetricMap, Series } from "../../src/core/metric.ts";
import { MAX_COUNTER } from "../../src/core/metric-limits.ts";
import { fixed6, general, shortestFixed } from "../../src/core/number-text.ts";
import { utf8 } from "../../src/core/utf8.ts";
import { createLineParser } from "../../src/metrics/line/parse-datagram.ts";
import { parseLine } from "../../src/metrics/line/parse-line.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { parseNumber } from "../../src/metrics/parse-number.ts";
import { tagsKey } from "../../src/metrics/tags.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdLineDecisions: readonly Decision[] = [
  {
    rule: "A gauge's line without a value is bad.",
    why: "statsd.md section 4, row 1: it stops the original",
  },
  {
    rule: "An event whose lengths are more than its line has is not enough data, however large they are.",
    why: "statsd.md section 4, row 2: the original wraps around at 32 bits, and may stop",
  },
  {
    rule: "A line whose rate is 0, below it, or NaN is bad, whatever its type.",
    why: "statsd.md section 4, row 6",
  },
  {
    rule: "Counters stay within 2^53, and infinite ones are that; what is no number counts 0.",
    why: "statsd.md section 4, row 6: the original says -2^63; doubles are exact up to 2^53",
  },
  {
    rule: "Dates of events stay within 2^53 - 1.",
    why: "they are doubles; the line is as good or bad as it was",
  },
  {
    rule: "Of values that cannot be read it is told that they are invalid, not why.",
    why: "the recorded texts are Go's",
  },
];

type Recorded = Readonly<Record<string, unknown>>;

interface Line {
  readonly line: string;
  readonly namespace: string;
  readonly group: string;
  readonly metric?: Recorded;
  readonly event?: Recorded;
  readonly error?: string;
  readonly crash?: unknown;
}

interface Datagram {
  readonly datagram: string;
  readonly ignoreHost: boolean;
  readonly receivedAtNs: number;
  readonly sourceIp: string;
  readonly badLineCount: number;
  readonly eventCount: number;
  readonly metricCount: number;
  readonly events: readonly Recorded[];
  readonly expected: Readonly<Record<keyof MetricMap, readonly Recorded[]>>;
}

interface Numbers {
  readonly cases: readonly {
    readonly value: unknown;
    readonly negativeZero: boolean;
    readonly fixed6: string;
    readonly general: string;
    readonly shortestFixed: string;
  }[];
  readonly counterTruncation: readonly { readonly value: unknown; readonly int64: string }[];
}

/** By file name without ending. */
export const statsdLineFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-lexer": async (file) => (file as { cases: Line[] }).cases.map(lineRow),
  "statsd-datagram": async (file) => (file as { cases: Datagram[] }).cases.map(datagramRow),
  "statsd-numbers": async (file) => {
    const { cases, counterTruncation } = file as Numbers;
    return [...cases.map(numberRow), ...counterTruncation.map(truncationRow)];
  },
};

function lineRow(row: Line): RowResult {
  const name = `${row.group}: ${JSON.stringify(row.line)}`;
  const parsed = parseLine(row.line, { namespace: row.namespace });
  if (isBad(row)) {
    if (!(parsed instanceof TallybeaconError)) return compare(name, "an error", told(parsed));
    const [complaint = ""] = parsed.message.split(": ");
    return compare(
      name,
      wrongOf(row),
      /^invalid (value|rate)$/.test(complaint) ? NUMBER : complaint,
    );
  }
  const expected = row.metric ?? { ...row.event, dateHappened: whole(row.event?.["dateHappened"]) };
  return compare(
    name,
    expected,
    parsed instanceof TallybeaconError ? parsed.message : told(parsed),
  );
}

/** Recorded as bad, or so by a decision. */
function isBad({ metric, error, crash }: Line): boolean {
  if (error !== undefined || crash) return true;
  return metric !== undefined && (hasNoGauge(metric) || !(numberOf(metric["rate"]) > 0));
}

function hasNoGauge({ type, values }: Recorded): boolean {
  return type === "gauge" && (values as unknown[]).length === 0;
}

const NUMBER = "a number that is none, or that cannot be";

/** What is wrong, in the original's words but for numbers. */
function wrongOf({ line, error = "" }: Line): string {
  if (/^_e\{\d{10},/.test(line) && error !== "overflow") return "not enough data";
  return /^strconv|NaN|^$/.test(error) ? NUMBER : error;
}

function told(parsed: Metric | MetricEvent): unknown {
  if ("title" in parsed) return parsed;
  const { name, rate, tags, type, values, member } = parsed;
  const said = { name, rate: word(rate), tags, type };
  return type === "set" ? { ...said, stringValue: member } : { ...said, values: values.map(word) };
}

/** What a datagram comes to, as it was recorded, or as it is where lines of it are bad by a decision. */
function datagramRow(row: Datagram): RowResult {
  const decided = row.datagram
    .split("\n")
    .map((line) => (isRefused(line) ? ":" : line))
    .join("\n");
  const { badLineCount, eventCount, metricCount, events, expected } = row;
  const now = Math.floor(row.receivedAtNs / 1e9);
  const wanted =
    decided === row.datagram
      ? {
          counts: { metrics: metricCount, events: eventCount, badLines: badLineCount },
          events: events.map((event) => ({
            ...event,
            dateHappened: /^now/.test(String(event["dateHappened"]))
              ? now
              : whole(event["dateHappened"]),
          })),
          map: {
            ...expected,
            counters: expected.counters.map((each) => ({ ...each, value: count(each["value"]) })),
          },
        }
      : outcome(row, decided);
  return compare(JSON.stringify(row.datagram), wanted, outcome(row, row.datagram));
}

function outcome({ ignoreHost, sourceIp, receivedAtNs }: Datagram, datagram: string): unknown {
  const map = emptyMap();
  const events: MetricEvent[] = [];
  const parse = createLineParser({ ignoreHost, onEvent: (event) => events.push(event) });
  const from = { source: sourceIp, atMs: receivedAtNs / 1e6 };
  const counts = parse(utf8(datagram), map, from);
  return {
    counts,
    events,
    map: {
      counters: series(map.counters, (value) => ({ value: count(value) })),
      gauges: series(map.gauges, (value) => ({ value: word(value) })),
      timers: series(map.timers, ({ values, sampledCount }) => ({
        values: values.map(word),
        sampledCount,
      })),
      sets: series(map.sets, (value) => ({ members: [...value].sort() })),
    },
  };
}

/** Bad by a decision: a rate that cannot be, or a gauge without a value. */
function isRefused(line: string): boolean {
  const rate = /^[^_].*\|@([^|]*)/.exec(line)?.[1];
  return (rate !== undefined && !((parseNumber(rate) ?? 0) > 0)) || /^[^:]+:+\|g/.test(line);
}

function series<V>(all: Map<string, Series<V>>, say: (value: V) => object): unknown[] {
  return [...all.values()]
    .map(({ name, tags, source, atMs, value }) => ({
      name,
      tags,
      source,
      tagsKey: tagsKey(tags, source),
      timestamp: Math.round(atMs * 1e6),
      ...say(value),
    }))
    .sort((a, b) => (`${a.name} ${a.tagsKey}` < `${b.name} ${b.tagsKey}` ? -1 : 1));
}

function numberRow({ value, negativeZero, ...wanted }: Numbers["cases"][number]): RowResult {
  const number = negativeZero ? -0 : numberOf(value);
  const came = {
    fixed6: fixed6(number),
    general: general(number),
    shortestFixed: shortestFixed(number),
  };
  return compare(String(word(number)), wanted, came);
}

function truncationRow({ value, int64 }: Numbers["counterTruncation"][number]): RowResult {
  const map = emptyMap();
  receive(map, {
    type: "counter",
    name: "c",
    values: [numberOf(value)],
    rate: 1,
    tags: [],
    source: "",
    atMs: 0,
  });
  const [counter] = map.counters.values();
  return compare(`${value} counted`, count(int64), count(counter?.value));
}

/** A number as the vectors write it where JSON cannot. */
function word(number: number): number | string {
  return Number.isFinite(number) && !Object.is(number, -0) ? number : general(number);
}

/** `+Inf` and such as numbers; what is none is NaN. */
function numberOf(value: unknown): number {
  return Number(String(value).replace(/inf$/i, "Infinity"));
}

/** Of more than doubles hold exactly, only that it is as much. */
function count(value: unknown): number | string {
  const number = Number(value);
  return Math.abs(number) < MAX_COUNTER ? number : "the most, or the least";
}

function whole(value: unknown): number {
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}
