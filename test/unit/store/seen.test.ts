// Which keys came in the running minute.
import { expect, test } from "vitest";
import { nothingSeen, sawKey } from "../../../src/store/seen.ts";

test("tells each key apart, at first and again", () => {
  const seen = nothingSeen();
  const ids = [1, 31, 32, 127, 128, 9_999];
  expect(ids.map((id) => sawKey(seen, id, 7))).toEqual(ids.map(() => false));
  expect(ids.map((id) => sawKey(seen, id, 7))).toEqual(ids.map(() => true));
  expect(sawKey(seen, 2, 7)).toBe(false);
});

test("starts anew with every minute", () => {
  const seen = nothingSeen();
  sawKey(seen, 300, 7);
  expect(sawKey(seen, 300, 8)).toBe(false);
  expect(sawKey(seen, 300, 8)).toBe(true);
  expect(sawKey(seen, 300, 7)).toBe(false);
});
