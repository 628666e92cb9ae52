// Lines in packets.
import { expect, test } from "vitest";
import { packLines } from "../../../../src/metrics/line/pack.ts";

test.each([
  [[], []],
  [["a"], ["a\n"]],
  [
    ["a", "b", "c", "d", "e"],
    ["a\nb\nc\n", "d\ne\n"],
  ],
  [
    ["abcde", "a"],
    ["abcde\n", "a\n"],
  ],
  [
    ["a", "too long", "b"],
    ["a\n", "too long\n", "b\n"],
  ],
  [
    ["é", "é", "é"],
    ["é\né\n", "é\n"],
  ],
])("%j are %j where six bytes have room", (lines, packets) => {
  expect([...packLines(lines, 6)]).toEqual(packets);
});

test("two hundred lines of eighteen bytes are three packets", () => {
  const lines = Array.from({ length: 200 }, () => "timer:1.000000|ms");
  expect(Array.from(packLines(lines), ({ length }) => length)).toEqual([1458, 1458, 684]);
});
