// Colours for a canvas.
import { afterEach, expect, test } from "vitest";
import { createInk, type Ink } from "../../../../src/dashboard/chart/ink.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";
import { contrast, rgb } from "../../../support/colour.ts";

const root = document.documentElement;
let shown: Shown | undefined;
let ink: Ink | undefined;
let changes = 0;

async function open(): Promise<Ink> {
  shown = await showPart("");
  changes = 0;
  ink = createInk(shown.node, () => {
    changes += 1;
  });
  return ink;
}
async function choose(scheme: "light" | "dark"): Promise<void> {
  root.style.colorScheme = scheme;
  root.dataset["theme"] = scheme;
  await Promise.resolve();
}
afterEach(() => {
  ink?.stop();
  shown?.close();
  delete root.dataset["theme"];
});

test("are those of the style sheet, whatever they are made of", async () => {
  const { colour } = await open();
  root.style.setProperty("--mixed", "color-mix(in srgb, red, blue)");
  expect(colour("sheet")).toBe("rgb(255, 255, 255)");
  expect(rgb(colour("mixed"))).toEqual([128, 0, 128]);
});

test("are others in another scheme, of which is told", async () => {
  const { colour } = await open();
  const light = colour("plot");
  await choose("dark");
  expect(changes).toBe(1);
  expect(colour("plot")).not.toBe(light);
});

test("are no longer watched when nobody wants them, and none that cannot be drawn", async () => {
  const { colour, stop } = await open();
  stop();
  expect(colour("plot")).toBe("transparent");
  await choose("dark");
  expect(changes).toBe(0);
  expect(shown?.node.childElementCount).toBe(0);
});

test.for(["light", "dark"] as const)(
  "of lines stand out from the sheet, and differ: %s",
  async (scheme) => {
    const { colour } = await open();
    await choose(scheme);
    const lines = [1, 2, 3, 4, 5, 6].map((line) => colour(`plot-${line}`));
    expect(new Set(lines).size).toBe(6);
    for (const line of [...lines, colour("plot-past")]) {
      expect(contrast(line, colour("sheet"))).toBeGreaterThanOrEqual(3);
    }
  },
);
