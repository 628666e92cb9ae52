// What is read of a row.
import type { SqlRow } from "../core/ports.ts";

/** The number in a column; 0 where there is none. */
export function num(row: SqlRow | undefined, column: string): number {
  return Number(row?.[column] ?? 0);
}
