// A list to choose from.
import { describe, expect, test } from "vitest";
import {
  type Item,
  ItemList,
  type ItemListProps,
  matching,
} from "../../../../src/dashboard/part/item-list.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const KEYS: readonly Item[] = [
  { id: "1", name: "page.view", kind: "count", total: 200 },
  { id: "2", name: "<img src=x>\n", total: 50, isOff: true },
  { id: "3", name: "Cart add", note: "off" },
  { id: "4", name: "" },
];

async function listed(props: Partial<ItemListProps> = {}) {
  const searched: string[] = [];
  const page = await stage(() =>
    h(ItemList, {
      label: "Keys, most first",
      items: KEYS,
      chosen: "3",
      search: "",
      searchLabel: "Search keys",
      linkOf: ({ id }) => `#/keys?key=${id}`,
      onSearch: (text) => void searched.push(text),
      none: "Nothing was counted.",
      ...props,
    }),
  );
  return { page, node: page.node, searched };
}

test("each item is a link with its name, its kind and its total", async () => {
  const { node } = await listed();
  const rows = [...node.querySelectorAll(".row")];
  expect(rows.map((row) => [row.querySelector("bdi")?.textContent, row.textContent])).toEqual([
    ["page.view", "page.viewcount200"],
    ["<img src=x>·", "<img src=x>·50"],
    ["Cart add", "Cart addoff"],
    ["(empty)", "(empty)"],
  ]);
  expect([...node.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual(
    KEYS.map(({ id }) => `#/keys?key=${id}`),
  );
  expect(rows.map((row) => row.className)).toEqual(["row", "row off", "row", "row"]);
  expect(node.querySelector("[aria-current=true]")?.textContent).toBe("Cart addoff");
});

test("bars are as long as totals are of the largest, and there is none without a total", async () => {
  const { node } = await listed();
  const bars = [...node.querySelectorAll<HTMLElement>(".bar")];
  expect(bars.map(({ style }) => style.clipPath)).toEqual([
    "inset(0px 0% 0px 0px round 6px)",
    "inset(0px 75% 0px 0px round 6px)",
  ]);
});

test("what stands at the end of a line is not in its link", async () => {
  const { node } = await listed({ endOf: ({ id }) => h("button", {}, `turn ${id}`) });
  expect([...node.querySelectorAll(".row > button")].map((each) => each.textContent)).toEqual(
    KEYS.map(({ id }) => `turn ${id}`),
  );
});

test("what is typed into the field is told", async () => {
  const { node, searched } = await listed();
  const field = node.querySelector("input") as HTMLInputElement;
  expect([field.type, field.ariaLabel, field.getAttribute("aria-keyshortcuts")]).toEqual([
    "search",
    "Search keys",
    "/",
  ]);
  field.value = "cart";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  expect(searched).toEqual(["cart"]);
});

test("a search says how many it found", async () => {
  const { node } = await listed({ search: "a" });
  expect(node.querySelectorAll(".row")).toHaveLength(2);
  expect(node.querySelector("[role=status]")?.textContent).toBe("2 of 4");
});

test.for([
  [{ search: "nowhere\n" }, "Nothing is called “nowhere·”."],
  [{ items: [] }, "Nothing was counted."],
] as const)("an empty list says why it is: %j", async ([props, text]) => {
  const { node } = await listed(props);
  expect([node.querySelector(".none")?.textContent, node.querySelector("ul")]).toEqual([
    text,
    null,
  ]);
});

describe("a search", () => {
  test.for([
    ["", ["1", "2", "3", "4"]],
    ["  ", ["1", "2", "3", "4"]],
    ["VIEW", ["1"]],
    ["add cart", ["3"]],
    ["add page", []],
    ["<img", ["2"]],
    [".*", []],
  ] as const)("for %j finds %j", ([search, ids]) => {
    expect(matching(KEYS, search).map(({ id }) => id)).toEqual(ids);
  });

  test("finds items by what else is known of them", () => {
    const items = [{ id: "1", name: "hits", also: "path=/Cart" }, ...KEYS];
    expect(matching(items, "cart hits").map(({ id }) => id)).toEqual(["1"]);
  });
});
