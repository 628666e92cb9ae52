// How values are counted.
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import type { Kind } from "../../../src/core/tally.ts";
import { kindOf } from "../../../src/store/kind.ts";

test.each<[Json, Kind]>([
  [0, "count"],
  [-1.5, "count"],
  [1e300, "count"],
  ["text", "value"],
  [true, "value"],
  [null, "value"],
  [{ used: 1 }, "value"],
  [{ value: 1, count: 1 }, "value"],
  [[{ value: "a", count: 1 }], "set"],
  [
    [
      { value: null, count: 1 },
      { count: 2, value: 1 },
    ],
    "set",
  ],
  [[], "list"],
  [[1, 2], "list"],
  [[{ value: "a", count: 1 }, 1], "list"],
  [[{ value: "a", count: 0 }], "list"],
  [[{ value: "a", count: 1.5 }], "list"],
  [[{ value: "a", count: "1" }], "list"],
  [[{ value: ["a"], count: 1 }], "list"],
  [[{ value: "a", count: 1, more: 1 }], "list"],
  [[{ count: 1 }], "list"],
  [[null], "list"],
])("%j is a %s", (value, kind) => {
  expect(kindOf(value, false)).toBe(kind);
  expect(kindOf(value, true)).toBe("value");
});

test("what is no number in JSON is not added up", () => {
  expect(kindOf(Number.NaN, false)).toBe("value");
});
