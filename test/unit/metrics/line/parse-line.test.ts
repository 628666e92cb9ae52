// One line, as an object.
import { expect, test } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import { parseLine } from "../../../../src/metrics/line/parse-line.ts";

const metric = { name: "a", type: "counter", values: [1], rate: 1, tags: [], source: "", atMs: 0 };

test.each([
  ["a:1|c", {}],
  [
    "a:1:-2.5::+inf:|ms|@0.5|#b,a",
    { type: "timer", values: [1, -2.5, Infinity], rate: 0.5, tags: ["b", "a"] },
  ],
  ["a:|c", { values: [] }],
  ["a:::|h", { type: "timer", values: [] }],
  ["a:1:2|s", { type: "set", values: [], member: "1:2" }],
  ["a:|s", { type: "set", values: [], member: "" }],
])("%j is a metric", (line, differs) => {
  expect(parseLine(line)).toEqual({ ...metric, ...differs });
});

test("what the line does not say of itself is handed in", () => {
  const told = { namespace: "ns", source: "h", atMs: 5 };
  expect(parseLine("a:1|c|#host:x", told)).toEqual({
    ...metric,
    name: "ns.a",
    tags: ["host:x"],
    source: "h",
    atMs: 5,
  });
  expect(parseLine("_e{1,1}:a|b", told)).toMatchObject({
    title: "a",
    source: "h",
    dateHappened: 0,
  });
  expect(parseLine("_e{1,1}:a|b|h:own|d:7", told)).toMatchObject({
    source: "own",
    dateHappened: 7,
  });
});

test.each([
  ["", 'invalid type: ""'],
  ["a:1|c\r", 'invalid type: "a:1|c\\r"'],
  ["a:|g", 'invalid value: "a:|g"'],
  ["a:::|g", 'invalid value: "a:::|g"'],
  ["a:NaN|g", 'invalid value: "a:NaN|g"'],
  ["a:1:b|ms", 'invalid value: "a:1:b|ms"'],
  ["a:1|c|@0", 'invalid rate: "a:1|c|@0"'],
  ["_e{1,4294967295}:a|b", 'not enough data: "_e{1,4294967295}:a|b"'],
])("%j is an error, which quotes it", (line, message) => {
  const error = parseLine(line);
  expect(error).toBeInstanceOf(TallybeaconError);
  expect(error).toMatchObject({ code: "parse", message });
});

test("of a long line only the start is quoted", () => {
  expect(parseLine("x".repeat(10_000))).toMatchObject({
    message: `missing key separator: "${"x".repeat(200)}"`,
  });
});
