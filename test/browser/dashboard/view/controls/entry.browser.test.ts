// A field of the form and what stands around it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Entry, marks } from "../../../../../src/dashboard/view/controls/entry.tsx";
import { stage } from "../../../../support/stage.ts";

test("a field has its label and its hint", async () => {
  const children = h("input", marks("x", undefined));
  const { node } = await stage(() =>
    h(Entry, { id: "x", label: "Why", hint: "For the log.", children }),
  );
  expect(node.querySelector("label")?.control).toBe(node.querySelector("input"));
  expect(node.querySelector("input")?.hasAttribute("aria-invalid")).toBe(false);
  expect(node.querySelector("p")?.textContent).toBe("For the log.");
});

test("what is wrong with it is told beside it, and by it", async () => {
  const wrong = "must be a number";
  const children = h("input", marks("x", wrong));
  const { node } = await stage(() => h(Entry, { id: "x", label: "Share", wrong, children }));
  const input = node.querySelector("input");
  expect(input?.getAttribute("aria-invalid")).toBe("true");
  const told = document.getElementById(input?.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).toBe(wrong);
  expect(told?.getAttribute("role")).toBe("alert");
});
