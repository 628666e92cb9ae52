// What timers are told by percentiles: of the lowest ninety in a hundred, or the highest ten.
import { TallybeaconError } from "../../core/errors.ts";
import type { SubMetric } from "../../core/metric.ts";

/** One threshold, and the names that are said for it. */
export interface Percentile {
  /** From 0 up to 1: of the lowest; below 0: of the highest. */
  readonly part: number;
  readonly count?: string;
  readonly mean?: string;
  readonly sum?: string;
  readonly sumSquares?: string;
  /** `upper_90`, or `lower_-90` below 0. */
  readonly boundary?: string;
}

/**
 * Thresholds of -100 to 100. Throws `bad-option` for others, and for two that have the same whole part: that is what
 * their names are made of. Source: gostatsd, `percent-threshold`.
 */
export function readPercentiles(
  thresholds: readonly number[],
  disabled: ReadonlySet<SubMetric>,
): readonly Percentile[] {
  const wholes = new Set<string>();
  return thresholds.map((threshold) => {
    const whole = String(Math.trunc(threshold));
    if (!(Math.abs(threshold) <= 100)) throw wrong(`${threshold} is not from -100 to 100`);
    if (wholes.has(whole)) throw wrong(`${threshold} has the name of another, which is ${whole}`);
    wholes.add(whole);
    const isUpper = threshold > 0;
    const boundary = isUpper ? "upper" : "lower";
    return {
      part: threshold / 100,
      ...(!disabled.has("countPct") && { count: `count_${whole}` }),
      ...(!disabled.has("meanPct") && { mean: `mean_${whole}` }),
      ...(!disabled.has("sumPct") && { sum: `sum_${whole}` }),
      ...(!disabled.has("sumSquaresPct") && { sumSquares: `sum_squares_${whole}` }),
      ...(!disabled.has(`${boundary}Pct`) && { boundary: `${boundary}_${whole}` }),
    };
  });
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", `percentiles: ${message}`);
}
