// Reports by day: points of a version, and the lines of a chart of the most used ones.
import { DAY_MS } from "../../../core/report-limits.ts";
import type { InstallDay } from "../../../core/reports.ts";
import type { Point } from "../../../core/tally.ts";
import type { Line } from "../../chart/time-chart.tsx";
import { oneLine } from "../../text/format.ts";

/** What is counted of a day. */
export type Measure = "installs" | "new_installs" | "reports";

/** Days up to the one of `now`. */
export interface Days {
  readonly days: readonly InstallDay[];
  readonly measure: Measure;
  readonly count: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** With all of them and the others as many as there are colours. */
const MOST_VERSIONS = 4;
const DAY_SECONDS = DAY_MS / 1_000;

/** A point a day, those without reports included, of the versions that are wanted. */
export function dayPoints(
  { days, measure, count, now }: Days,
  isWanted: (version: string) => boolean = () => true,
): Point[] {
  const today = Math.floor(now / DAY_MS);
  const totals = new Map<number, number>();
  for (const day of days) {
    if (isWanted(day.version)) totals.set(day.ts, (totals.get(day.ts) ?? 0) + day[measure]);
  }
  return Array.from({ length: count }, (_, at) => {
    const ts = (today - count + 1 + at) * DAY_SECONDS;
    return { ts, total: totals.get(ts) ?? 0 };
  });
}

/** A version alone; or all, the most used ones of these days, and the others together. */
export function installLines(of: Days, version?: string): Line[] {
  if (version !== undefined) {
    const points = dayPoints(of, (each) => each === version);
    return [{ id: `version ${version}`, name: versionName(version), points }];
  }
  const all = { id: "all", name: "All versions", points: dayPoints(of) };
  const ranked = rankedVersions(of);
  if (ranked.length < 2) return [all];
  const top = ranked.filter((each) => each !== "").slice(0, MOST_VERSIONS);
  const lines = [all, ...top.flatMap((each) => installLines(of, each))];
  if (top.length === ranked.length) return lines;
  const others = dayPoints(of, (each) => !top.includes(each));
  return [...lines, { id: "others", name: versionName(""), points: others }];
}

/** Empty are those that were not told apart. */
export function versionName(version: string): string {
  return version === "" ? "All others" : oneLine(version, 64);
}

/** Most first; without those that nothing came of. */
function rankedVersions({ days, measure }: Days): string[] {
  const totals = new Map<string, number>();
  for (const day of days) {
    totals.set(day.version, (totals.get(day.version) ?? 0) + day[measure]);
  }
  return [...totals]
    .filter(([, total]) => total > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([version]) => version);
}
