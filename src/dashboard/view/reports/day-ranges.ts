// How far back days of reports are looked at.
import { ACTIVE_DAYS } from "../../../core/report-limits.ts";

/** A stretch that `GET /installs` knows by its id. */
export interface DayRange {
  readonly id: string;
  readonly name: string;
  readonly days: number;
}

/** Those there are to choose from. */
export const DAY_RANGES: readonly DayRange[] = ["7d", "30d", "60d", "12w", "52w"].map((id) => {
  const count = Number.parseInt(id, 10);
  const [unit, days] = id.endsWith("w") ? ["weeks", 7 * count] : ["days", count];
  return { id, name: `${count} ${unit}`, days };
});

/** The one that words ask for, or that in which installs are active. */
export function dayRangeOf(words: URLSearchParams): DayRange {
  const id = words.get("range");
  return (DAY_RANGES.find((range) => range.id === id) ??
    DAY_RANGES.find(({ days }) => days === ACTIVE_DAYS)) as DayRange;
}
