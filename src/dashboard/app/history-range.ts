// How far back the samples of a history are looked at.
import { RANGES } from "../../core/sample.ts";
import { rangeOf } from "./ranges.ts";

/** The windows of `GET /history`. */
export const HISTORY_RANGES: readonly (keyof typeof RANGES)[] = Object.keys(
  RANGES,
) as (keyof typeof RANGES)[];

/** The one that words ask for, with its step. */
export function historyRange(words: URLSearchParams): {
  readonly id: keyof typeof RANGES;
  readonly name: string;
  readonly seconds: number;
  readonly step: number;
} {
  const { id: asked, name } = rangeOf(words, HISTORY_RANGES);
  const id = asked as keyof typeof RANGES;
  return { id, name, seconds: RANGES[id].seconds, step: RANGES[id].resolution };
}
