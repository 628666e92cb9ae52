// JSON text to a value, or to the place where it stops being JSON.
import { TallybeaconError } from "../core/errors.ts";

/** Parses JSON. Throws `parse` with the position of the first wrong character, counted from 0. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Engines quote the input in their messages, and most of them name no position.
    throw new TallybeaconError("parse", `body: not JSON at position ${breakOf(text)}`, error);
  }
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[ -!#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[ -!#-[\]-\uffff]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where `text` stops being JSON: without recursion, so that no nesting is too deep. Source: RFC 8259. */
function breakOf(text: string): number {
  const open: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takeChar = (char: string): boolean => {
    take(SPACE);
    if (text[at] !== char) return false;
    at += 1;
    return true;
  };
  const takeName = (): boolean => {
    take(SPACE);
    return take(STRING) && takeChar(":");
  };

  for (;;) {
    if (takeChar("{")) {
      if (!takeChar("}")) {
        if (!takeName()) return at;
        open.push("}");
        continue;
      }
    } else if (takeChar("[")) {
      if (!takeChar("]")) {
        open.push("]");
        continue;
      }
    } else if (!take(STRING) && !take(SCALAR)) {
      return at;
    }
    while (open.length > 0 && takeChar(open.at(-1) as string)) open.pop();
    if (open.length === 0) {
      take(SPACE);
      return at;
    }
    if (!takeChar(",")) return at;
    if (open.at(-1) === "}" && !takeName()) return at;
  }
}
