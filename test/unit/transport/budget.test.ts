// What requests that outlive their page may weigh together.
import { expect, test } from "vitest";
import { KEEPALIVE_BYTES, KEEPALIVE_REQUESTS } from "../../../src/core/limits.ts";
import { reserve, utf8Bytes } from "../../../src/transport/budget.ts";

test("bytes are granted up to the budget, and again when they are given back", () => {
  const release = reserve(KEEPALIVE_BYTES);
  expect(reserve(1)).toBeUndefined();
  release?.();
  const again = reserve(KEEPALIVE_BYTES);
  expect(again).toBeDefined();
  again?.();
});

test("requests are granted up to their number, however small they are", () => {
  const granted = Array.from({ length: KEEPALIVE_REQUESTS }, () => reserve(1));
  expect(granted.every(Boolean)).toBe(true);
  expect(reserve(1)).toBeUndefined();
  for (const release of granted) release?.();
});

test("what is refused takes nothing", () => {
  expect(reserve(KEEPALIVE_BYTES + 1)).toBeUndefined();
  const release = reserve(KEEPALIVE_BYTES);
  expect(release).toBeDefined();
  release?.();
});

test.for([
  ["", 0],
  ["tally", 5],
  ["ü", 2],
  ["€", 3],
  ["😀", 4],
] as const)("%j weighs %i bytes", ([text, bytes]) => {
  expect(utf8Bytes(text)).toBe(bytes);
});
