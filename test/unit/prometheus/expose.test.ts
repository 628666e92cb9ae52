// Lines in a dialect of one's own.
import { expect, test } from "vitest";
import { type Dialect, escapeText, expose } from "../../../src/prometheus/expose.ts";

const DIALECT: Dialect = {
  head: ({ name }) => `# ${name}\n`,
  nameOf: ({ name }) => `my_${name}`,
  bound: (value) => `<${value}>`,
  time: (ms) => `at ${ms}`,
};

test("what differs between dialects is asked of the dialect", () => {
  const summary = { count: 2, sum: 3, quantiles: [{ quantile: 0.5, value: 1 }] };
  const histogram = { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 1 }] };
  const families = [
    { name: "a", metrics: [{ value: 1, timestampMs: 0 }] },
    { name: "s", type: "summary", metrics: [{ labels: [["x", "y"]], summary }] },
    { name: "h", type: "histogram", metrics: [{ histogram }] },
  ] as const;
  expect(expose(families, DIALECT)).toBe(`# a
my_a 1 at 0
# s
my_s{x="y",quantile="<0.5>"} 1
my_s_sum{x="y"} 3
my_s_count{x="y"} 2
# h
my_h_bucket{le="<1>"} 1
my_h_bucket{le="<Infinity>"} 2
my_h_sum 3
my_h_count 2
`);
});

test.each([
  ['a\\b"c\nd', 'a\\\\b\\"c\\nd'],
  ["plain", "plain"],
])("%j is escaped as %j", (text, escaped) => expect(escapeText(text)).toBe(escaped));
