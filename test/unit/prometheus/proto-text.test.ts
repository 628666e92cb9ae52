// Protobuf for eyes.
import { expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { compactText, protoText } from "../../../src/prometheus/proto-text.ts";

const FAMILIES: MetricFamily[] = [
  {
    name: "a",
    type: "untyped",
    help: '"é"\n\t\r\\\u0001',
    metrics: [{ labels: [["b", "c"]], value: 1e21, timestampMs: 0 }, { value: -Infinity }],
  },
  { name: "b", metrics: [{ value: 0.00001 }] },
];

test("protoText has a line a field", () => {
  expect(protoText.encode(FAMILIES)).toBe(`name: "a"
help: "\\"\\303\\251\\"\\n\\t\\r\\\\\\001"
type: UNTYPED
metric: <
  label: <
    name: "b"
    value: "c"
  >
  untyped: <
    value: 1e+21
  >
  timestamp_ms: 0
>
metric: <
  untyped: <
    value: -inf
  >
>

name: "b"
metric: <
  counter: <
    value: 1e-05
  >
>

`);
});

test("compactText has a line a family", () => {
  expect(compactText.encode(FAMILIES.slice(1))).toBe(
    'name:"b" metric:<counter:<value:1e-05 > > \n',
  );
});

test.each([
  [Number.NaN, "nan"],
  [Infinity, "inf"],
  [-0, "-0"],
  [123_456_789, "123456789"],
  [0.0001, "0.0001"],
])("%d is shown as %s", (value, shown) => {
  const family: MetricFamily = { name: "a", type: "gauge", metrics: [{ value }] };
  expect(compactText.encode([family])).toContain(`gauge:<value:${shown} >`);
});

test("neither shows what is no family", () => {
  for (const { encode } of [protoText, compactText]) {
    expect(() => encode([{ name: "", metrics: [] }])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  }
});
