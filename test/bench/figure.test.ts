// What the benches say: whether a bound held, and how a figure reads.
import { describe, expect, test } from "vitest";
import { type Figure, holds, mean, median, row } from "./figure.ts";

const figure = (measured: number, rest: Partial<Figure> = {}): Figure => ({
  name: "a bench",
  unit: "x",
  measured,
  ...rest,
});

test.each([
  [figure(1, { bound: 1 }), true],
  [figure(1.01, { bound: 1 }), false],
  [figure(0.6, { bound: 0.6, atLeast: true }), true],
  [figure(0.59, { bound: 0.6, atLeast: true }), false],
  [figure(99), true],
  [figure(Number.NaN, { bound: 1 }), false],
  [figure(Number.NaN, { bound: 1, atLeast: true }), false],
])("a bound is a ceiling, or a floor if it says so: %j holds: %j", (found, expected) => {
  expect(holds(found)).toBe(expected);
});

describe("median", () => {
  test.each([
    [[3], 3],
    [[10, 9, 100], 10],
    [[1, 2, 3, 4], 3],
    [[], Number.NaN],
  ])("of %j is %j", (numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });

  test("leaves the order of what it is given alone", () => {
    const numbers = [3, 1, 2];
    median(numbers);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

test.each([
  [[3], 3],
  [[1, 2, 6], 3],
  [[], Number.NaN],
])("the mean of %j is %j", (numbers, expected) => {
  expect(mean(numbers)).toBe(expected);
});

test.each([
  [figure(0.5, { bound: 1 }), /^a bench +0\.500x +<= 1x +ok$/],
  [figure(2, { bound: 1, unit: "ms" }), /^a bench +2\.000ms +<= 1ms +MISSED$/],
  [figure(7, { bound: 5, atLeast: true }), /^a bench +7\.000x +>= 5x +ok$/],
  [figure(7), /^a bench +7\.000x$/],
])("a row says what was measured, what was promised and whether it held: %j", (found, expected) => {
  expect(row(found)).toMatch(expected);
});
