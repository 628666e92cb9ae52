// Lines that cannot be read, some of which somebody hears of.
import { MAX_QUOTED_CHARS } from "../../core/metric-limits.ts";
import { utf8Text } from "../../core/utf8.ts";

/** Who hears of bad lines, and of how many. */
export interface BadLineOptions {
  /** Hears of lines that cannot be read, of some: `10.0.0.1: "a:b|c": invalid value`. */
  readonly onBadLine?: (told: string) => void;
  /** How many of them it hears of, evenly spread. Default 0, which is none. */
  readonly badLinesPerMinute?: number;
}

/** Tells of a line of somebody, unless it is too soon after another. Nothing where nobody is to hear of any. */
export function tellBadLines({
  onBadLine,
  badLinesPerMinute = 0,
}: BadLineOptions):
  | ((line: Uint8Array, complaint: string, source: string, nowMs: number) => void)
  | undefined {
  if (!onBadLine || !(badLinesPerMinute > 0)) return undefined;
  let toldAtMs = -Infinity;
  return (line, complaint, source, nowMs) => {
    if (nowMs - toldAtMs < 60_000 / badLinesPerMinute) return;
    toldAtMs = nowMs;
    const text = JSON.stringify(utf8Text(line).slice(0, MAX_QUOTED_CHARS));
    onBadLine(`${source && `${source}: `}${text}: ${complaint}`);
  };
}
