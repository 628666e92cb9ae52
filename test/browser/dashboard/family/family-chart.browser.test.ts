// The panel of a family over time.
import { expect, test } from "vitest";
import { FamilyChart } from "../../../../src/dashboard/family/family-chart.tsx";
import { familyLines } from "../../../../src/dashboard/family/family-lines.ts";
import { h } from "../../../../src/dashboard/preact.ts";
import { HISTORY, HOSTILE, NOW, RENDER, REQUESTS } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const asked = { data: HISTORY, problem: undefined, retry() {} };
const of = { seconds: 600, step: 60, now: NOW, since: 0, measure: "count" } as const;
const draw = (family: typeof REQUESTS, hash = "#/pushed?range=1h") => {
  const lines = familyLines(family, family.series, HISTORY.samples, of);
  const props = { family, shown: family.series, lines, measure: "count", asked };
  return stage(() => h(FamilyChart, props as Parameters<typeof FamilyChart>[0]), { hash });
};

test("a family has its name, type and help, what it comes to, and its lines", async () => {
  const { node } = await draw(REQUESTS);
  expect(node.querySelector("h2")?.textContent).toBe("requests_total");
  expect(node.querySelector(".about")?.textContent).toBe(`By path ${HOSTILE}`);
  expect(node.querySelector("dl")?.textContent).toBe("Series3of 4Total100of 3 series");
  expect(node.querySelector("[role=slider]")?.getAttribute("aria-label")).toBe(
    "requests_total over the last hour",
  );
  expect(node.querySelector(".under")?.textContent).toBe(
    "By how much it grew. Drawn are 2 of 3 series: choose one below.",
  );
  expect(node.querySelector("img, fieldset")).toBeNull();
});

test("what was observed is drawn by how often or by its mean, as the address says", async () => {
  const seen = await draw(RENDER, "#/metrics");
  const radios = [...seen.node.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  expect(radios.map(({ value, checked }) => [value, checked])).toEqual([
    ["count", true],
    ["mean", false],
  ]);
  radios[1]?.click();
  expect(seen.hash).toBe("#/metrics?measure=mean");
});

test("what no sample has is said so, and why that may be", async () => {
  const { node } = await draw({ ...REQUESTS, name: "elsewhere" });
  expect(node.querySelector(".none")?.textContent).toMatch(
    /^No sample of the last hour has this: a history has the first 10 series of a metric/,
  );
  expect(node.querySelector("[role=slider]")).toBeNull();
});
