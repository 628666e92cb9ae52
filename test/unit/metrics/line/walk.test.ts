// Where the parts of a line stand.
import { expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { copyWords, hasWords, type Parts, walk } from "../../../../src/metrics/line/walk.ts";

function walked(text: string, start = 0): Parts & { bytes: Uint8Array } {
  const bytes = utf8(text);
  const parts: Parts = { nameEnd: -2, valueEnd: -2, end: -2, hash: -2 };
  walk(bytes, start, parts);
  return { ...parts, bytes };
}

test.each([
  ["a:1|c", 0, { nameEnd: 1, valueEnd: 3, end: 5 }],
  ["a:1|c|#b:c\nx", 0, { nameEnd: 1, valueEnd: 3, end: 10 }],
  ["x\na:b:c|s\n", 2, { nameEnd: 3, valueEnd: 7, end: 9 }],
  ["a|b:1|c", 0, { nameEnd: 3, valueEnd: 5, end: 7 }],
  [":|", 0, { nameEnd: 0, valueEnd: 1, end: 2 }],
])("of %j from %d they are %j", (text, start, parts) => {
  expect(walked(text, start)).toMatchObject(parts);
});

test.each([
  ["", 0],
  ["a", 1],
  ["\na:1|c", 0],
  ["a\n:1|c", 1],
  ["a:", 2],
  ["a:1", 3],
  ["a:1\n|c", 3],
  ["a:1\0|c\nx", 6],
])("of %j, which ends at %d, some are missing", (text, end) => {
  expect(walked(text)).toMatchObject({ valueEnd: -1, end });
});

test.each([
  ["a:1|c", "a:22|c", true],
  ["a:1|c|#x", "a:|c|#x\nmore", true],
  ["a:1|c", "b:1|c", false],
  ["a:1|c", "a:1|g", false],
  ["a:1|c", "a:1|c|", false],
  ["ab:1|c", "a:1|c", false],
  // The same words, in other places.
  ["a|c:1|c", "a:1|c|c", false],
])("%j and %j have the same words: %s", (one, other, same) => {
  const known = walked(one);
  const asked = walked(other);
  expect(hasWords(asked.bytes, 0, asked, copyWords(known.bytes, 0, known))).toBe(same);
  if (same) expect(asked.hash).toBe(known.hash);
});
