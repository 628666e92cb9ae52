// Numbers between two places of a line.
import { expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { readNumber } from "../../../../src/metrics/line/read-number.ts";
import { parseNumber } from "../../../../src/metrics/parse-number.ts";

test.each([
  "0",
  "-0",
  "+5",
  "00012",
  ".5",
  "-5.",
  "1.5",
  "123456789012345",
  "1234567890.12345",
  "1234567890123456",
  "0.30000000000000004",
  "9007199254740993",
  "0.000000000000001",
  "0.0000000000000001",
  "-1.5e-3",
  "1_000",
  "0x1p4",
  "-inf",
  "nan",
])("%s is what its text is", (text) => {
  expect(readNumber(utf8(`x${text}y`), 1, 1 + text.length)).toBe(parseNumber(text));
});

test.each(["", "-", "+", ".", "+.", " 1", "--1", "1.2.3", "1-", "1e400", "1__0", "abc", "١"])(
  "%j is no number",
  (text) => expect(readNumber(utf8(text), 0, utf8(text).length)).toBeNaN(),
);
