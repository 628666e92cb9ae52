// Contrast, and what the style sheet may not do.
import { describe, expect, test } from "vitest";
import { COLOURS, style } from "../../../../src/server/dashboard/style.ts";

/** Relative luminance of `#rrggbb`. Source: WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = [
  ["text", "page"],
  ["text", "sheet"],
  ["text", "tint"],
  ["text", "line"],
  ["soft", "page"],
  ["soft", "sheet"],
  ["soft", "tint"],
  ["accent", "sheet"],
  ["accent", "tint"],
  ["bad", "page"],
  ["bad", "bad-tint"],
] as const;

const MARKS = [
  ["plot", "sheet"],
  ["idle", "sheet"],
  ["idle", "page"],
  ["accent", "page"],
] as const;

describe.for([
  ["light", 0],
  ["dark", 1],
] as const)("in %s", ([, scheme]) => {
  const of = (name: string) => COLOURS[name]?.[scheme] ?? "";

  test.for(TEXT)("%s is readable on %s", ([fore, back]) => {
    expect(contrast(of(fore), of(back))).toBeGreaterThanOrEqual(4.5);
  });

  test.for(MARKS)("%s can be told from %s", ([fore, back]) => {
    expect(contrast(of(fore), of(back))).toBeGreaterThanOrEqual(3);
  });
});

test("every colour that the sheet uses is defined", () => {
  for (const [, name = ""] of style().matchAll(/var\(--([\w-]+)\)/g))
    expect(COLOURS).toHaveProperty(name);
});

test("the sheet loads nothing, and holds still for readers who ask for it", () => {
  expect(style()).not.toMatch(/url\(|@import|<\//);
  expect(style()).toContain("@media (prefers-reduced-motion: reduce)");
});
