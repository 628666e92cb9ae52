import { expect, test } from "vitest";
import { createAllowance } from "../../../src/server/allowance.ts";

const times = (count: number, run: () => number) => Array.from({ length: count }, run);

test("an instance that drains an outbox of 128 twice within two minutes is not kept waiting", () => {
  const wait = createAllowance();
  expect(times(240, () => wait("a", 1_000)).every((seconds) => seconds === 0)).toBe(true);
});

test("one that comes more often waits, in whole seconds, for the end of the two minutes", () => {
  const wait = createAllowance(2);
  times(2, () => wait("a", 1_000));
  expect(wait("a", 1_000)).toBe(120);
  expect(wait("a", 120_400)).toBe(1);
  expect(wait("b", 120_400)).toBe(0);
  expect(wait("a", 121_000)).toBe(0);
});

test("with more instances than it holds it forgets rather than grows", () => {
  const wait = createAllowance(1, 2);
  expect([wait("a", 0), wait("b", 0), wait("a", 0)]).toEqual([0, 0, 120]);
  expect([wait("c", 0), wait("a", 0)]).toEqual([0, 0]);
});

test("a clock that is set back does not lock anyone out", () => {
  const wait = createAllowance(1);
  wait("a", 1e12);
  expect(wait("a", 0)).toBe(0);
});
