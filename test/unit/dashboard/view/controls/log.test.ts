// The log of changes: what is taken back, and what is in the way.
import { expect, test } from "vitest";
import type { LoggedChange } from "../../../../../src/core/controls.ts";
import { lastOver, undoneIn } from "../../../../../src/dashboard/view/controls/log.ts";

const logged = (version: number, more: Partial<LoggedChange>): LoggedChange => ({
  version,
  at: version,
  author: "ada",
  reason: "",
  change: {},
  ...more,
});

test.each([
  ["by what stands", [[2, 1]], [1]],
  [
    "not by what was taken back itself",
    [
      [3, 2],
      [2, 1],
    ],
    [2],
  ],
  [
    "again",
    [
      [4, 1],
      [3, 2],
      [2, 1],
    ],
    [1, 2],
  ],
  [
    "by what took back a taking back of it",
    [
      [4, 3],
      [3, 2],
      [2, 1],
    ],
    [1, 3],
  ],
])("a change is taken back %s", (_, undoes, undone) => {
  const changes = undoes.map(([version = 0, of = 0]) => logged(version, { undoes: of }));
  expect([...undoneIn(changes)].sort()).toEqual(undone);
});

test.each<[string, LoggedChange["change"] | number, LoggedChange["change"], boolean]>([
  ["the same key", { disable: ["a"] }, { enable: ["b", "a"] }, true],
  ["another key", { disable: ["a"] }, { disable: ["b"] }, false],
  ["the same key of an app", { disable: ["a"] }, { app: "shop", disable: ["a"] }, false],
  ["a key that is called like a wish", { stop: true }, { disable: ["stop"] }, false],
  ["the interval, which it lets go", { interval_ms: 60_000 }, { interval_ms: null }, true],
  ["the interval of another app", { app: "shop", interval_ms: 1 }, { interval_ms: 1 }, false],
  ["the stop", { stop: true }, { stop: false }, true],
  ["the stop, and not the interval", { stop: true }, { interval_ms: 60_000 }, false],
  ["what was taken back by it", 1, { disable: ["a"] }, true],
])("a change is in the way of one when it is about %s", (_, one, other, isInTheWay) => {
  const first = logged(1, { change: { enable: ["a"] } });
  const second = typeof one === "number" ? { undoes: one } : { change: one };
  const changes = [logged(3, { change: other }), logged(2, second), first];
  expect(lastOver(2, changes)?.version).toBe(isInTheWay ? 3 : undefined);
});

test("a change is not in the way of one when it is older, or was taken back", () => {
  const of = (version: number, more: Partial<LoggedChange> = {}) =>
    logged(version, { change: { disable: ["a"] }, ...more });
  expect(lastOver(2, [of(2), of(1)])).toBeUndefined();
  expect(lastOver(9, [of(2), of(1)])).toBeUndefined();
  const takenBack = [of(4, { change: {}, undoes: 3 }), of(3), of(2)];
  expect(lastOver(2, takenBack)).toBeUndefined();
  expect(lastOver(2, [of(5), ...takenBack])?.version).toBe(5);
});
