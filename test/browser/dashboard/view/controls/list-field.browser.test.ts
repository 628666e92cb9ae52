// A field for several names.
import { afterEach, expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { ListField } from "../../../../../src/dashboard/view/controls/list-field.tsx";
import { byName, type } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

// Fields are found by their ids.
afterEach(() => document.body.replaceChildren());

async function open(values: readonly string[], known: readonly string[] = []) {
  const changes: (readonly string[])[] = [];
  const on = await stage(() =>
    h(ListField, {
      id: "keys",
      label: "Keys",
      noun: "key",
      values,
      known,
      onChange: (next) => void changes.push(next),
    }),
  );
  const input = on.node.querySelector("input") as HTMLInputElement;
  const chips = [...on.node.querySelectorAll(".chip bdi")].map((each) => each.textContent);
  return { ...on, changes, input, chips };
}

test("the last name is being typed, those before it are chips", async () => {
  const { input, chips, changes } = await open(["a", "b"]);
  expect(chips).toEqual(["a"]);
  expect(input.value).toBe("b");
  type(input, "bc");
  expect(changes).toEqual([["a", "bc"]]);
});

test("another one is added, and the field is the next", async () => {
  const { node, changes, input } = await open(["a"]);
  byName(node, "Add another key").click();
  expect(changes).toEqual([["a", ""]]);
  expect(document.activeElement).toBe(input);
});

test("nothing is added to nothing", async () => {
  const { node } = await open([]);
  expect((byName(node, "Add another key") as HTMLButtonElement).disabled).toBe(true);
});

test("a chip is removed, and what is being typed stays", async () => {
  const { node, changes } = await open(["a", "b", "c"]);
  byName(node, "Remove a").click();
  expect(changes).toEqual([["b", "c"]]);
});

test("a name that a field cannot hold is a chip, as text", async () => {
  const { node, input, chips } = await open(["<b>a</b>\nb"]);
  expect(chips).toEqual(["<b>a</b>·b"]);
  expect(node.querySelector("b")).toBeNull();
  expect(input.value).toBe("");
});

test("known names are suggested that have what was typed, but for itself", async () => {
  const { node, input } = await open(["cart"], ["cart", "cart.add", "page.view"]);
  const options = [...node.querySelectorAll("option")].map(({ value }) => value);
  expect(options).toEqual(["cart.add"]);
  expect(input.list).toBe(node.querySelector("datalist"));
});
