// The stretches of time that a view can look back over.
import { WINDOWS } from "../../core/limits.ts";

/** One of them: how it is called, and the seconds that a point of a chart stands for. */
export interface Range {
  readonly name: string;
  readonly seconds: number;
  readonly step: number;
}

/** Those of the read API by name, half an hour, and all that minutes are kept of; with steps as fine as a chart is wide. */
export const RANGES: Readonly<Record<string, Range>> = {
  "15m": { name: "15 minutes", seconds: WINDOWS["15m"].seconds, step: 60 },
  "30m": { name: "30 minutes", seconds: 1_800, step: 60 },
  "1h": { name: "hour", seconds: WINDOWS["1h"].seconds, step: 60 },
  "6h": { name: "6 hours", seconds: WINDOWS["6h"].seconds, step: 60 },
  "24h": { name: "24 hours", seconds: WINDOWS["24h"].seconds, step: 300 },
  "7d": { name: "7 days", seconds: WINDOWS["7d"].seconds, step: 3_600 },
  "30d": { name: "30 days", seconds: WINDOWS["30d"].seconds, step: 10_800 },
  "60d": { name: "60 days", seconds: 5_184_000, step: 21_600 },
};

/** What an address without a range means. */
const USUAL_RANGE = "24h";

/** The range that words ask for, or the usual one; or of those that a view has the next longer, or its longest. */
export function rangeOf(
  words: URLSearchParams,
  among: readonly string[] = Object.keys(RANGES),
): Range & { readonly id: string } {
  const asked = words.get("range") ?? "";
  const { seconds } = RANGES[Object.hasOwn(RANGES, asked) ? asked : USUAL_RANGE] as Range;
  const longer = among.find((each) => (RANGES[each] as Range).seconds >= seconds);
  const id = longer ?? among.at(-1) ?? USUAL_RANGE;
  return { id, ...(RANGES[id] as Range) };
}
