// Sentences, as they are read.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Sentences } from "../../../../../src/dashboard/view/instances/sentences.tsx";
import { stage } from "../../../../support/stage.ts";

test("each is a line of a list that has a name, and bad news look like it", async () => {
  const all = [{ text: "All is well." }, { text: "It is overdue.", isWrong: true }];
  const { node } = await stage(() => h(Sentences, { all, label: "In words" }));
  expect(node.querySelector("ul")?.getAttribute("aria-label")).toBe("In words");
  expect([...node.querySelectorAll("li")].map((each) => each.textContent)).toEqual([
    "All is well.",
    "It is overdue.",
  ]);
  expect(node.querySelector(".wrong")?.textContent).toBe("It is overdue.");
});
