// What gostatsd's receiver takes. Bytes: recorded of gostatsd 41.
import { expect, test } from "vitest";
import type { MetricEvent } from "../../../../src/core/metric.ts";
import { receive } from "../../../../src/metrics/map.ts";
import { encodeEvent, encodeMap } from "../../../../src/metrics/wire/encode.ts";
import { mapOf, metricOf } from "../../../support/metrics.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test.each([
  ["a counter", ["a:5|c|#k:v|h"], "0a1c0a016112170a150a076b3a762c733a68120a0a036b3a761201681805"],
  ["a counter below 0", ["a:-5|c"], "0a160a016112110a0f0a00120b18fbffffffffffffffff01"],
  ["a counter of 0", ["a:0|c"], "0a0b0a016112060a040a001200"],
  ["a gauge", ["g:-1.5|g|#a"], "12180a016712130a110a0161120c0a016119000000000000f8bf"],
  ["a gauge of 0", ["g:0|g"], "120b0a016712060a040a001200"],
  ["a gauge of -0", ["g:-0|g"], "12140a0167120f0a0d0a001209190000000000000080"],
  ["a set", ["s:b|s", "s:b|s", "s:|s"], "1a100a0173120b0a090a0012051a01621a00"],
  [
    "all kinds, in their order",
    ["t:2|ms", "s:x|s", "g:1|g", "c:1|c"],
    "0a0d0a016312080a060a0012021801" +
      "12140a0167120f0a0d0a00120919000000000000f03f" +
      "1a0e0a017312090a070a0012031a0178" +
      "221e0a017412190a170a00121319000000000000f03f22080000000000000040",
  ],
  ["nothing of nothing", [], ""],
])("%s", (_, lines, expected) => {
  const map = mapOf(...lines);
  expect(hex(encodeMap(map))).toBe(expected);
});

test("a timer, with how many it stands for", () => {
  const map = mapOf("t:2|ms|#x|h");
  receive(map, metricOf("t:4|ms|@0.1|#x|h"));
  expect(hex(encodeMap(map))).toBe(
    "22310a0174122c0a2a0a05782c733a6812210a0178120168190000000000002640221000000000000000400000000000001040",
  );
});

test("an event, its source in two places", () => {
  const event: MetricEvent = {
    title: "title",
    text: "te\n",
    dateHappened: 1_463_746_133,
    source: "127.0.0.1",
    aggregationKey: "agg",
    sourceTypeName: "src",
    tags: ["x:y", "z"],
    priority: "low",
    alertType: "error",
  };
  expect(hex(encodeEvent(event))).toBe(
    "0a057469746c65120374650a18d5fcfbb90522093132372e302e302e312a0361676732037372633a03783a793a017a42093132372e302e302e3148015002",
  );
});
