// The list of metrics of one source.
import { expect, test } from "vitest";
import { FamilyList } from "../../../../src/dashboard/family/family-list.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { REQUESTS, SHOP } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const list = (hash: string) =>
  stage(
    () =>
      h(FamilyList, { view: "pushed", source: SHOP, chosen: REQUESTS, none: "Nothing at all." }),
    { hash },
  );
const texts = (node: HTMLElement, where: string) =>
  [...node.querySelectorAll(where)].map(({ textContent }) => textContent);

test("each metric has its type, and what counts up its total where all of its series came", async () => {
  const { node } = await list("#/pushed");
  expect(texts(node, ".name")).toEqual(["requests_total", "render", "took_seconds", "depth"]);
  expect(texts(node, ".kind")).toEqual(["counter", "summary", "histogram", "gauge"]);
  // Of the first only some of its series came.
  expect(texts(node, ".total")).toEqual(["4 series", "5", "10", "7"]);
  expect(node.querySelector("[aria-current] .name")?.textContent).toBe("requests_total");
});

test("a search finds metrics by labels of their series, and goes along with the link", async () => {
  const { node } = await list("#/pushed?search=%2Fcart&label.a=b&range=1h");
  expect(texts(node, ".name")).toEqual(["requests_total", "render"]);
  expect(node.querySelector("a.pick")?.getAttribute("href")).toBe(
    "#/pushed?range=1h&source=sum%2Fshop&family=requests_total&search=%2Fcart",
  );
});

test("what is typed goes into the address", async () => {
  const seen = await list("#/pushed");
  const field = seen.node.querySelector("input") as HTMLInputElement;
  field.value = "depth";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  expect(seen.hash).toBe("#/pushed?search=depth");
  expect(texts(seen.node, ".name")).toEqual(["depth"]);
});
