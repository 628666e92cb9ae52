import { expect, test } from "vitest";
import {
  consoleBackend,
  consoleLines,
  consoleName,
} from "../../../../src/metrics/backend/console.ts";
import { eventOf, flushOf } from "../../../support/backend.ts";

test("a line is a number, with the tags in its name", () => {
  const metrics = [
    { name: "hits", values: [5], tags: ["code:200"], source: "h" },
    { type: "gauge", name: "g", values: [0.5] },
    { type: "set", name: "users", member: "joe" },
    { type: "timer", name: "t", values: [4], tags: ["gsd_histogram:10"] },
  ] as const;
  expect(consoleLines(flushOf(metrics))).toEqual([
    "stats.counter.hits.code.200.s.h.count 5 1234",
    "stats.counter.hits.code.200.s.h.per_second 0.500000 1234",
    "stats.timers.t.gsd_histogram.10.histogram.le:10 1 1234",
    "stats.timers.t.gsd_histogram.10.histogram.le:+Inf 1 1234",
    "stats.gauge.g 0.500000 1234",
    "stats.set.users 1 1234",
  ]);
});

test("a timer says what is not disabled, its count as a whole number", () => {
  const lines = consoleLines(
    flushOf([{ type: "timer", name: "t", values: [4] }], ["lower", "mean"]),
  );
  expect(lines.slice(0, 3)).toEqual([
    "stats.timers.t.upper 4.000000 1234",
    "stats.timers.t.count 1 1234",
    "stats.timers.t.count_ps 0.100000 1234",
  ]);
  expect(lines.at(-1)).toBe("stats.timers.t.upper_90 4.000000 1234");
});

test("names have no empty pieces", () => {
  expect(consoleName("a", ",s:h")).toBe("a.s.h");
});

test("lines and events go where they are told to", async () => {
  const lines: string[] = [];
  const backend = consoleBackend((line) => lines.push(line));
  await backend(flushOf([{ type: "set", member: "joe" }]));
  await backend.event?.(eventOf({ title: "up" }));
  expect(lines[0]).toBe("stats.set.n 1 1234");
  expect(lines[1]).toMatch(/^event: \{"title":"up",/);
});
