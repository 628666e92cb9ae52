// Numbers of Prometheus' formats, and which of them are counts.

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
