// Contrast, and what the style sheet may not do.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { script, style } from "../../../../src/server/dashboard/assets.ts";

const ground = readFileSync(
  new URL("../../../../src/dashboard/style/ground.css", import.meta.url),
  "utf8",
);
const COLOURS = Object.fromEntries(
  [...ground.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, [light, dark] as const],
  ),
);

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
  ["soft", "line"],
  ["accent", "page"],
  ["accent", "sheet"],
  ["accent", "tint"],
  ["bad", "page"],
  ["bad", "sheet"],
  ["bad", "bad-tint"],
  ["sheet", "accent"],
  ["sheet", "bad"],
  ["sheet", "text"],
] as const;

const MARKS = [
  ["idle", "page"],
  ["idle", "sheet"],
  ["accent", "page"],
  ["bad", "page"],
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

test("every property that the sheet uses is defined, by itself or by the script", () => {
  const said = [...style.text.matchAll(/(--[\w-]+):/g), ...script.text.matchAll(/"(--[\w-]+)"/g)];
  const defined = new Set(said.map(([, name]) => name));
  for (const [, name] of style.text.matchAll(/var\((--[\w-]+)/g)) expect(defined).toContain(name);
});

test("the sheet loads nothing", () => {
  expect(style.text).not.toMatch(/url\(|@import|<\//);
});

test("whatever moves does so for readers who do not mind", () => {
  const [still = ""] = style.text.split("@media(prefers-reduced-motion:no-preference)");
  expect(style.text).toContain("@media(prefers-reduced-motion:no-preference)");
  expect(still).not.toMatch(/[{;](transition|animation):/);
});
