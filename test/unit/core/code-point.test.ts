// The order in which SQLite has texts.
import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodePoint } from "../../../src/core/code-point.ts";

test("is that of their UTF-8 bytes", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "ｚ", "😀", "😁", "\u{10000}") });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
