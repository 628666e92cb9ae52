// Narrowing by labels.
import { expect, test } from "vitest";
import { LabelFilters } from "../../../../src/dashboard/family/label-filters.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HOSTILE } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const labels = new Map([
  ["path", ["", "/", HOSTILE]],
  ["status", ["200", "404"]],
]);

test("a label is any, none, or one of its values, as text", async () => {
  const hash = "#/metrics?label.status=404";
  const { node } = await stage(() => h(LabelFilters, { labels }), { hash });
  const [path, status] = node.querySelectorAll("select");
  expect([...(path?.options ?? [])].map(({ text }) => text)).toEqual([
    "path: any",
    "path: none",
    "path: /",
    `path: ${HOSTILE}`,
  ]);
  expect(status?.selectedOptions[0]?.text).toBe("status: 404");
  expect(node.querySelector("img")).toBeNull();
});

test("a choice goes into the address, beside those of other labels, and lets go of the series", async () => {
  const hash = "#/metrics?label.status=404&series=x";
  const seen = await stage(() => h(LabelFilters, { labels }), { hash });
  const choose = (at: number, index: number) => {
    const select = seen.node.querySelectorAll("select")[at] as HTMLSelectElement;
    select.selectedIndex = index;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  choose(0, 1);
  expect(seen.hash).toBe("#/metrics?label.status=404&label.path=");
  choose(1, 0);
  expect(seen.hash).toBe("#/metrics?label.path=");
});
