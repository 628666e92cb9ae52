// What a bucket of samples becomes.
import { describe, expect, test } from "vitest";
import { AGGREGATIONS, type Aggregation } from "../../../src/core/sample.ts";
import { aggregate } from "../../../src/history/aggregate.ts";

const HUGE = Number.MAX_VALUE;
/** Adding 2 to it changes it, adding 1 does not. */
const EXACT = 2 ** 53;

function of(agg: Aggregation, values: readonly number[]) {
  const [first = { ts: 60 }, ...others] = values.map((n, index) => ({ ts: 60 + index, n }));
  return aggregate([first, ...others], 0, agg)["n"];
}

describe("aggregate", () => {
  test.each<[Aggregation, number[], number]>([
    ["first", [3, 1, 2], 3],
    ["last", [3, 1, 2], 2],
    ["mean", [3, 1, 2], 2],
    ["min", [3, 1, 2], 1],
    ["max", [1, 3, 2], 3],
    ["sum", [3, 1, 2], 6],
    ["mean", [1, 2], 1.5],
    ["min", [-1, 0], -1],
    ["max", [-2, -1], -1],
    ["sum", [1, -1], 0],
    ["sum", [EXACT - 2, 1, 1], EXACT],
    ["sum", [1, ...Array<number>(48).fill(0)], 1],
    ["mean", [EXACT - 2, EXACT - 2], EXACT - 2],
    ["mean", [0.1, 0.1, 0.1], 0.1],
    ["mean", [5e-324, 5e-324], 5e-324],
  ])("the %s of %j is %d", (agg, values, expected) => {
    expect(of(agg, values)).toBe(expected);
  });

  test.each<[Aggregation, number[], number]>([
    ["mean", [HUGE, HUGE, HUGE], HUGE],
    ["mean", [-HUGE, -HUGE], -HUGE],
    ["mean", [HUGE, HUGE, -HUGE, -HUGE], 0],
    ["sum", [HUGE, HUGE], HUGE],
    ["sum", [-HUGE, -HUGE], -HUGE],
    ["sum", [HUGE, HUGE, -HUGE, -HUGE], 0],
    ["sum", [2 ** 1023, 2 ** 1023, -(2 ** 1023), 0], 2 ** 1023],
  ])("the %s of %j stays finite", (agg, values, expected) => {
    expect(of(agg, values)).toBe(expected);
  });

  test.each(AGGREGATIONS)("the %s of a single sample has its numbers", (agg) => {
    for (const value of [0, 1.5, -7, HUGE, 5e-324]) expect(of(agg, [value])).toBe(value);
  });

  test("takes each field from the samples that have it", () => {
    const bucket = [
      { ts: 1, both: 1, early: 5 },
      { ts: 2, both: 3 },
      { ts: 3, both: 5, late: 7 },
    ] as const;
    expect(aggregate(bucket, 0, "mean")).toEqual({ ts: 0, both: 3, early: 5, late: 7 });
  });

  test.each(["constructor", "__proto__", "toString"])("knows no field by birth: %s", (name) => {
    const first = JSON.parse(`{"ts":1,"${name}":2}`);
    const second = JSON.parse(`{"ts":2,"${name}":3}`);
    const made = aggregate([first, { ts: 2 }, second], 0, "sum");
    expect(JSON.stringify(made)).toBe(`{"ts":0,"${name}":5}`);
  });

  test.each(["first", "last"] as const)("hands the %s out as it is", (agg) => {
    const bucket = [{ ts: 1 }, { ts: 2 }] as const;
    expect(aggregate(bucket, 0, agg)).toBe(bucket[agg === "first" ? 0 : 1]);
  });

  test("makes one of very many", () => {
    const many = Array.from({ length: 200_000 }, (_, n) => n + 1);
    expect(of("max", many)).toBe(200_000);
    expect(of("sum", many)).toBe(20_000_100_000);
  });
});
