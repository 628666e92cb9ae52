import { expect, test } from "vitest";
import { isOff } from "../../../../src/workers/tally/refusal.ts";

test.each<[string[], string, boolean]>([
  [[], "ua", false],
  [["ua"], "ua", true],
  [["ua"], "ua:9f2c", true],
  [["ua:9f2c"], "ua", false],
  [["ua:9f2c"], "ua:9f2c", true],
  [["u"], "ua", false],
])("with %j off, %s is off: %s", (off, key, expected) => expect(isOff(off, key)).toBe(expected));
