// A few of many, and more with each click.
import { expect, test } from "vitest";
import { useMore } from "../../../../src/dashboard/part/use-more.tsx";
import { h, type VNode } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

function Counted({ all }: { readonly all: number }): VNode {
  const [shown, more] = useMore(2, all);
  return h("div", null, h("output", null, shown), more);
}

test("five times as many are shown with each click, until all are", async () => {
  const page = await stage(() => h(Counted, { all: 1_234 }));
  const shown = () => Number(page.node.querySelector("output")?.textContent);
  const more = () => page.node.querySelector("button");
  expect([shown(), more()?.textContent]).toEqual([2, "Show more of 1,234"]);
  for (const next of [10, 50, 250, 1_250]) {
    more()?.click();
    await page.settled();
    expect(shown()).toBe(next);
  }
  expect(more()).toBeNull();
});

test("where the few are all there is no button", async () => {
  const { node } = await stage(() => h(Counted, { all: 2 }));
  expect(node.querySelector("button")).toBeNull();
});
