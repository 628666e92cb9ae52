// The numbers that a chart comes to.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { factsOf, KeyChart } from "../../../../../src/dashboard/view/keys/key-chart.tsx";
import type { Drawn } from "../../../../../src/dashboard/view/keys/use-series.ts";
import { summary } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

const points = [
  { ts: 60, total: 4 },
  { ts: 120, total: 8 },
];
const own = { id: "a", name: "a", points };
const past = {
  ...{ id: "before a", name: "a, before", isPast: true },
  points: [
    { ts: 60, total: 5 },
    { ts: 120, total: 1 },
  ],
};
const closed = { isOpen: false, isLong: false };
const drawn = (...lines: Drawn["lines"]): Drawn => ({ lines, step: 60 });

test("total, pace and peak are told of every key, growth where there is a time before", () => {
  const facts = factsOf(drawn(own, past), closed, undefined, 0);
  expect(facts.map(({ name }) => name)).toEqual(["Total", "On average", "Peak"]);
  expect(facts[0]).toEqual({ name: "Total", value: "12", note: "+100% on before" });
  expect(facts[1]?.value).toBe("6 / min");
  expect(factsOf(drawn(own), closed, undefined, 0)[0]).toEqual({ name: "Total", value: "12" });
});

test("what is running counts for as long as it has run, and has no equal before", () => {
  const facts = factsOf(drawn(own, past), { isOpen: true, isLong: false }, undefined, 150_000);
  expect(facts[0]).toEqual({ name: "Total", value: "12", note: "−20% on before" });
  expect(facts[1]?.value).toBe("8 / min");
});

test("members are told of sets only", () => {
  const names = (kind: "set" | "count") =>
    factsOf(drawn(own), closed, summary("a", 12, { kind }), 0).map(({ name }) => name);
  expect(names("set")).toContain("Members");
  expect(names("count")).not.toContain("Members");
});

test("nothing has neither peak nor growth", () => {
  const facts = factsOf(
    drawn({ ...own, points: [] }, { ...past, points: [] }),
    closed,
    undefined,
    0,
  );
  expect(facts.map(({ value }) => value)).toEqual(["0", "0 / min"]);
});

test("the chart is named after its lines", async () => {
  const isByKeyboard = { current: false };
  const chart = { known: undefined, now: 0, drawn: drawn(own, past), isByKeyboard };
  const { node } = await stage(() => h(KeyChart, chart), { hash: "#/keys" });
  expect(node.querySelector('[aria-label="a, a, before over time"]')).not.toBeNull();
});
