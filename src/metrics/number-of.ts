// Numbers as statsd reads them, in lines, bounds and tags.

const DECIMAL =
  /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const HEXADECIMAL = /^([+-]?)0x((?:_?[\da-f])*)\.?((?:[\da-f](?:_?[\da-f])*)?)p([+-]?\d+)$/i;

/** Undefined for what is none, and for what is too large for a double. `nan` and infinities are numbers. Source: Go. */
export function numberOf(text: string): number | undefined {
  if (DECIMAL.test(text)) return finite(Number(text.replaceAll("_", "")));
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  const [, sign, whole = "", fraction = "", exponent] = HEXADECIMAL.exec(text) ?? [];
  const digits = (whole + fraction).replaceAll("_", "");
  if (digits === "") return undefined;
  const shift = Number(exponent) - 4 * fraction.replaceAll("_", "").length;
  const size = Number.parseInt(digits, 16) * 2 ** shift;
  return finite(sign === "-" ? -size : size);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
