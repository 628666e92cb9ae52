import { expect, test } from "vitest";
import { createTries } from "../../../src/server/tries.ts";

const MINUTE = 60_000;

test("an address that was wrong ten times waits until a quarter of an hour is over", () => {
  const tries = createTries();
  for (let i = 0; i < 10; i += 1) {
    expect(tries.waitSeconds("a", i * MINUTE)).toBe(0);
    tries.failed("a", `guess ${i}`, i * MINUTE);
  }
  expect(tries.waitSeconds("a", 9 * MINUTE)).toBe(360);
  expect(tries.waitSeconds("b", 9 * MINUTE)).toBe(0);
  expect(tries.waitSeconds("a", 15 * MINUTE - 1)).toBe(1);
  expect(tries.waitSeconds("a", 15 * MINUTE)).toBe(0);
  expect(tries.total()).toBe(10);
});

test("the same wrong token again is no further guess, but counted", () => {
  const tries = createTries(2);
  for (let i = 0; i < 100; i += 1) tries.failed("a", "stale", 0);
  expect(tries.waitSeconds("a", 0)).toBe(0);
  tries.failed("a", "another", 0);
  expect(tries.waitSeconds("a", 0)).toBe(900);
  expect(tries.total()).toBe(101);
});

test("after the wait the guesses are counted anew", () => {
  const tries = createTries(2, MINUTE);
  for (const guess of ["1", "2"]) tries.failed("a", guess, 0);
  tries.failed("a", "1", MINUTE);
  expect(tries.waitSeconds("a", MINUTE)).toBe(0);
  tries.failed("a", "2", MINUTE);
  expect(tries.waitSeconds("a", MINUTE)).toBe(60);
});

test("with more addresses than it holds it forgets the one that was wrong first", () => {
  const tries = createTries(1, MINUTE, 2);
  for (const address of ["a", "b", "c"]) tries.failed(address, "x", 0);
  expect(["a", "b", "c"].map((address) => tries.waitSeconds(address, 0))).toEqual([0, 60, 60]);
});

test("a clock that is set back does not lock anyone out", () => {
  const tries = createTries(1);
  tries.failed("a", "x", 1e12);
  expect(tries.waitSeconds("a", 0)).toBe(0);
});
