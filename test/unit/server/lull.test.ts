import { expect, test } from "vitest";
import { createLull } from "../../../src/server/lull.ts";

function world() {
  let turn: (() => void) | undefined;
  let nowMs = 0;
  const lull = createLull(
    (run) => {
      turn = run;
    },
    () => nowMs,
  );
  const committed: number[] = [];
  lull.later(() => committed.push(nowMs));
  return {
    committed,
    lull,
    next(ms = 0) {
      nowMs += ms;
      const run = turn;
      turn = undefined;
      run?.();
    },
  };
}

test("after two turns without a request it is time", () => {
  const { next, committed } = world();
  next();
  expect(committed).toHaveLength(0);
  next();
  expect(committed).toHaveLength(1);
  next();
  expect(committed).toHaveLength(1);
});

test("requests put it off", () => {
  const { lull, next, committed } = world();
  for (let i = 0; i < 5; i += 1) {
    lull.arrived();
    next(1);
  }
  next();
  expect(committed).toHaveLength(0);
  next();
  expect(committed).toHaveLength(1);
});

test("but not for more than 10 ms", () => {
  const { lull, next, committed } = world();
  for (let i = 0; i < 12; i += 1) {
    lull.arrived();
    next(1);
  }
  expect(committed).toEqual([11]);
});
