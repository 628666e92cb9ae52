// Complaints about bodies.
import { expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import { complain, locating, quote } from "../../../src/prometheus/complain.ts";

test("a complaint is told with its place", () => {
  const read = () =>
    locating(
      () => "line 3",
      () => complain("bad"),
    );
  expect(read).toThrow(new TallybeaconError("parse", "line 3: bad"));
  expect(read).toThrow(expect.objectContaining({ code: "parse" }));
});

test("what is read without one is handed back", () => {
  expect(
    locating(
      () => "",
      () => 7,
    ),
  ).toBe(7);
});

test("a quote is short and on one line", () => {
  expect(quote(`a"\n${"x".repeat(100)}`)).toBe(`"a\\"\\n${"x".repeat(37)}"`);
});
