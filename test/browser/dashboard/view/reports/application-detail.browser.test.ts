// One application.
import { expect, test } from "vitest";
import type { Application } from "../../../../../src/core/reports.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { ApplicationDetail } from "../../../../../src/dashboard/view/reports/application-detail.tsx";
import { HOSTILE } from "../../../../support/pushed-fixture.ts";
import { reportServer, SHOP, STRANGER, TODAY } from "../../../../support/reports-fixture.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

const show = async (application: Application, words = "", options: StageOptions = {}) => {
  const server = reportServer();
  const draw = () => h(ApplicationDetail, { application, now: TODAY, onChanged() {} });
  const seen = await stage(draw, {
    server: server.client,
    hash: `#/reports?${words}`,
    ...options,
  });
  return Object.assign(seen, { server });
};
const texts = (node: HTMLElement, where: string) =>
  [...node.querySelectorAll(where)].map(({ textContent }) => textContent);
const legend = (node: HTMLElement) => texts(node, ".chart-legend span");
const spoken = (node: HTMLElement) =>
  node.querySelector("[role=slider]")?.getAttribute("aria-valuetext");

test("installs are told by day and version, new ones, and those beyond the limit", async () => {
  const { node, server } = await show(SHOP);
  expect(server.asked).toContainEqual(["installs", { application: "shop", range: "30d" }]);
  expect(texts(node, ".facts dt")).toEqual([
    ...["Installs", "Active in 30 days", "New in 30 days", "Reports"],
  ]);
  expect(texts(node, ".facts dd:not(.note)")).toEqual(["12", "10", "3", "40"]);
  expect(texts(node, ".facts .note")).toEqual(["2 of installs beyond the limit"]);
  expect(legend(node)).toEqual(["All versions", "1.3", "1.2"]);
  expect(spoken(node)).toMatch(/: All versions 5, 1\.3 5, 1\.2 0$/);
  expect(texts(node, "h2")).toEqual(["shop", "Versions", "What it is answered", "Newest reports"]);
});

test("another measure and another stretch are words of the address", async () => {
  const seen = await show(SHOP, "range=12w&measure=reports");
  expect(seen.server.asked).toContainEqual(["installs", { application: "shop", range: "12w" }]);
  expect(spoken(seen.node)).toMatch(/: All versions 9, 1\.3 9, 1\.2 0$/);
  seen.node.querySelector<HTMLInputElement>("input[value=new_installs]")?.click();
  expect(seen.hash).toBe("#/reports?range=12w&measure=new_installs");
});

test("versions are ranked, and one can be looked at alone", async () => {
  const seen = await show(SHOP);
  expect(texts(seen.node, ".ranked bdi")).toEqual(["1.3", "1.2", "All others"]);
  expect(texts(seen.node, ".ranked tbody td.soft")).toEqual(["60%", "30%", "10%"]);
  seen.node.querySelectorAll<HTMLButtonElement>(".ranked .pick")[1]?.click();
  expect(seen.hash).toBe("#/reports?version=1.2");
  expect(legend(seen.node)).toEqual([]);
  expect(seen.node.querySelector("[aria-pressed=true]")?.textContent).toBe("1.2");
  seen.node.querySelector<HTMLButtonElement>(".chip")?.click();
  expect(seen.hash).toBe("#/reports");
});

test("one that nobody keeps is adopted by an operator, and has no answers before", async () => {
  const { node, server, settled, said } = await show(STRANGER);
  expect(node.textContent).toContain("Nobody keeps it: its reports are answered with nothing.");
  expect(node.querySelector("#latest-version")).toBeNull();
  const keep = [...node.querySelectorAll("button")].find(
    ({ textContent }) => textContent === "Keep it",
  );
  keep?.click();
  await settled();
  expect(server.asked).toContainEqual(["keep", { application: HOSTILE }]);
  expect(said[0]?.text).toBe("Its next reports are answered so.");
  expect(node.querySelector("img")).toBeNull();
});

test("who reads only can neither keep nor forget it", async () => {
  const session = { name: "bob", role: "reader", is_open: false } as const;
  const { node } = await show(STRANGER, "", { session });
  expect(texts(node, "button, summary").filter((text) => /Keep|Forget/.test(text))).toEqual([]);
});
