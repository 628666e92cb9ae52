// Secrets by the name of who has them. No message quotes one.
import { MAX_NAME_CHARS } from "../../core/access-limits.ts";
import type { Tokens } from "../tokens.ts";
import type { Reader } from "./reader.ts";

/** Reads `alice=secret,bob=other`. `lone` names a token that stands alone; without it each must have a name. */
export function tokens(lone?: string): Reader<Tokens> {
  return {
    text: (text) => fromEntries(text.split(",").map((part) => entryOf(part.trim(), lone))),
    json(value) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new Error('must be an object such as { "alice": "secret" }');
      }
      return fromEntries(Object.entries(value).map(([name, token]) => checked(name, token)));
    },
  };
}

/**
 * Reads a file of them, which no process list and no environment shows: one `name=token` a line; `#` begins a comment. `lone`
 * is as of `tokens`.
 */
export function tokenLines(text: string, lone?: string): Tokens {
  const lines = text.split("\n").map((line) => line.trim());
  return fromEntries(
    lines.filter((line) => line && !line.startsWith("#")).map((line) => entryOf(line, lone)),
  );
}

type Entry = readonly [name: string, token: string];

function entryOf(text: string, lone: string | undefined): Entry {
  const at = text.indexOf("=");
  if (at >= 0) return checked(text.slice(0, at), text.slice(at + 1));
  if (lone !== undefined) return checked(lone, text);
  throw new Error("must be written name=key: one has no name");
}

function checked(name: string, token: unknown): Entry {
  if (!/^[\w.@-]+$/.test(name) || name.length > MAX_NAME_CHARS) {
    throw new Error("must be written name=token: names have letters, digits, and ._@- in them");
  }
  // A lone one that ends in "=" looks like a name whose token was forgotten: that must never be taken for a token.
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token) && !/^=*$/.test(token)) {
    return [name, token];
  }
  throw new Error(
    'must be written name=token, with a token in plain characters after the first "="',
  );
}

function fromEntries(entries: readonly Entry[]): Tokens {
  if (entries.length === 0) throw new Error("has no tokens in it");
  const named = new Map<string, string>();
  for (const [name, token] of entries) {
    if (named.has(name)) throw new Error("has one name twice");
    named.set(name, token);
  }
  return Object.fromEntries(named);
}
