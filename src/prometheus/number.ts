// Numbers as Prometheus and InfluxDB write and read them: the shortest digits that read back the same.

/** `1e+06`, `0.0001`, `+Inf`: with an exponent where that is below -4 or above 5. Negative zero is 0. Source: Go's `%g`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if ((size >= 1e-4 && size < 1e6) || size === 0) return String(value);
  if (size === Infinity) return value > 0 ? "+Inf" : "-Inf";
  // Go has at least two digits in its exponents.
  return value.toExponential().replace(/e(.)(\d)$/, "e$10$2");
}

/** Never with an exponent, however long it gets: `0.0000001`. Infinities as above. Source: Go's `%f`. */
export function plainNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return Math.abs(value) === Infinity ? formatNumber(value) : mantissa;
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d)\.?(\d*)$/.exec(mantissa) ?? [];
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

/** Undefined for what is no number of the text formats, as hexadecimal ones, and for what is too large for a double. */
export function parseNumber(text: string): number | undefined {
  if (/^[\d.eE+-]+$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
}

/** Whether it can be a count, which on the wire has 64 bits without a sign. */
export function isCount(value: number): boolean {
  return value >= 0 && value < 2 ** 64;
}
