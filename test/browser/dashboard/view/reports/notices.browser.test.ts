// Notices of an application.
import { expect, test } from "vitest";
import type { Notice } from "../../../../../src/core/report.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Notices } from "../../../../../src/dashboard/view/reports/notices.tsx";
import type { Wish } from "../../../../../src/dashboard/view/reports/use-change.ts";
import { HOSTILE } from "../../../../support/pushed-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const OLD: readonly Notice[] = [
  { level: "INFO", message: "A new version is out." },
  { level: HOSTILE, message: HOSTILE },
];
const show = async (notices: readonly Notice[], isFixed = false) => {
  const wishes: Wish[] = [];
  const onChange = (wish: Wish) => void wishes.push(wish);
  const { node } = await stage(() => h(Notices, { notices, isFixed, onChange }));
  return { node, wishes };
};

test("notices are listed as text, and each can be removed", async () => {
  const { node, wishes } = await show(OLD);
  expect([...node.querySelectorAll("li bdi")].map(({ textContent }) => textContent)).toEqual([
    "A new version is out.",
    HOSTILE,
  ]);
  expect(node.querySelector("img")).toBeNull();
  const [first] = node.querySelectorAll<HTMLButtonElement>("li button");
  expect(first?.getAttribute("aria-label")).toBe("Remove the notice: A new version is out.");
  first?.click();
  expect(wishes).toEqual([{ notices: [OLD[1]] }]);
  expect(document.activeElement?.id).toBe("notice-message");
});

test("one is added with its level, after those that there are; an empty one is none", async () => {
  const { node, wishes } = await show(OLD);
  const form = node.querySelector("form") as HTMLFormElement;
  const submit = () => form.dispatchEvent(new Event("submit", { cancelable: true }));
  const field = node.querySelector("input") as HTMLInputElement;
  field.value = "   ";
  submit();
  expect(wishes).toEqual([]);
  const level = node.querySelector("select") as HTMLSelectElement;
  level.value = "WARNING";
  level.dispatchEvent(new Event("change", { bubbles: true }));
  await new Promise((resolve) => setTimeout(resolve, 20));
  field.value = " Mind the gap. ";
  submit();
  expect(wishes).toEqual([{ notices: [...OLD, { level: "WARNING", message: "Mind the gap." }] }]);
  expect(field.value).toBe("");
});

test("who reads only reads them", async () => {
  const { node } = await show(OLD, true);
  expect(node.querySelectorAll("li").length).toBe(2);
  expect(node.querySelector("button, input, select")).toBeNull();
  const none = await show([], true);
  expect(none.node.querySelector("p")?.textContent).toBe("None.");
});
