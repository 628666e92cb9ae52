// Numbers as text: the shortest digits that read back the same, or six decimals. Source: Go's `%g`, `%f` and `%.6f`.

/** With an exponent of at least two digits where that is below -4 or above 5: `1e+06`, `0.0001`, `+Inf`, `NaN`. Negative zero is 0. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if ((size >= 1e-4 && size < 1e6) || size === 0) return String(value);
  if (size === Infinity) return value > 0 ? "+Inf" : "-Inf";
  return value.toExponential().replace(/e(.)(\d)$/, "e$10$2");
}

/** As `formatNumber`, but that negative zero is `-0`. */
export function general(value: number): string {
  return Object.is(value, -0) ? "-0" : formatNumber(value);
}

/** Never with an exponent, however long it gets: `1000000`, `0.0000001`; else as `general`. */
export function shortestFixed(value: number): string {
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return Number.isFinite(value) && value ? mantissa : general(value);
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d)\.?(\d*)$/.exec(mantissa) ?? [];
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

/** Always six decimals: `1.000000`, `-0.000000`, all digits of what is large; infinities and NaN as `general`. */
export function fixed6(value: number): string {
  if (!Number.isFinite(value)) return general(value);
  if (Object.is(value, -0)) return "-0.000000";
  // toFixed has an exponent from there on, where all doubles are whole.
  return Math.abs(value) < 1e21 ? value.toFixed(6) : `${BigInt(value)}.000000`;
}
