// What the lines of a chart are called.
import { afterEach, expect, test } from "vitest";
import { Legend } from "../../../../src/dashboard/chart/legend.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

let shown: Shown | undefined;
afterEach(() => shown?.close());

const lines = [
  { id: "a", name: "cart.add", points: [] },
  { id: "b", name: "", points: [] },
  { id: "p", name: "The day before", points: [], isPast: true },
];

test("is a button for each line, in the line's colour, pressed where it is seen", async () => {
  shown = await showPart(h(Legend, { lines, hidden: ["b"], onHide: () => {} }));
  const buttons = [...shown.node.querySelectorAll("button")];
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    "cart.add",
    "(empty)",
    "The day before",
  ]);
  expect(buttons.map(({ ariaPressed }) => ariaPressed)).toEqual(["true", "false", "true"]);
  const inks = [...shown.node.querySelectorAll("i")].map(({ style }) =>
    style.getPropertyValue("--ink"),
  );
  expect(inks).toEqual(["var(--plot-1)", "var(--plot-2)", "var(--plot-past)"]);
});

test("asks to hide what is seen, and to show what is hidden", async () => {
  const asked: (readonly string[])[] = [];
  shown = await showPart(h(Legend, { lines, hidden: ["b"], onHide: (ids) => asked.push(ids) }));
  for (const button of shown.node.querySelectorAll("button")) button.click();
  expect(asked).toEqual([["b", "a"], [], ["b", "p"]]);
});
