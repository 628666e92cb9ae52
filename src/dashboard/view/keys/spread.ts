// Where numbers lie that instances hold.
import type { HeldValue } from "../../../core/tally.ts";

/** The spread of numbers, each as often as instances hold it. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  readonly max: number;
}

/** The spread of values that are all numbers and more than one; undefined for others. */
export function spread(values: readonly HeldValue[]): Spread | undefined {
  const numbers = values.flatMap(({ value, instances }) =>
    typeof value === "number" ? [{ value, instances }] : [],
  );
  if (numbers.length < 2 || numbers.length < values.length) return undefined;
  numbers.sort((one, other) => one.value - other.value);
  const count = numbers.reduce((sum, { instances }) => sum + instances, 0);
  const sum = numbers.reduce((all, { value, instances }) => all + value * instances, 0);
  let passed = 0;
  const middle = numbers.find(({ instances }) => {
    passed += instances;
    return passed >= count / 2;
  });
  const first = numbers[0]?.value ?? 0;
  return {
    min: first,
    median: middle?.value ?? first,
    mean: sum / count,
    max: numbers.at(-1)?.value ?? first,
  };
}
