// Which metrics are let through.
import { describe, expect, test } from "vitest";
import type { Labels, MetricFamily } from "../../../src/core/family.ts";
import { type FilterRule, filter } from "../../../src/prometheus/filter.ts";

const family = (name: string, ...labels: Labels[]): MetricFamily => ({
  name,
  help: "h",
  type: "gauge",
  metrics: labels.map((of, value) => ({ labels: of, value })),
});
const AB: Labels = [
  ["a", "1"],
  ["b", "2"],
];
const BA: Labels = [
  ["b", "2"],
  ["a", "1"],
];
const A: Labels = [["a", "1"]];

describe("filter", () => {
  test.each<[string, FilterRule[], number[]]>([
    ["no rule", [], []],
    ["another family", [{ family: "g" }], []],
    ["a family", [{ family: "f" }], [0, 1, 2, 3, 4]],
    ["all labels of a metric", [{ family: "f", labels: { a: "1", b: "2" } }], [0, 1]],
    ["one of its labels", [{ family: "f", labels: { b: "2" } }], []],
    [
      "one of its labels, and that others may be there",
      [{ family: "f", labels: { a: "1" }, subset: true }],
      [0, 1, 2, 4],
    ],
    ["no labels", [{ family: "f", labels: {} }], [3]],
    ["another value", [{ family: "f", labels: { a: "2" } }], []],
    [
      "one or the other",
      [
        { family: "f", labels: { a: "1" } },
        { family: "f", labels: {} },
      ],
      [2, 3],
    ],
    [
      "a whole family besides",
      [{ family: "f", labels: { a: "1" } }, { family: "f" }],
      [0, 1, 2, 3, 4],
    ],
  ])("lets through what a rule with %s names", (_, rules, expected) => {
    const found = filter(rules)([
      family(
        "f",
        AB,
        BA,
        A,
        [],
        [
          ["a", "1"],
          ["a", "1"],
        ],
      ),
    ]);
    expect(found.flatMap(({ metrics }) => metrics.map(({ value }) => value))).toEqual(expected);
    expect(found).toHaveLength(expected.length > 0 ? 1 : 0);
  });

  test("sorts by name, keeps families of one name apart, and drops those that are empty", () => {
    const input = [family("b", A), family("a", A, AB), family("c"), family("a", AB)];
    const copy = structuredClone(input);
    const rules = [{ family: "a", labels: { a: "1", b: "2" } }, { family: "b" }, { family: "c" }];
    expect(filter(rules)(input)).toEqual([
      { ...family("a"), metrics: [{ labels: AB, value: 1 }] },
      { ...family("a"), metrics: [{ labels: AB, value: 0 }] },
      family("b", A),
    ]);
    expect(input).toEqual(copy);
  });
});
