// Prometheus' protobuf format.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { protobuf } from "../../../src/prometheus/protobuf.ts";

const hex = (body: string | Uint8Array) => Buffer.from(body as Uint8Array).toString("hex");

describe("protobuf", () => {
  test.each<[string, MetricFamily[], string]>([
    ["nothing", [], ""],
    ["a type that is counter", [{ name: "a", type: "counter", metrics: [] }], "050a01611800"],
    ["no type", [{ name: "a", metrics: [] }], "030a0161"],
    [
      "a time of 0, before a histogram",
      [
        {
          name: "a",
          type: "histogram",
          metrics: [{ timestampMs: 0, histogram: { count: 0, sum: 0, buckets: [] } }],
        },
      ],
      "160a01611804220f30003a0b0800110000000000000000",
    ],
    [
      "negative zero",
      [{ name: "a", type: "gauge", metrics: [{ value: -0 }] }],
      "120a01611801220b1209090000000000000080",
    ],
  ])("holds %s", (_, families, expected) => {
    const body = protobuf.encode(families) as Uint8Array;
    expect(hex(body)).toBe(expected);
    expect(protobuf.decode(body)).toEqual(families);
  });

  test("skips what later versions added", () => {
    // An exemplar of a counter, and the time it was made.
    const body = Buffer.from("140a0161220f1a0d09000000000000f03f12001a00", "hex");
    expect(protobuf.decode(body)).toEqual([{ name: "a", metrics: [{ value: 1 }] }]);
  });

  test("refuses a name that is none, and says which family it is", () => {
    expect(() => protobuf.decode(Uint8Array.of(0))).toThrow(
      expect.objectContaining({ code: "parse", message: 'family 1: "" is no metric name' }),
    );
  });

  test("refuses to write what no other side would read", () => {
    expect(() => protobuf.encode([{ name: "", metrics: [] }])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });
});
