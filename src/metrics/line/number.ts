// Numbers as lines have them. Source: Go's ParseFloat.
import { utf8Text } from "../../core/utf8.ts";

/** Powers of ten that a number of at most as many digits can be divided by without being rounded twice. */
const TENS: readonly number[] = Array.from({ length: 16 }, (_, power) => 10 ** power);

const DIGITS = /\d+(?:_\d+)*/.source;
const HEX_DIGITS = /[\da-f]+(?:_[\da-f]+)*/.source;
const DECIMAL = new RegExp(
  `^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`,
  "i",
);
const HEX = new RegExp(
  `^[+-]?0x(?:_?${HEX_DIGITS}(?:\\.(?:${HEX_DIGITS})?)?|\\.${HEX_DIGITS})p[+-]?${DIGITS}$`,
  "i",
);

/**
 * `-1.5`, `.5`, `5.`, `1e3`, `1_000`, `0x1.8p1`, `inf` and `nan` of any case. Undefined for what is no number, and for what
 * is too large for a double.
 */
export function parseNumber(text: string): number | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = DECIMAL.test(text) ? Number(text.replaceAll("_", "")) : parseHex(text);
  return Number.isFinite(value) ? value : undefined;
}

/** NaN for what is none. */
function parseHex(text: string): number {
  if (!HEX.test(text)) return Number.NaN;
  const [mantissa = "", power] = text.replaceAll("_", "").toLowerCase().split("p");
  const [whole, fraction = ""] = mantissa.replace(/^.?0x/, "").split(".");
  const exponent = Number(power) - 4 * fraction.length;
  // In two halves, since the power of two may be out of range where the number is not.
  const half = Math.trunc(exponent / 2);
  const value = Number(`0x${whole}${fraction}`) * 2 ** half * 2 ** (exponent - half);
  return text.startsWith("-") ? -value : value;
}

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
