// The numbers that a chart comes to.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { factsOf, KeyChart } from "../../../../../src/dashboard/view/keys/key-chart.tsx";
import { summary } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

const points = [
  { ts: 60, total: 4 },
  { ts: 120, total: 8 },
];
const own = { id: "a", name: "a", points };
const past = { id: "before a", name: "a, before", points: [{ ts: 60, total: 6 }], isPast: true };

test("total, pace and peak are told of every key, growth where there is a time before", () => {
  const facts = factsOf([own, past], 60, 120, undefined, 0);
  expect(facts.map(({ name }) => name)).toEqual(["Total", "On average", "Peak"]);
  expect(facts[0]).toEqual({ name: "Total", value: "12", note: "+100% on before" });
  expect(facts[1]?.value).toBe("6 / min");
  expect(factsOf([own], 60, 120, undefined, 0)[0]).toEqual({ name: "Total", value: "12" });
});

test("members are told of sets only", () => {
  const names = (kind: "set" | "count") =>
    factsOf([own], 60, 120, summary("a", 12, { kind }), 0).map(({ name }) => name);
  expect(names("set")).toContain("Members");
  expect(names("count")).not.toContain("Members");
});

test("nothing has neither peak nor growth", () => {
  const facts = factsOf(
    [
      { ...own, points: [] },
      { ...past, points: [] },
    ],
    60,
    120,
    undefined,
    0,
  );
  expect(facts.map(({ value }) => value)).toEqual(["0", "0 / min"]);
});

test("the chart is named after its lines", async () => {
  const drawn = { lines: [own, past], step: 60 };
  const { node } = await stage(() => h(KeyChart, { known: undefined, now: 0, drawn }), {
    hash: "#/keys",
  });
  expect(node.querySelector('[aria-label="a, a, before over time"]')).not.toBeNull();
});
