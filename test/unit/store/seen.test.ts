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

test("notes nothing of minutes before the newest, and keeps what it has of that", () => {
  const seen = nothingSeen();
  sawKey(seen, 5, 8);
  expect([sawKey(seen, 5, 7), sawKey(seen, 6, 7), sawKey(seen, 6, 7)]).toEqual(
    Array(3).fill(false),
  );
  expect([sawKey(seen, 5, 8), sawKey(seen, 6, 8)]).toEqual([true, false]);
});
