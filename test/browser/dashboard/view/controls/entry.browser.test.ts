// A field of the form and what stands around it; and a row of them for several names.
import { afterEach, expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import {
  Entry,
  type EntryProps,
  Names,
} from "../../../../../src/dashboard/view/controls/entry.tsx";
import { byName, choose, type } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

// Fields are found by their ids.
afterEach(() => document.body.replaceChildren());

async function open(more: Partial<EntryProps> = {}) {
  const put: string[] = [];
  const on = await stage(() =>
    h(Entry, { label: "Key", value: "cart", onPut: (value) => void put.push(value), ...more }),
  );
  return { node: on.node, put, field: byName(on.node, "Key") as HTMLInputElement };
}

async function names(values: readonly string[], isRequired = true) {
  const put: (readonly string[])[] = [];
  const onPut = (next: readonly string[]): void => void put.push(next);
  const on = await stage(() =>
    h(Names, { label: "Key", hint: "Of a page.", wrong: "is odd", isRequired, values, onPut }),
  );
  const field = (name: string) => byName(on.node, name) as HTMLInputElement;
  return { node: on.node, put, field };
}

test("a field has its label, its value and its hint, and is no wrong one", async () => {
  const { node, field, put } = await open({ hint: "For the log." });
  expect(field.value).toBe("cart");
  expect(field.getAttribute("aria-invalid")).toBe("false");
  expect(node.querySelector("p")?.textContent).toBe("For the log.");
  type(field, "cart.");
  expect(put).toEqual(["cart."]);
});

test("what is wrong with it is told beside it, and by it", async () => {
  const { field } = await open({ wrong: "must be a number" });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const told = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).toBe("must be a number");
  expect(told?.getAttribute("role")).toBe("alert");
});

test("known names are suggested that have what was typed, but for itself", async () => {
  const { field } = await open({ known: ["cart", "cart.add", "page.view"] });
  expect([...(field.list?.options ?? [])].map(({ value }) => value)).toEqual(["cart.add"]);
});

test("with options it is chosen from them", async () => {
  const children = [h("option", { value: "" }, "every app"), h("option", {}, "shop")];
  const { field, put } = await open({ children, value: "shop" });
  expect([field.tagName, field.value]).toEqual(["SELECT", "shop"]);
  choose(field, "");
  expect(put).toEqual([""]);
});

test("several names have a field each, and there is one for another", async () => {
  const { field, put } = await names(["a"]);
  type(field("Another key"), "b");
  type(field("Key"), "c");
  expect(put).toEqual([
    ["a", "b"],
    ["c", ""],
  ]);
});

test("the first field stands for all of them", async () => {
  const { node, field } = await names(["a", "b"]);
  expect(field("Key").getAttribute("aria-invalid")).toBe("true");
  expect(field("Another key").getAttribute("aria-invalid")).toBe("false");
  expect(node.querySelectorAll(".soft")).toHaveLength(1);
});

test.each([
  [[], true, true],
  [["", ""], true, true],
  [["", "a"], true, false],
  [["a"], true, false],
  [[], false, false],
])("of %j, wanted = %s, the first is required: %s", async (values, isRequired, expected) => {
  const { field } = await names(values, isRequired);
  expect(field("Key").required).toBe(expected);
});

test("a name that a field cannot hold stays what it is while others are typed", async () => {
  const { node, field, put } = await names(["<b>a</b>\nb"]);
  expect(node.querySelector("b")).toBeNull();
  type(field("Another key"), "c");
  expect(put).toEqual([["<b>a</b>\nb", "c"]]);
});
