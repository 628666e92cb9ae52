// Values by tables of what each member has to be, and what is wrong with one in a sentence that says where.
import { TallybeaconError } from "../../core/errors.ts";

/** Looks at a value. */
export type Check = (value: unknown) => boolean;

/** What a value has to be, and what is said of one that is not; or, where it says so, what each element of a list has to be. */
export type Rule = readonly [is: Check, says: string, of?: "each" | undefined];

/** Rules for every member of `T`, no more and no less, which are gone through until one is broken. */
export type Rules<T> = { readonly [K in keyof Required<T>]: readonly [Rule, ...Rule[]] };

/**
 * The members of a value that have rules; of the others nobody knows. All may be left out but those that are needed.
 * Throws `parse`: `disable[3]: must be …`, of the first that is wrong in the order of the rules.
 */
export function read<T>(rules: Rules<T>, value: unknown, ...needed: readonly (keyof T)[]): T {
  if (!isPlain(value)) throw wrong("body: must be an object");
  const found: Partial<T> = {};
  for (const name in rules) {
    if (!(name in value) && !needed.includes(name)) continue;
    const member = (value as T)[name];
    for (const [is, says, of] of rules[name]) {
      const at = of ? (member as unknown[]).findIndex((each) => !is(each)) : -1;
      if (at >= 0) throw wrong(`${name}[${at}]: ${says}`);
      if (!of && !is(member)) throw wrong(`${name}: ${says}`);
    }
    found[name] = member;
  }
  return found as T;
}

/** Whether a value is an object with members, not a list. */
export function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is thrown for something that came in wrong. */
export function wrong(message: string): TallybeaconError {
  return new TallybeaconError("parse", message);
}

/** Enough of a text to find it by. */
export function quote(name: PropertyKey): string {
  const text = String(name);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
