// Bytes as the browser counts them.
import { expect, test } from "vitest";
import { utf8Bytes } from "../../../src/transport/budget.ts";

test.for([
  ["", 0],
  ["tally", 5],
  ["ü", 2],
  ["€", 3],
  ["😀", 4],
] as const)("%j weighs %i bytes", ([text, bytes]) => {
  expect(utf8Bytes(text)).toBe(bytes);
});
