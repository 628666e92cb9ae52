// One family of metrics as a whole.
import { expect, test } from "vitest";
import type { HistoryAsked } from "../../../../src/core/api.ts";
import { FamilyDetail } from "../../../../src/dashboard/family/family-detail.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HISTORY, NOW, REQUESTS, SHOP, TOOK } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const show = async (family: typeof REQUESTS, words: string, source = SHOP) => {
  const asked: HistoryAsked[] = [];
  const history = async (question: HistoryAsked) => {
    asked.push(question);
    return HISTORY;
  };
  const draw = () => h(FamilyDetail, { source, family, now: NOW });
  const seen = await stage(draw, { server: { history }, hash: `#/pushed?${words}` });
  return { ...seen, asked };
};
const titles = (node: HTMLElement) =>
  [...node.querySelectorAll("h2")].map(({ textContent }) => textContent);
const legend = (node: HTMLElement) =>
  [...node.querySelectorAll(".chart-legend span")].map(({ textContent }) => textContent);

test("a counter has its chart and its series, most first", async () => {
  const { node, asked } = await show(REQUESTS, "range=1h");
  expect(asked).toEqual([{ host: "sum/shop", range: "1h", agg: "last" }]);
  expect(titles(node)).toEqual(["requests_total", "Series"]);
  expect(legend(node)).toEqual(["/cart · 200", "/ · 200"]);
  expect(node.querySelector(".panel:last-child .head .soft")?.textContent).toBe("the first 3 of 4");
});

test("the series that was chosen stands alone, and the others stay to be chosen", async () => {
  const series = encodeURIComponent('{path="/",status="200"}');
  const { node } = await show(REQUESTS, `range=1h&series=${series}`);
  expect(legend(node)).toEqual([]);
  expect(node.querySelector("dl")?.textContent).toBe("Total30");
  expect(node.querySelectorAll("tbody tr").length).toBe(3);
  expect(node.querySelector("tr[aria-current] bdi")?.textContent).toBe("/");
});

test("labels narrow both", async () => {
  const { node } = await show(REQUESTS, "range=1h&label.path=%2Fcart");
  expect(node.querySelector("dl")?.textContent).toBe("Total60");
  expect(node.querySelectorAll("tbody tr").length).toBe(1);
});

test("labels that no series has leave an empty table, from which there is a way back", async () => {
  const { node } = await show(REQUESTS, "label.path=gone");
  expect(node.querySelector(".panel:last-child .none")?.textContent).toBe(
    "No series has these labels.",
  );
  expect(node.querySelectorAll("select").length).toBe(2);
});

test("a histogram has how its values are spread, and one series no table", async () => {
  const { node } = await show(TOOK, "range=1h");
  expect(titles(node)).toEqual(["took_seconds", "How values are spread"]);
  const rows = [...node.querySelectorAll(".ranked tbody tr")].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
  expect(rows).toEqual([
    ["≤ 0.1", "2", "20%"],
    ["0.1 – 1", "7", "70%"],
    ["> 1", "1", "10%"],
  ]);
});

test("of two types under one name the second has no chart", async () => {
  const second = { ...REQUESTS, type: "untyped" } as const;
  const source = { ...SHOP, families: [REQUESTS, second] };
  const { node } = await show(second, "range=1h", source);
  expect(node.querySelector("[role=slider]")).toBeNull();
});

test("a refused history is said so, and the series are there all the same", async () => {
  const history = () =>
    Promise.reject(Object.assign(new Error("query failed"), { status: 400, wantsToken: false }));
  const draw = () => h(FamilyDetail, { source: SHOP, family: REQUESTS, now: NOW });
  const { node } = await stage(draw, { server: { history } });
  expect(node.querySelector("[role=alert]")?.textContent).toContain("query failed");
  expect(node.querySelectorAll("tbody tr").length).toBe(3);
});
