// One of a few.
import { expect, test } from "vitest";
import { Choice } from "../../../../src/dashboard/part/choice.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const OPTIONS = [
  ["a", "A", "The first"],
  ["b", "B"],
  ["c", "C"],
] as const;

test("each option is a radio button with its name, one of them chosen, in a group with a name", async () => {
  const { node } = await stage(() =>
    h(Choice, { label: "Letters", options: OPTIONS, value: "b", onChoose() {} }),
  );
  expect(node.querySelector("legend")?.textContent).toBe("Letters");
  const inputs = [...node.querySelectorAll("input")];
  expect(inputs.map((input) => [input.type, input.value, input.ariaLabel, input.checked])).toEqual([
    ["radio", "a", "The first", false],
    ["radio", "b", "B", true],
    ["radio", "c", "C", false],
  ]);
});

test("what the reader chooses is told", async () => {
  const chosen: string[] = [];
  const { node } = await stage(() =>
    h(Choice, { label: "L", options: OPTIONS, value: "b", onChoose: (id) => chosen.push(id) }),
  );
  node.querySelector<HTMLInputElement>('[value="c"]')?.click();
  expect(chosen).toEqual(["c"]);
});

test("two choices on a page do not take each other's", async () => {
  const props = { label: "L", options: OPTIONS, value: "b", onChoose() {} } as const;
  const { node } = await stage(() => [h(Choice, props), h(Choice, props)]);
  expect(node.querySelectorAll(":checked")).toHaveLength(2);
});
