// What stretch of time the key explorer looks at, and in which steps: a range that ends now, or what was zoomed into.
import type { Stretch } from "../../../core/api.ts";
import { MAX_STEPS } from "../../../core/store-limits.ts";
import { type Range, rangeOf } from "../../app/ranges.ts";

/** A stretch, as the read API is asked for it: a range by its name or a zoom by its minutes and its end. */
export interface KeyWindow extends Stretch {
  readonly range: string;
  /** Seconds of a point. */
  readonly step: number;
}

/** What the API names, what the histories of other views have, and all that minutes are kept of. */
export const KEY_RANGES = ["15m", "30m", "1h", "6h", "24h", "7d", "30d", "60d"];

/** The one that words ask for, or the usual one. */
export const keyRangeOf = (words: URLSearchParams): Range & { readonly id: string } =>
  rangeOf(words, KEY_RANGES);

/** Steps that can be chosen, seconds. */
export const STEPS: readonly number[] = [60, 300, 3_600, 86_400];

/** Points that are as many as a chart is wide, about. */
const WIDE = 400;
/** What a zoom is drawn in. */
const ROUND = [60, 300, 900, 3_600, 10_800, 21_600, 86_400];
/** Points that a chart still draws at once. */
const MOST = 90_000;
/** Where the dates of JavaScript end. */
const LAST_SECOND = 8.64e12;

/** The window of an address: `range`, or `from` and `to` (Unix seconds), and `step` (seconds). */
export function windowOf(words: URLSearchParams): KeyWindow {
  const { id, step } = keyRangeOf(words);
  const ends = endsOf(words);
  if (!ends) return { range: id, step: stepIn(words, secondsOf(words), step) };
  const seconds = ends.to - ends.from;
  const fitting = ROUND.find((each) => seconds / each <= WIDE) ?? 86_400;
  const chosen = stepIn(words, seconds, fitting);
  // All of the buckets that it touches.
  const wholeSeconds =
    Math.ceil(ends.to / chosen) * chosen - Math.floor(ends.from / chosen) * chosen;
  return { range: `${Math.ceil(wholeSeconds / 60)}m`, step: chosen, to: ends.to };
}

/** The same for lists, which have fewer steps: what they count begins where the chart begins, but for some minutes. */
export function listWindowOf(words: URLSearchParams): KeyWindow {
  const window = windowOf(words);
  return { ...window, step: listStep(secondsOf(words), window.step) };
}

/** The step of the list of all keys, which looks at the whole range whatever was zoomed into. */
export function listStepOf(words: URLSearchParams): number {
  const { seconds, step } = keyRangeOf(words);
  return listStep(seconds, stepIn(words, seconds, step));
}

function stepIn(words: URLSearchParams, seconds: number, usual: number): number {
  const asked = Number(words.get("step"));
  return stepsOf(seconds).includes(asked) ? asked : usual;
}

const listStep = (seconds: number, step: number): number =>
  [step, 300, 900].find((each) => each >= step && seconds / each <= MAX_STEPS) ?? step;

/** How long that is. */
export function secondsOf(words: URLSearchParams): number {
  const zoom = endsOf(words);
  return zoom ? zoom.to - zoom.from : keyRangeOf(words).seconds;
}

/** The steps that make sense for a stretch: at least two points, and not more than are drawn at once. */
export function stepsOf(seconds: number): readonly number[] {
  return STEPS.filter((step) => seconds / step >= 2 && seconds / step <= MOST);
}

/** The words of a zoom that ends with the minute of `now` (ms) at the latest; one shorter than two minutes begins earlier. */
export function zoomWords(from: number, to: number, now: number): Readonly<Record<string, string>> {
  const end = Math.ceil(Math.min(Math.max(from, to), now / 1000) / 60) * 60;
  const start = Math.min(Math.floor(Math.min(from, to) / 60) * 60, end - 120);
  return { from: String(start), to: String(end) };
}

/** What was zoomed into, Unix seconds; undefined where it is no stretch of at least a minute. */
export function endsOf(
  words: URLSearchParams,
): { readonly from: number; readonly to: number } | undefined {
  const [from, to] = [Number(words.get("from")), Number(words.get("to"))];
  return from > 0 && to >= from + 60 && to < LAST_SECOND ? { from, to } : undefined;
}
