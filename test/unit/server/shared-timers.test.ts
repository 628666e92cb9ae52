import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { sharedTimers } from "../../../src/server/shared-timers.ts";
import { manualClock } from "../../support/manual-clock.ts";

function open() {
  const inner = manualClock();
  const clock = sharedTimers(inner);
  const ran: [name: string, atMs: number][] = [];
  const wait = (name: string, ms: number) => clock.after(ms, () => ran.push([name, inner.now()]));
  return { inner, clock, ran, wait };
}

test("waits of one length share a timer, and each runs in its time", () => {
  const { inner, ran, wait } = open();
  wait("a", 100);
  inner.advance(30);
  wait("b", 100);
  wait("c", 100);
  expect(inner.pending()).toBe(1);
  inner.advance(1_000);
  expect(ran).toEqual([
    ["a", 100],
    ["b", 130],
    ["c", 130],
  ]);
  expect(inner.pending()).toBe(0);
});

test("a wait that is called off does not run, and those behind it do", () => {
  const { inner, ran, wait } = open();
  const callOff = wait("a", 100);
  inner.advance(10);
  wait("b", 100);
  callOff();
  inner.advance(1_000);
  expect(ran).toEqual([["b", 110]]);
});

test("after a lull it begins anew", () => {
  const { inner, ran, wait } = open();
  wait("a", 100)();
  inner.advance(1_000);
  wait("b", 100);
  inner.advance(100);
  expect(ran).toEqual([["b", 1_100]]);
});

test("waits of different lengths do not hold each other up", () => {
  const { inner, ran, wait } = open();
  wait("long", 100);
  wait("short", 10);
  inner.advance(1_000);
  expect(ran.map(([name]) => name)).toEqual(["short", "long"]);
});

test("what is called off is let go, whoever still holds the means to do so", async () => {
  const { clock } = open();
  const callOffs: (() => void)[] = [];
  const begin = () => {
    const run = () => {};
    callOffs.push(clock.after(100, run));
    return new WeakRef(run);
  };
  const runs = [begin(), begin(), begin()];
  for (const callOff of callOffs) callOff();
  // A WeakRef holds what it was made of until the task is over.
  await new Promise((resolve) => setTimeout(resolve));
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  expect(runs.map((run) => run.deref())).toEqual([undefined, undefined, undefined]);
  for (const callOff of callOffs) callOff();
});

test("a clock that is set back makes no wait last longer than twice its length", () => {
  const inner = manualClock();
  let behindMs = 0;
  const clock = sharedTimers({ ...inner, now: () => inner.now() - behindMs });
  const ran: [name: string, atMs: number][] = [];
  const wait = (name: string) => clock.after(100, () => ran.push([name, inner.now()]));
  wait("a");
  inner.advance(30);
  wait("b");
  behindMs = 3_600_000;
  inner.advance(10);
  wait("c");
  inner.advance(1_000);
  expect(ran).toEqual([
    ["a", 200],
    ["b", 200],
    ["c", 200],
  ]);
  expect(inner.pending()).toBe(0);
});

test("the time is the clock's", () => {
  const { inner, clock } = open();
  inner.advance(5);
  expect(clock.now()).toBe(5);
});
