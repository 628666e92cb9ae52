// The lines of a long list that are drawn, as a list of ten thousand keys uses them.
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { type Item, ItemList } from "../../../../src/dashboard/part/item-list.tsx";
import { LINE_PX } from "../../../../src/dashboard/part/use-lines.ts";
import { h } from "../../../../src/dashboard/preact.ts";
import { style } from "../../../../src/server/dashboard/assets.ts";
import { type Stage, stage } from "../../../support/stage.ts";

const MANY: readonly Item[] = Array.from({ length: 10_000 }, (_, at) => ({
  id: `key-${at}`,
  name: `key.${at}`,
  total: 10_000 - at,
}));

let page: Stage;
let props: { items: readonly Item[]; chosen?: string; search: string };
const sheet = document.createElement("style");
beforeAll(() => {
  sheet.textContent = style.text;
  document.head.append(sheet);
});
afterAll(() => sheet.remove());
afterEach(() => page.leave());

async function listed(first: Partial<typeof props> = {}): Promise<void> {
  props = { items: MANY, search: "", ...first };
  page = await stage(() =>
    h(ItemList, {
      label: "Keys",
      chosen: undefined,
      searchLabel: "Search",
      linkOf: ({ id }) => `#/keys?key=${id}`,
      onSearch() {},
      none: "None.",
      ...props,
    }),
  );
}
const change = async (next: Partial<typeof props>) => {
  props = { ...props, ...next };
  await page.pulse();
};
const list = () => page.node.querySelector("ul") as HTMLElement;
const field = () => page.node.querySelector("input") as HTMLElement;
const drawn = () =>
  [...page.node.querySelectorAll(".row")].map(
    (row) => Number(row.getAttribute("aria-posinset")) - 1,
  );
const focused = () => document.activeElement?.querySelector("bdi")?.textContent;
/** Names of the lines that are wholly or partly seen. */
const seen = () => {
  const box = list().getBoundingClientRect();
  return [...page.node.querySelectorAll(".row")]
    .filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top + 1 && top < box.bottom - 1;
    })
    .map((row) => row.querySelector("bdi")?.textContent);
};
const scrollTo = async (top: number) => {
  list().scrollTop = top;
  await page.settled();
};
const press = async (keys: string) => {
  await userEvent.keyboard(keys);
  await page.settled();
};

test("draws a few lines of the many, and has room for all", async () => {
  await listed();
  expect(drawn().length).toBeLessThan(60);
  expect(list().scrollHeight).toBe(10_000 * LINE_PX);
  expect(page.node.querySelector(".row")?.getAttribute("aria-setsize")).toBe("10000");
  expect(page.node.querySelector(".row")?.getBoundingClientRect().height).toBe(LINE_PX);
});

test.for([0, 1_000, 190_000, 380_000])("draws what is seen when scrolled to %i px", async (top) => {
  await listed();
  await scrollTo(top);
  const first = Math.floor(list().scrollTop / LINE_PX);
  const count = Math.floor(list().clientHeight / LINE_PX);
  expect(seen().slice(0, count)).toEqual(
    Array.from({ length: count }, (_, at) => `key.${first + at}`),
  );
  expect(drawn().length).toBeLessThan(60);
});

test("draws more when the window grows", async () => {
  await listed();
  list().style.maxHeight = "1900px";
  dispatchEvent(new Event("resize"));
  await page.settled();
  expect(seen()).toHaveLength(50);
});

test("another search is looked at from its top", async () => {
  await listed();
  await scrollTo(190_000);
  await change({ search: "99" });
  expect([list().scrollTop, seen()[0]]).toEqual([0, "key.99"]);
});

test("what was chosen by its address comes into view, and so does what is chosen next", async () => {
  await listed({ items: [], chosen: "key-5000" });
  await change({ items: MANY });
  expect(seen()).toContain("key.5000");
  await change({ chosen: "key-42" });
  expect(seen()).toContain("key.42");
});

test("what is seen stays where it is when another line is chosen, or when totals change", async () => {
  await listed({ chosen: "key-3" });
  await scrollTo(3_800);
  await change({ chosen: "key-101" });
  expect(list().scrollTop).toBe(3_800);
  await change({ items: [...MANY].reverse() });
  expect(list().scrollTop).toBe(3_800);
});

test("keys walk by line, by page, to the start and to the end", async () => {
  await listed();
  field().focus();
  const pageLines = Math.floor(list().clientHeight / LINE_PX) - 1;
  const steps = [
    ["{ArrowDown}", 0],
    ["{ArrowDown}", 1],
    ["{ArrowDown}", 2],
    ["{ArrowUp}", 1],
    ["{PageDown}", 1 + pageLines],
    ["{PageDown}", 1 + 2 * pageLines],
    ["{PageUp}", 1 + pageLines],
    ["{End}", 9_999],
    ["{ArrowDown}", 9_999],
    ["{PageUp}", 9_999 - pageLines],
    ["{Home}", 0],
    ["{PageUp}", 0],
  ] as const;
  for (const [keys, line] of steps) {
    await press(keys);
    expect([keys, focused()]).toEqual([keys, `key.${line}`]);
    expect(seen()).toContain(`key.${line}`);
  }
  await press("{ArrowUp}");
  expect(document.activeElement).toBe(field());
});

test.for(["ctrlKey", "metaKey", "altKey", "shiftKey"])(
  "keys with %s are the browser's",
  async (modifier) => {
    await listed();
    field().focus();
    await press("{ArrowDown}");
    const init = { key: "End", bubbles: true, cancelable: true, [modifier]: true };
    const event = new KeyboardEvent("keydown", init);
    document.activeElement?.dispatchEvent(event);
    await page.settled();
    expect([event.defaultPrevented, focused()]).toEqual([false, "key.0"]);
  },
);

test("a line that is scrolled away leaves the keyboard to the list, which goes on from there", async () => {
  await listed();
  field().focus();
  await press("{ArrowDown}{ArrowDown}{ArrowDown}");
  await scrollTo(190_000);
  expect(document.activeElement).toBe(list());
  await press("{ArrowDown}");
  expect(focused()).toBe("key.3");
  expect(seen()).toContain("key.3");
});

test("a line that moves, since others have become more, keeps the keyboard", async () => {
  await listed({ items: MANY.slice(0, 5) });
  field().focus();
  await press("{ArrowDown}{ArrowDown}");
  for (const order of [
    [1, 0, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [0, 2, 3, 4, 1],
  ]) {
    await change({ items: order.map((at) => MANY[at] as Item) });
    expect(focused()).toBe("key.1");
  }
});

test("a list that is gone leaves the keyboard to its field", async () => {
  await listed();
  field().focus();
  await press("{ArrowDown}");
  await change({ items: [] });
  expect(document.activeElement).toBe(field());
});

test("a list takes no keyboard that it did not have", async () => {
  await listed();
  (document.activeElement as HTMLElement | null)?.blur();
  await scrollTo(190_000);
  await change({ items: MANY.slice(0, 100) });
  expect(document.activeElement).toBe(document.body);
});
