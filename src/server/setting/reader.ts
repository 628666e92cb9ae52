// How the value of an option is written: as text in flags and variables, as JSON in a config file.
import { parseRange } from "../ip.ts";

/** Reads a value; what it throws goes on where the name of the option ends: `must be a whole number …`. */
export interface Reader<T> {
  /** Of a flag or a variable. */
  text(text: string): T;
  /** Of a config file. */
  json(value: unknown): T;
}

/** A whole number of `unit`; in JSON it is given in what `each` of them has, such as milliseconds. */
export function whole(min: number, max: number, each = 1): Reader<number> {
  return {
    text(text) {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= min && number <= max) return number * each;
      throw new Error(`must be a whole number from ${min} to ${max}: ${text}`);
    },
    json(value) {
      const [least, most] = [min * each, max * each];
      if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
        return value as number;
      }
      throw new Error(`must be a whole number from ${least} to ${most}: ${JSON.stringify(value)}`);
    },
  };
}

/** Any text that `check` lets pass; it throws, as a reader does, or returns nothing. */
export function words(check: (text: string) => void): Reader<string> {
  const text = (given: string) => {
    check(given);
    return given;
  };
  return {
    text,
    json(value) {
      if (typeof value === "string") return text(value);
      throw new Error(`must be text: ${JSON.stringify(value)}`);
    },
  };
}

/** Text that is not empty; `advice` says what to write. */
export function filled(advice: string): Reader<string> {
  return words((text) => {
    if (text === "") throw new Error(`is empty: ${advice}`);
  });
}

/** One of a few words. */
export function choice<T extends string>(...choices: readonly T[]): Reader<T> {
  const one = words((text) => {
    if (choices.some((each) => each === text)) return;
    throw new Error(`must be ${choices.join(" or ")}: ${text}`);
  });
  return { text: (text) => one.text(text) as T, json: (value) => one.json(value) as T };
}

/** Yes or no. A flag says yes by being there. */
export const yesOrNo: Reader<boolean> = {
  text(text) {
    if (/^(true|1)$/.test(text)) return true;
    if (/^(false|0)$/.test(text)) return false;
    throw new Error(`must be true or false: ${text}`);
  },
  json(value) {
    if (typeof value === "boolean") return value;
    throw new Error(`must be true or false: ${JSON.stringify(value)}`);
  },
};

/** Texts, separated by commas, or a list in JSON. */
export function listOf(each: Reader<string>): Reader<readonly string[]> {
  return {
    text: (text) => text.split(",").map((part) => each.text(part.trim())),
    json(value) {
      if (Array.isArray(value)) return value.map((part) => each.json(part));
      throw new Error(`must be a list in brackets: ${JSON.stringify(value)}`);
    },
  };
}

/** A site, as browsers send it in `Origin`, or all of them. */
export const origin: Reader<string> = words((text) => {
  if (text === "*" || (URL.canParse(text) && new URL(text).origin === text)) return;
  throw new Error(`must be like https://shop.example.com, without a path: ${text}`);
});

/** An address, a network such as `10.0.0.0/8`, or `loopback`. */
export const network: Reader<string> = words((text) => {
  if (parseRange(text)) return;
  throw new Error(
    `must be loopback, an address such as 10.0.0.7, or a network such as 10.0.0.0/8: ${text}`,
  );
});
