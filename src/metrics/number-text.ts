// Numbers as text backends write them.

/** Six decimals: `0.500000`, `+Inf`. */
export function fixed6(value: number): string {
  if (Object.is(value, -0)) return "-0.000000";
  if (Math.abs(value) < 1e21) return value.toFixed(6);
  return Number.isFinite(value) ? `${BigInt(value)}.000000` : notFinite(value);
}

/** The shortest digits, with an exponent below 0.0001 and from a million on: `1e+06`. Source: Go's `%g`. */
export function general(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e6)) return String(value);
  if (!Number.isFinite(value)) return notFinite(value);
  return value.toExponential().replace(/e(.)(\d)$/, "e$10$2");
}

/** The shortest digits, never with an exponent. */
export function shortestFixed(value: number): string {
  if (Object.is(value, -0)) return "-0";
  if (!Number.isFinite(value)) return notFinite(value);
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d)\.?(\d*)$/.exec(mantissa) ?? [];
  const shift = Number(exponent);
  return shift < 0
    ? `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`
    : `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}
