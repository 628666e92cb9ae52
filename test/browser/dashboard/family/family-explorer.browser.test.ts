// The families of a source.
import { expect, test } from "vitest";
import { FamilyExplorer } from "../../../../src/dashboard/family/family-explorer.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HISTORY, NOW, SHOP } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const show = (hash: string, source: typeof SHOP | undefined, children?: string) => {
  const data = { now: NOW, more: false, pushed: [] };
  const asked = { data, problem: undefined, retry() {} };
  const props = { view: "pushed", asked, source, note: "all", none: "Nothing." } as const;
  const server = { history: async () => HISTORY };
  return stage(() => h(FamilyExplorer, { ...props, children }), { server, hash });
};
const titles = ({ node }: { node: HTMLElement }) =>
  [...node.querySelectorAll("h2")].map(({ textContent }) => textContent);

test("the family beside the list is the one that the address names, or the first", async () => {
  expect(titles(await show("#/pushed?family=depth", SHOP))).toEqual(["Metrics", "depth"]);
  expect(titles(await show("#/pushed?family=gone", SHOP))[1]).toBe("requests_total");
});

test("a source of nothing has none", async () => {
  const seen = await show("#/pushed", { ...SHOP, families: [] });
  expect(titles(seen)).toEqual(["Metrics"]);
  expect(seen.node.querySelector(".none")?.textContent).toBe("Nothing.");
});

test("without a source there is a list, unless sources stand above it", async () => {
  expect(titles(await show("#/pushed", undefined))).toEqual(["Metrics"]);
  expect(titles(await show("#/pushed", undefined, "Sources"))).toEqual([]);
});
