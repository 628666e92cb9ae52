// Fields of samples, in order, in words and in figures.
import { describe, expect, test } from "vitest";
import {
  aggregationOf,
  fieldOf,
  fieldsOf,
  figuresOf,
  pointsOf,
} from "../../../../../src/dashboard/view/samples/fields.ts";

test("fields of everyone stand first, then the others by name, and time is none", () => {
  const samples = [
    { ts: 60, zebra: 1, error_rate: 0, apple: 2 },
    { ts: 120, requests_sec: 1 },
  ];
  expect(fieldsOf(samples)).toEqual(["requests_sec", "error_rate", "apple", "zebra"]);
  expect(fieldsOf([])).toEqual([]);
});

test.for([
  ["error_rate", 12.5, "Errors", "12.5%"],
  ["p99_ms", 6.7777, "99 % answered within", "6.78 ms"],
  ["bytes_sec", 1_200, "Bytes a second", "1.2 kB"],
  ["heap_mb", 0.123456, "heap_mb", "0.123"],
  ["heap_mb", 1_234_567.8, "heap_mb", "1,234,568"],
  ["__proto__", 1, "__proto__", "1"],
  ["", 1, "(empty)", "1"],
] as const)("%s of %d is called %s and written %s", ([field, value, name, text]) => {
  const found = fieldOf(field);
  expect([found.name, found.format(value)]).toEqual([name, text]);
});

describe("points", () => {
  test("stand at the start of their bucket, so that hosts can be compared", () => {
    expect(pointsOf([{ ts: 967, a: 1 }], "a", 300)).toEqual([{ ts: 900, total: 1 }]);
  });

  test("are left out where a sample has no such field, whatever objects have anyway", () => {
    expect(pointsOf([{ ts: 60, a: 1 }, { ts: 120 }], "a", 60)).toHaveLength(1);
    expect(pointsOf([{ ts: 60 }], "constructor", 60)).toEqual([]);
  });
});

test("values come to the lowest, the mean, the highest and the last of them", () => {
  const points = [4, -2, 1].map((total) => ({ total }));
  expect(figuresOf(points)).toEqual({ Last: 1, Mean: 1, Lowest: -2, Highest: 4 });
  expect(figuresOf([])).toBeUndefined();
});

test.for([
  ["", "mean"],
  ["agg=max", "max"],
  ["agg=median", "mean"],
] as const)("%j makes points by %s", ([words, agg]) => {
  expect(aggregationOf(new URLSearchParams(words))).toBe(agg);
});
