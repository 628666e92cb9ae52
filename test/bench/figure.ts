// One measured promise: what was measured, what was promised, and whether it held.

/** What one bench found. */
export interface Figure {
  /** Says what was measured and where: `increment of 1,000 keys, Node`. */
  readonly name: string;
  readonly measured: number;
  /** Milliseconds, megabytes, bytes, or times what it is compared with. */
  readonly unit: "ms" | "MB" | "B" | "x";
  /** What was promised; left out for a figure that only informs. */
  readonly bound?: number;
  /** The bound is a floor, as for throughput. Default: a ceiling. */
  readonly atLeast?: boolean;
}

/** Whether the promise held; what promises nothing holds, what is not a number does not. */
export function holds({ measured, bound, atLeast = false }: Figure): boolean {
  if (bound === undefined) return true;
  return atLeast ? measured >= bound : measured <= bound;
}

/** The middle one, the upper of two; NaN of none. Sorts a copy. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

/** All of them together, divided by how many they are; NaN of none. */
export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** A row of the table: name, measured, bound, verdict. */
export function row(figure: Figure): string {
  const { name, measured, unit, bound, atLeast } = figure;
  const limit = bound === undefined ? "" : `${atLeast ? ">=" : "<="} ${bound}${unit}`;
  const verdict = bound === undefined ? "" : holds(figure) ? "ok" : "MISSED";
  return [
    name.padEnd(76),
    `${measured.toFixed(3)}${unit}`.padStart(11),
    limit.padStart(10),
    verdict,
  ]
    .join("  ")
    .trimEnd();
}
