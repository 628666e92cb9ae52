// The platform's time and chance.
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { MAX_TIMER_MS } from "../../../src/core/limits.ts";

const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

afterEach(() => {
  Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
});

/** Puts timers in a list instead of the future. */
function catchTimers() {
  const timers: { run: () => void; ms: number; cleared?: boolean }[] = [];
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms: number) => timers.push({ run, ms }) - 1,
    clearTimeout: (at: number) => Object.assign(timers[at] ?? {}, { cleared: true }),
  });
  return timers;
}

test("tells the platform's time and chance", () => {
  const before = Date.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(systemClock.random()).toBeGreaterThanOrEqual(0);
  expect(systemClock.random()).toBeLessThan(1);
});

test("runs once after the time", async () => {
  await new Promise<void>((resolve) => systemClock.after(1, resolve));
});

test("does not run what was undone", () => {
  const timers = catchTimers();
  const undo = systemClock.after(10, () => {});
  undo();
  expect(timers).toMatchObject([{ ms: 10, cleared: true }]);
});

test("wakes early from a wait that is longer than a platform timer can be, not at once", () => {
  const timers = catchTimers();
  systemClock.after(MAX_TIMER_MS, () => {});
  systemClock.after(2 * MAX_TIMER_MS + 5, () => {});
  expect(timers.map(({ ms }) => ms)).toEqual([MAX_TIMER_MS, MAX_TIMER_MS]);
});

test.for([
  [false, undefined],
  [false, false],
  [true, true],
] as const)("keeps a Node process alive: %j, when somebody awaits it: %j", ([held, isAwaited]) => {
  let isHeld = true;
  Object.assign(globalThis, {
    setTimeout: () => ({
      unref: () => {
        isHeld = false;
      },
    }),
  });
  systemClock.after(1, () => {}, isAwaited);
  expect(isHeld).toBe(held);
});
