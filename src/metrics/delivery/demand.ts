// What options must be; `of` says in errors whose they are.
import { TallybeaconError } from "../../core/errors.ts";

/** Throws `bad-option` for what is no number above 0. */
export function positive(of: string, option: string, value: number): void {
  if (value > 0) return;
  throw new TallybeaconError("bad-option", `${of}: ${option} must be positive, not ${value}`);
}

/** Throws `bad-option` for what is empty or absent. */
export function required(of: string, option: string, value: string | undefined): string {
  if (value) return value;
  throw new TallybeaconError("bad-option", `${of}: ${option} is required`);
}

/** Throws `bad-option` for what is not among them. */
export function oneOf<T>(of: string, option: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new TallybeaconError("bad-option", `${of}: ${option} is ${value}`);
}
