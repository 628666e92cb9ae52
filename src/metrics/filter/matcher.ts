// Patterns that names and tags are matched with.
import { re2 } from "./re2.ts";

/**
 * A text: `abc` matches itself, `abc*` what starts so, `regex:…` what an expression of RE2 finds something in, and `!`
 * before any of them what it does not match. Or a `RegExp`. Expressions run on what strangers send: a slow one stops all.
 */
export type Pattern = string | RegExp;

/** Whether a text is matched. */
export type Matcher = (text: string) => boolean;

const REGEX = "regex:";

/** Throws `bad-option` for an expression that is none. Source: gostatsd, string match. */
export function createMatcher(pattern: Pattern): Matcher {
  // `test` would remember where it was.
  if (typeof pattern !== "string") return (text) => text.search(pattern) >= 0;
  if (!pattern.startsWith("!")) return plain(pattern);
  const matches = plain(pattern.slice(1));
  return (text) => !matches(text);
}

/** Matches what any of `patterns` does: nothing where there are none. */
export function createAnyMatcher(patterns: readonly Pattern[]): Matcher {
  const matchers = patterns.map(createMatcher);
  return (text) => matchers.some((matches) => matches(text));
}

function plain(pattern: string): Matcher {
  if (pattern.startsWith(REGEX)) return createMatcher(re2(pattern.slice(REGEX.length)));
  if (!pattern.endsWith("*")) return (text) => text === pattern;
  const start = pattern.slice(0, -1);
  return (text) => text.startsWith(start);
}
