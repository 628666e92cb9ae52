// Where numbers lie that instances hold.
import type { HeldValue } from "../../../core/tally.ts";

/** The spread of values that are all numbers and more than one, each as often as instances hold it; undefined for others. */
export function spread(values: readonly HeldValue[]): Readonly<Record<string, number>> | undefined {
  if (values.some(({ value }) => typeof value !== "number")) return undefined;
  const numbers = values
    .map(({ value, instances }) => ({ value: value as number, instances }))
    .sort((one, other) => one.value - other.value);
  let [count, sum] = [0, 0];
  for (const { value, instances } of numbers) {
    count += instances;
    sum += value * instances;
  }
  let left = count / 2;
  const middle = numbers.find(({ instances }) => {
    left -= instances;
    return left <= 0;
  });
  const [least] = numbers;
  const most = numbers.at(-1);
  if (!least || !middle || !most || least === most) return undefined;
  return { Lowest: least.value, Median: middle.value, Mean: sum / count, Highest: most.value };
}
