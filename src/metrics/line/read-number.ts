// Numbers of lines, by their bytes.
import { utf8Text } from "../../core/utf8.ts";
import { parseNumber } from "../parse-number.ts";

/** Powers of ten that a number of at most as many digits can be divided by without being rounded twice. */
const TENS: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** The number between two places of a line; NaN also for what is no number, or too large for a double. */
export function readNumber(bytes: Uint8Array, from: number, to: number): number {
  const sign = bytes[from];
  const start = sign === 0x2d || sign === 0x2b ? from + 1 : from;
  let digits = 0;
  let point = -1;
  for (let at = start; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x30 && byte <= 0x39) digits = digits * 10 + byte - 0x30;
    else if (byte === 0x2e && point < 0) point = at;
    else return parseNumber(utf8Text(bytes.subarray(from, to))) ?? Number.NaN;
  }
  const count = to - start - (point < 0 ? 0 : 1);
  // Up to fifteen digits and their power of ten are exact, so that the division rounds once.
  if (count < 1 || count > 15) return parseNumber(utf8Text(bytes.subarray(from, to))) ?? Number.NaN;
  const value = point < 0 ? digits : digits / (TENS[to - point - 1] as number);
  return sign === 0x2d ? -value : value;
}
