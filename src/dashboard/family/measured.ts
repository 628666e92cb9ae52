// Numbers that were pushed, of which some are none.
import type { PushedNumber, PushedSeries } from "../../core/pushed.ts";
import { measure } from "../text/format.ts";

/** For people; what JSON has no number for by its name. */
export function measured(value: PushedNumber | undefined): string {
  return typeof value === "number" ? measure(value) : (value ?? "–");
}

/** To add up and to compare; what is not finite counts as nothing. */
export function finite(value: PushedNumber | undefined): number {
  return typeof value === "number" ? value : 0;
}

/** What a series comes to: its value, or how often it was observed. */
export function totalOf({ value, count }: PushedSeries): PushedNumber | undefined {
  return value ?? count;
}

/** The mean of what was observed; nothing where nothing was, or nobody can tell. */
export function meanOf(series: readonly PushedSeries[]): number | undefined {
  const count = series.reduce((all, one) => all + finite(one.count), 0);
  const isTold = series.every(({ sum }) => typeof sum === "number");
  return count > 0 && isTold
    ? series.reduce((all, one) => all + finite(one.sum), 0) / count
    : undefined;
}

/** `p99` of 0.99. */
export function quantileName(quantile: PushedNumber): string {
  return typeof quantile === "number" ? `p${measure(100 * quantile)}` : `quantile ${quantile}`;
}
