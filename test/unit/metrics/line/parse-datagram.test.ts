// Whole datagrams, added to a map.
import { expect, test } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import { utf8, utf8Text } from "../../../../src/core/utf8.ts";
import {
  createLineParser,
  type LineParserOptions,
} from "../../../../src/metrics/line/parse-datagram.ts";
import { emptyMap } from "../../../../src/metrics/map.ts";

const FROM = { source: "h", atMs: 1_500 };

/** Keys and values of all series. */
function said(map: MetricMap): unknown[] {
  return Object.values(map).flatMap((all: MetricMap["sets"]) =>
    [...all].map(([key, { value }]) => [key, value]),
  );
}

/** What there was, and what the map says after it. */
function parsed(text: string, options?: LineParserOptions): unknown[] {
  const map = emptyMap();
  const { metrics, events, badLines } = createLineParser(options)(utf8(text), map, FROM);
  return [metrics, events, badLines, ...said(map)];
}

test.each([
  ["", [0, 0, 0]],
  ["\n", [0, 0, 1]],
  ["\n\n", [0, 0, 2]],
  ["f:2|c\n", [1, 0, 0, ["f\n,s:h", 2]]],
  ["f:2|c\nf:3|c", [2, 0, 0, ["f\n,s:h", 5]]],
  ["f:2|c|#b,a\nf:3|c|#a,b", [2, 0, 0, ["f\na,b,s:h", 5]]],
  ["f:2|c\r\nf:3|c|#t\r\n", [1, 0, 1, ["f\nt\r,s:h", 3]]],
  ["bad\n:1|c\nf:2|c\nx:1|q\nf:x|c\nbad|", [1, 0, 5, ["f\n,s:h", 2]]],
  ["f:0.5:0.5|c\nf:5|c|@0.5", [2, 0, 0, ["f\n,s:h", 11]]],
  ["f:1|g\nf:2|g", [2, 0, 0, ["f\n,s:h", 1]]],
  ["f:1:2:|g", [1, 0, 0, ["f\n,s:h", 2]]],
  ["f:1:3|ms\nf:|h\nf:2|ms|@0.1", [3, 0, 0, ["f\n,s:h", { values: [1, 3, 2], sampledCount: 12 }]]],
  ["f:a:b|s\nf:é|s\nf:|s", [3, 0, 0, ["f\n,s:h", new Set(["a:b", "é", ""])]]],
  ["f:|c", [1, 0, 0, ["f\n,s:h", 0]]],
  ["f:|g\nf:::|g", [0, 0, 2]],
  ["f:1:x|ms", [0, 0, 1]],
  ["f:1:nan|g", [0, 0, 1]],
  ["f:1|c|@0\nf:1|c|@-1\nf:1|ms|@nan", [0, 0, 3]],
  ["f:inf|c\nf:-5|c", [2, 0, 0, ["f\n,s:h", 2 ** 53 - 5]]],
  ["_e{1,1}:a|b\n_sc|x\n_e{1,4294967295}:a|b", [0, 1, 2]],
])("%j comes to %j", (text, expected) => expect(parsed(text)).toEqual(expected));

test("a namespace goes before names, and a host tag is the source if it is asked for", () => {
  expect(parsed("f:2|c|#host:x,a", { namespace: "n", ignoreHost: true })).toEqual([
    1,
    0,
    0,
    ["n.f\na,s:x", 2],
  ]);
});

test("events are from who sent them, and happened when they came unless they say", () => {
  const events: MetricEvent[] = [];
  parsed("_e{1,1}:a|b|h:x|#host:y\nf:1|c\n_e{1,1}:c|d|d:7", {
    ignoreHost: true,
    onEvent: (event) => events.push(event),
  });
  expect(events).toMatchObject([
    { title: "a", source: "h", dateHappened: 1, tags: ["host:y"] },
    { title: "c", source: "h", dateHappened: 7 },
  ]);
});

test("bad lines are told, with what is wrong", () => {
  const bad: string[] = [];
  parsed("a\n\nb:x|c\n_x", {
    onBadLine: (line, complaint) => bad.push(`${complaint}: ${utf8Text(line)}`),
  });
  expect(bad).toEqual([
    "missing key separator: a",
    "invalid type: ",
    "invalid value: b:x|c",
    "invalid type: _x",
  ]);
});

test("one parser fills many maps, from many sources, at many times", () => {
  const parse = createLineParser();
  const [one, other] = [emptyMap(), emptyMap()];
  const line = utf8("f:1|g");
  parse(line, one, { source: "", atMs: 1 });
  parse(line, other, { source: "i", atMs: 2 });
  parse(utf8("f:2|g"), one, { source: "", atMs: 3 });
  expect(said(one)).toEqual([["f\n", 2]]);
  expect(said(other)).toEqual([["f\n,s:i", 1]]);
  expect([...one.gauges.values()][0]?.atMs).toBe(3);
});

test("a view of larger bytes is read within its bounds", () => {
  const bytes = utf8("x:1|c\nf:1|c|#a\ny:1|c");
  const map = emptyMap();
  createLineParser()(bytes.subarray(6, 14), map, FROM);
  expect(said(map)).toEqual([["f\na,s:h", 1]]);
});
