// Families out of samples.
import { describe, expect, test } from "vitest";
import { createAssembly } from "../../../src/prometheus/assembly.ts";
import { OPEN_KINDS, TEXT_KINDS } from "../../../src/prometheus/kinds.ts";

const assembly = () => createAssembly(OPEN_KINDS);

describe("an assembly", () => {
  test("has families in the order of their first lines, and only those with metrics", () => {
    const made = assembly();
    made.setHelp("b", "text");
    made.setType("empty", "summary");
    made.add("a", [], 1);
    made.add("b", [["x", "y"]], 2, 0);
    made.add("a", [["x", "y"]], 3);
    made.add("a", [["x", "y"]], 4);
    expect(made.families()).toEqual([
      {
        name: "b",
        help: "text",
        type: "untyped",
        metrics: [{ labels: [["x", "y"]], value: 2, timestampMs: 0 }],
      },
      {
        name: "a",
        type: "untyped",
        metrics: [
          { value: 1 },
          { labels: [["x", "y"]], value: 3 },
          { labels: [["x", "y"]], value: 4 },
        ],
      },
    ]);
  });

  test("makes one metric of all lines with the same labels, in whatever order", () => {
    const made = assembly();
    made.setType("s", "SUMMARY");
    made.add(
      "s",
      [
        ["x", "1"],
        ["y", "2"],
        ["quantile", "0.5"],
      ],
      7,
    );
    made.add(
      "s_sum",
      [
        ["y", "2"],
        ["x", "1"],
      ],
      3.5,
      9,
    );
    made.add(
      "s_count",
      [
        ["x", "1"],
        ["y", "2"],
      ],
      4.9,
    );
    made.add("s", [], 1);
    made.setType("h", "histogram");
    made.add("h_bucket", [["le", "+Inf"]], 2);
    made.add("h_bucket", [], 1);
    const [summary, histogram] = made.families();
    expect(summary?.metrics).toEqual([
      {
        labels: [
          ["x", "1"],
          ["y", "2"],
        ],
        summary: { count: 4, sum: 3.5, quantiles: [{ quantile: 0.5, value: 7 }] },
        timestampMs: 9,
      },
      { summary: { count: 0, sum: 0, quantiles: [] } },
    ]);
    expect(histogram?.metrics).toEqual([
      { histogram: { count: 0, sum: 0, buckets: [{ upperBound: Infinity, count: 2 }] } },
    ]);
  });

  test("adds to the name what its kind says, and leaves out what says nothing", () => {
    const made = assembly();
    made.setType("a", "counter");
    made.add("a_created", [], 5);
    expect(made.families()).toEqual([]);
    made.add("a_total", [], 1);
    expect(made.families()).toEqual([
      { name: "a_total", type: "counter", metrics: [{ value: 1 }] },
    ]);
  });

  test("takes in the older format what is called as the histogram for one of its buckets", () => {
    const made = createAssembly(TEXT_KINDS);
    made.setType("h", "histogram");
    made.add("h", [["le", "1"]], 2);
    made.add("h", [], 3);
    expect(made.families()[0]?.metrics).toEqual([
      { histogram: { count: 0, sum: 0, buckets: [{ upperBound: 1, count: 2 }] } },
    ]);
  });

  test("takes a suffix for one only where the family came before", () => {
    const made = assembly();
    made.add("s_sum", [], 1);
    made.setType("s", "summary");
    made.add("s_sum", [], 2);
    made.add("_sum", [], 3);
    expect(made.families().map(({ name, metrics }) => [name, metrics.length])).toEqual([
      ["s_sum", 2],
      ["_sum", 1],
    ]);
  });

  test.each<[string, (made: ReturnType<typeof assembly>) => void]>([
    ["a second help", (made) => [1, 2].map(() => made.setHelp("a", ""))],
    ["a second type", (made) => [1, 2].map(() => made.setType("a", "counter"))],
    ["a type after samples", (made) => [made.add("a", [], 1), made.setType("a", "counter")]],
    ["a type that is not known", (made) => made.setType("a", "constructor")],
    [
      "a sample that its kind has not",
      (made) => [made.setType("a", "counter"), made.add("a", [], 1)],
    ],
    [
      "a bound that is no number",
      (made) => [made.setType("s", "summary"), made.add("s", [["quantile", "x"]], 1)],
    ],
    ["a count below 0", (made) => [made.setType("s", "summary"), made.add("s_count", [], -1)]],
    [
      "a count of NaN",
      (made) => [made.setType("h", "histogram"), made.add("h_bucket", [["le", "1"]], Number.NaN)],
    ],
  ])("refuses %s", (_, run) => {
    expect(() => run(assembly())).toThrow(expect.objectContaining({ code: "parse" }));
  });
});
