// Names, as all lines have them.
import { expect, test } from "vitest";
import { normalName } from "../../../../src/metrics/line/name.ts";

test.each([
  ["", ""],
  ["A.b-C_d9", "A.b-C_d9"],
  ["a b\tc", "a_b_c"],
  ["  a/b", "__a-b"],
  ["a,b;c=d|e@f#g:h\r\n\0", "abcdefgh"],
  ["café日本😀", "caf"],
  ["日本", ""],
  ["..", ".."],
])("%j becomes %j", (name, normal) => expect(normalName(name)).toBe(normal));
