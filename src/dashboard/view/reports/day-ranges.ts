// How far back days of reports are looked at.
import { ACTIVE_DAYS } from "../../../core/report-limits.ts";

/** A stretch that `GET /installs` knows by its id. */
export interface DayRange {
  readonly id: string;
  readonly name: string;
  readonly days: number;
}

/** An install is active for as long. */
const USUAL: DayRange = { id: `${ACTIVE_DAYS}d`, name: `${ACTIVE_DAYS} days`, days: ACTIVE_DAYS };

/** Those there are to choose from. */
export const DAY_RANGES: readonly DayRange[] = [
  { id: "7d", name: "7 days", days: 7 },
  USUAL,
  { id: "60d", name: "60 days", days: 60 },
  { id: "12w", name: "12 weeks", days: 84 },
  { id: "52w", name: "52 weeks", days: 364 },
];

/** The one that words ask for, or that in which installs are active. */
export function dayRangeOf(words: URLSearchParams): DayRange {
  return DAY_RANGES.find(({ id }) => id === words.get("range")) ?? USUAL;
}
