// What a key is compared with, chosen and taken away.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Compare } from "../../../../../src/dashboard/view/keys/compare.tsx";
import { summary } from "../../../../support/key-server.ts";
import { type Stage, stage } from "../../../../support/stage.ts";

const keys = ["a", "b", "c d", "e", "f", "g", "h"].map((name) => summary(name, 1));
const show = (hash: string): Promise<Stage> =>
  stage(() => h(Compare, { name: "a", keys }), { hash });

async function type({ node, settled }: Stage, text: string): Promise<void> {
  const field = node.querySelector("input");
  if (!field) throw new Error("no field");
  field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await settled();
}

test("a key that is there is added, another one is told of", async () => {
  const page = await show("#/keys?with=b");
  await type(page, "c d");
  expect(page.hash).toBe("#/keys?with=b&with=c+d");
  await type(page, "nobody");
  expect(page.hash).toBe("#/keys?with=b&with=c+d");
  expect(page.said.at(-1)).toMatchObject({ isBad: true });
});

test("the keyboard goes on with the resolution when there is no room for one more key", async () => {
  const page = await show("#/keys?with=b&with=c+d&with=e&with=f");
  page.node.querySelector("input")?.focus();
  await type(page, "g");
  expect(page.node.querySelector("input[list]")).toBeNull();
  expect(document.activeElement).toBe(page.node.querySelector("select"));
});

test.for([
  ["range=24h&step=3600", "3600"],
  ["range=24h&step=7", ""],
  ["range=15m&step=3600", ""],
] as const)("the resolution of %s is “%s”", async ([words, value]) => {
  const { node } = await show(`#/keys?${words}`);
  expect(node.querySelector("select")?.selectedIndex).not.toBe(-1);
  expect(node.querySelector("select")?.value).toBe(value);
});

test("more than five are not told apart", async () => {
  const { node } = await show("#/keys?with=b&with=c&with=e&with=f&with=g");
  expect(node.querySelector("input[list]")).toBeNull();
});

test("each choice has its way back", async () => {
  const page = await show(
    '#/keys?with=b&member="x"&from=1700000040&to=1700000640&before=1&step=60',
  );
  const click = async (name: string): Promise<void> => {
    const chips = [...page.node.querySelectorAll<HTMLElement>("button.chip")];
    chips.find(({ textContent }) => textContent?.endsWith(name))?.click();
    await page.settled();
  };
  await click("Compare no more with b");
  await click("Chart all members again");
  await click("Look at the whole range again");
  page.node.querySelector<HTMLElement>('input[type="checkbox"]')?.click();
  await page.settled();
  const steps = page.node.querySelector("select");
  if (!steps) throw new Error("no steps");
  steps.value = "";
  steps.dispatchEvent(new Event("change", { bubbles: true }));
  await page.settled();
  expect(page.hash).toBe("#/keys");
});
