// Numbers with their names, as a reader finds them.
import { expect, test } from "vitest";
import { Facts } from "../../../../src/dashboard/part/facts.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

test("each fact is a term with its value, its note, and its warning", async () => {
  const facts = [
    { name: "Active", value: "12", note: "of 14 seen" },
    { name: "Unexplained", value: "3", isWrong: true },
  ];
  const { node } = await stage(() => h(Facts, { label: "At a glance", facts, isLarge: true }));
  expect(node.querySelector("dl")?.getAttribute("aria-label")).toBe("At a glance");
  expect([...node.querySelectorAll("dt")].map((each) => each.textContent)).toEqual([
    "Active",
    "Unexplained",
  ]);
  expect([...node.querySelectorAll("dd")].map((each) => each.textContent)).toEqual([
    "12",
    "of 14 seen",
    "3",
  ]);
  expect(node.querySelector(".wrong")?.textContent).toBe("3");
});
