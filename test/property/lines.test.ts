// The statsd line protocol: what is written reads back, whatever else comes is taken or refused, and bytes say what text does.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../src/core/errors.ts";
import type { Metric, MetricEvent, MetricMap } from "../../src/core/metric.ts";
import { shortestFixed } from "../../src/core/number-text.ts";
import { utf8, utf8Text } from "../../src/core/utf8.ts";
import { formatEvent, formatLine } from "../../src/metrics/line/format.ts";
import { packLines } from "../../src/metrics/line/pack.ts";
import { createLineParser } from "../../src/metrics/line/parse-datagram.ts";
import { parseLine } from "../../src/metrics/line/parse-line.ts";
import { readNumber } from "../../src/metrics/line/read-number.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { parseNumber } from "../../src/metrics/parse-number.ts";

const FROM = { source: "10.0.0.1", atMs: 1_500 };

const text = (without: RegExp, unit: "binary" | "grapheme" = "grapheme") =>
  fc.string({ unit }).map((any) => any.replace(without, "").toWellFormed());
const tags = fc.array(
  text(/[,|\n\0]/g).filter((tag) => tag !== ""),
  { maxLength: 4 },
);
const name = fc.stringMatching(/^[a-zA-Z0-9.-][\w.-]{0,20}$/);
const number = fc.double({ noNaN: true });
const rate = fc.oneof(fc.constant(1), fc.double({ min: 0, minExcluded: true, noNaN: true }));
const shared = { name, tags, source: fc.constant(FROM.source), atMs: fc.constant(FROM.atMs) };

const metrics: fc.Arbitrary<Metric> = fc.oneof(
  fc.record({
    ...shared,
    type: fc.constantFrom("counter", "timer"),
    values: fc.array(number, { maxLength: 4 }),
    rate,
  }),
  fc.record({
    ...shared,
    type: fc.constant("gauge"),
    values: fc.array(number, { minLength: 1, maxLength: 4 }),
    rate: fc.constant(1),
  }),
  fc.record({
    ...shared,
    type: fc.constant("set"),
    values: fc.constant([]),
    member: text(/[|\n\0]/g),
    rate: fc.constant(1),
  }),
);

const events: fc.Arbitrary<MetricEvent> = fc.record({
  title: text(/\n/g, "binary"),
  // A backslash before an n would come back as a line feed.
  text: text(/\\/g, "binary"),
  dateHappened: fc.maxSafeNat(),
  source: text(/[|\n\0]/g),
  aggregationKey: text(/[|\n\0]/g),
  sourceTypeName: text(/[|\n\0]/g),
  priority: fc.constantFrom("normal", "low"),
  alertType: fc.constantFrom("info", "warning", "error", "success"),
  tags,
});

/** Lines that are nearly right. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom("a", "_", "_e{1,1}:a|b", ":", "|", "|c", "|g", "|ms", "|s", "|@", "|#", ","),
      fc.constantFrom(
        "host:",
        "1",
        "-2.5",
        "0x1p1",
        "1_0",
        "1e400",
        "nan",
        "d:",
        "p:low",
        "\0",
        "é",
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join("").replaceAll("\n", ""));
const lines = fc.array(fc.oneof(nearly, metrics.map(formatLine), events.map(formatEvent)), {
  maxLength: 12,
});

describe("what is written reads back", () => {
  test("a metric", () => {
    fc.assert(
      fc.property(metrics, (metric) => {
        expect(parseLine(formatLine(metric), FROM)).toEqual(metric);
      }),
    );
  });

  test("an event", () => {
    fc.assert(
      fc.property(events, (event) => {
        expect(parseLine(formatEvent(event))).toEqual(event);
      }),
    );
  });

  test("a number, from text and from bytes", () => {
    fc.assert(
      fc.property(number, (value) => {
        for (const written of [String(value), shortestFixed(value)]) {
          const bytes = utf8(written);
          expect(readNumber(bytes, 0, bytes.length)).toBe(parseNumber(written));
        }
        expect(parseNumber(shortestFixed(value))).toBe(value);
      }),
    );
  });
});

test("whatever a metric or an event holds, it is one line, which is read or refused", () => {
  const wild = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(metrics, events, wild, fc.array(wild), (metric, event, any, anyTags) => {
      const written = [
        formatLine({ ...metric, name: any, member: any, tags: anyTags }),
        formatEvent({ ...event, title: any, text: any, source: any, tags: anyTags }),
      ];
      expect(written.join("")).not.toContain("\n");
      const { metrics, events, badLines } = createLineParser()(
        utf8(written.join("\n")),
        emptyMap(),
        FROM,
      );
      expect([metrics + badLines, events]).toEqual([1, 1]);
    }),
  );
});

test("a datagram is its lines, one by one, whether they are known or not", () => {
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 4 }), (datagrams) => {
      const [map, other] = [emptyMap(), emptyMap()];
      const told: MetricEvent[] = [];
      const parse = createLineParser({ onEvent: (event) => told.push(event) });
      for (const each of [...datagrams, ...datagrams]) {
        const counts = parse(utf8(each.map((line) => `${line}\n`).join("")), map, FROM);
        expect(counts).toEqual(addOneByOne(each, other));
      }
      expect(map).toEqual(other);
      expect(told.every(({ source }) => source === FROM.source)).toBe(true);
    }),
  );
});

function addOneByOne(all: readonly string[], into: MetricMap): object {
  const counts = { metrics: 0, events: 0, badLines: 0 };
  for (const line of all) {
    const parsed = parseLine(utf8Text(utf8(line)), FROM);
    if (parsed instanceof TallybeaconError) counts.badLines += 1;
    else if ("title" in parsed) counts.events += 1;
    else {
      counts.metrics += 1;
      receive(into, parsed);
    }
  }
  return counts;
}

test("any bytes are read to their end, and each line counts once", () => {
  const parse = createLineParser({ ignoreHost: true });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { metrics, events, badLines } = parse(bytes, emptyMap(), FROM);
      const feeds = bytes.filter((byte) => byte === 0x0a).length;
      const isOpen = bytes.length > 0 && bytes.at(-1) !== 0x0a;
      expect(metrics + events + badLines).toBe(feeds + (isOpen ? 1 : 0));
    }),
  );
});

test("packets hold all lines in their order, and none is too large but for one line", () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 100 }), (all, maxBytes) => {
      const packets = [...packLines(all, maxBytes)];
      expect(packets.join("")).toBe(all.map((line) => `${line}\n`).join(""));
      for (const packet of packets) {
        const isOne = packet.indexOf("\n") === packet.length - 1;
        expect(isOne || utf8(packet).length <= maxBytes).toBe(true);
      }
      for (const [index, packet] of packets.slice(1).entries()) {
        const first = packet.slice(0, packet.indexOf("\n") + 1);
        expect(utf8(`${packets[index]}${first}`).length).toBeGreaterThan(maxBytes);
      }
    }),
  );
});
