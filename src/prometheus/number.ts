// Numbers as Prometheus and InfluxDB write and read them: the shortest digits that read back the same.
import { general } from "../core/number-text.ts";

/** `1e+06`, `0.0001`, `+Inf`: with an exponent where that is below -4 or above 5. Negative zero is 0. Source: Go's `%g`. */
export function formatNumber(value: number): string {
  return general(value === 0 ? 0 : value);
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
