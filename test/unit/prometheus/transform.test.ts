// Changes on the way.
import { describe, expect, test } from "vitest";
import type { MetricFamily, Transform } from "../../../src/core/family.ts";
import {
  addLabels,
  addTimestamps,
  removeLabels,
  renameFamilies,
} from "../../../src/prometheus/transform.ts";

const FAMILIES: readonly MetricFamily[] = [
  {
    name: "b",
    help: "h",
    type: "counter",
    metrics: [
      {
        labels: [
          ["z", "1"],
          ["a", "2"],
          ["z", "3"],
        ],
        value: 1,
      },
      { value: 2, timestampMs: 7 },
    ],
  },
  { name: "a", metrics: [] },
];

/** What becomes of them; they themselves stay as they are. */
function changed(transform: Transform): readonly MetricFamily[] {
  const copy = structuredClone(FAMILIES);
  const result = transform(FAMILIES);
  expect(FAMILIES).toEqual(copy);
  return result;
}
const labelsAfter = (transform: Transform) =>
  changed(transform)[0]?.metrics.map(({ labels }) => labels);

describe("addLabels", () => {
  test.each<[Record<string, string>, unknown]>([
    [
      {},
      [
        [
          ["a", "2"],
          ["z", "1"],
          ["z", "3"],
        ],
        undefined,
      ],
    ],
    [
      { m: "n" },
      [
        [
          ["a", "2"],
          ["m", "n"],
          ["z", "1"],
          ["z", "3"],
        ],
        [["m", "n"]],
      ],
    ],
    [
      { z: "9", a: "8" },
      [
        [
          ["a", "8"],
          ["z", "9"],
        ],
        [
          ["a", "8"],
          ["z", "9"],
        ],
      ],
    ],
  ])("with %j sorts, and replaces what is called the same", (labels, expected) => {
    expect(labelsAfter(addLabels(labels))).toEqual(expected);
  });

  test("refuses what is no name", () => {
    expect(() => addLabels({ "a-b": "" })).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});

describe("removeLabels", () => {
  test.each<[string[], unknown]>([
    [
      [],
      [
        [
          ["z", "1"],
          ["a", "2"],
          ["z", "3"],
        ],
        undefined,
      ],
    ],
    [
      ["z", "x"],
      [[["a", "2"]], undefined],
    ],
    [
      ["z", "a"],
      [undefined, undefined],
    ],
  ])("takes %j off, and merges nothing", (names, expected) => {
    expect(labelsAfter(removeLabels(names))).toEqual(expected);
  });
});

describe("renameFamilies", () => {
  test.each<[Record<string, string>, string[]]>([
    [{}, ["a", "b"]],
    [{ b: "_", constructor: "c" }, ["_", "a"]],
    [{ b: "a" }, ["a", "a"]],
    [{ a: "b", b: "a" }, ["a", "b"]],
  ])("by %j, and sorts", (names, expected) => {
    expect(changed(renameFamilies(names)).map(({ name }) => name)).toEqual(expected);
  });

  test("refuses what is no name", () => {
    expect(() => renameFamilies({ a: "" })).toThrow(
      expect.objectContaining({ code: "bad-option" }),
    );
  });
});

describe("addTimestamps", () => {
  test("gives all metrics one time, without a fraction", () => {
    let now = 1_500_000_000_123.9;
    const result = changed(addTimestamps(() => now++));
    expect(result[0]?.metrics.map(({ timestampMs }) => timestampMs)).toEqual([
      1_500_000_000_123, 1_500_000_000_123,
    ]);
    expect(now).toBe(1_500_000_000_124.9);
  });

  test("takes the time of the system", () => {
    const before = Date.now();
    const [time = 0] =
      changed(addTimestamps())[0]?.metrics.map(({ timestampMs }) => timestampMs) ?? [];
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });
});
