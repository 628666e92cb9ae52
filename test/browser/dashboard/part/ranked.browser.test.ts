// What something consists of, most of it first.
import { expect, test } from "vitest";
import { Bar, Ranked, type RankedProps } from "../../../../src/dashboard/part/ranked.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const PARTS = [
  { id: "1", name: "<i>a</i>", total: 60 },
  { id: "2", name: "", total: 30 },
];
const ranked = (props: Partial<RankedProps> = {}) =>
  stage(() =>
    h(Ranked, { label: "Members", heads: ["Member", "Times"], parts: PARTS, whole: 100, ...props }),
  );
const cells = (node: HTMLElement) =>
  [...node.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );

test("each part has its name, its total and its share of the whole; so has what is not listed", async () => {
  const { node } = await ranked({ other: 10 });
  const percent = new Intl.NumberFormat(undefined, { style: "percent" });
  expect(cells(node)).toEqual([
    ["<i>a</i>", "60", percent.format(0.6)],
    ["(empty)", "30", percent.format(0.3)],
    ["all others", "10", percent.format(0.1)],
  ]);
  expect(node.querySelector("table")?.getAttribute("aria-label")).toBe("Members");
});

test("bars are as long as totals are of the largest, wherever that stands", async () => {
  const { node } = await ranked({ parts: PARTS.toReversed() });
  const bars = [...node.querySelectorAll<HTMLElement>(".bar")];
  expect(bars.map(({ style }) => style.clipPath)).toEqual([
    "inset(0px 50% 0px 0px round 6px)",
    "inset(0px 0% 0px 0px round 6px)",
  ]);
});

test("what came of a part over time is drawn where it is known", async () => {
  const { node } = await ranked({
    parts: [{ id: "1", name: "a", total: 3, points: [1, 2] }, ...PARTS.slice(1)],
    other: 1,
  });
  expect([...node.querySelectorAll("thead th")].map((head) => head.textContent)).toEqual([
    "Member",
    "Trend",
    "Times",
    "Share",
  ]);
  expect(cells(node).map((row) => row.length)).toEqual([4, 4, 4]);
});

test("nothing has no share", async () => {
  const { node } = await ranked({ parts: [{ id: "1", name: "a", total: 0 }], whole: 0 });
  expect(cells(node)).toEqual([["a", "0", ""]]);
});

test("a part can be chosen where somebody listens", async () => {
  const chosen: string[] = [];
  const { node } = await ranked({ chosen: "2", onChoose: (id) => chosen.push(id) });
  const buttons = [...node.querySelectorAll("button")];
  expect(buttons.map((button) => button.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
  buttons[0]?.click();
  expect(chosen).toEqual(["1"]);
});

test("a hint of a name is as long as it can be read", async () => {
  const { node } = await ranked({ parts: [{ id: "1", name: "x".repeat(60_000), total: 1 }] });
  expect(node.querySelector<HTMLElement>("bdi")?.title).toHaveLength(400);
  const led = await ranked({
    parts: [{ id: "1", name: "k".repeat(5_000), total: 1 }],
    linkOf: (id) => `#/keys?key=${id}`,
  });
  const link = led.node.querySelector("a");
  expect([link?.getAttribute("href"), link?.title.length]).toEqual(["#/keys?key=1", 400]);
});

test("more parts come when they are asked for, and all others last: whether they may come or not", async () => {
  const parts = Array.from({ length: 25 }, (_, at) => ({ id: `${at}`, name: `${at}`, total: 1 }));
  const page = await ranked({ parts, other: 5, whole: 30, few: 5 });
  expect(cells(page.node)).toHaveLength(6);
  expect(cells(page.node).at(-1)?.slice(1)).toEqual(["25", "83.3%"]);
  page.node.querySelector<HTMLElement>(".more")?.click();
  await page.settled();
  expect(cells(page.node)).toHaveLength(26);
  expect(cells(page.node).at(-1)?.slice(1)).toEqual(["5", "16.7%"]);
  expect(page.node.querySelector(".more")).toBeNull();
});

test.for([
  [0.25, "inset(0px 75% 0px 0px round 6px)"],
  [7, "inset(0px 0% 0px 0px round 6px)"],
  [-1, "inset(0px 100% 0px 0px round 6px)"],
] as const)("a bar of %f is as long", async ([share, path]) => {
  const { node } = await stage(() => h(Bar, { share }));
  expect(node.querySelector<HTMLElement>(".bar")?.style.clipPath).toBe(path);
});
