// What is read of a row.
import { expect, test } from "vitest";
import { num } from "../../../src/store/row.ts";

test("a number is 0 where there is none", () => {
  expect([num({ n: 7 }, "n"), num({ n: null }, "n"), num({}, "n"), num(undefined, "n")]).toEqual([
    7, 0, 0, 0,
  ]);
});
