// Numbers as statsd reads them, in lines, bounds and tags. Source: Go's ParseFloat.

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
