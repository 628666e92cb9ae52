// The view of reports.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { ReportsView } from "../../../../../src/dashboard/view/reports/reports-view.tsx";
import { HOSTILE } from "../../../../support/pushed-fixture.ts";
import { type ReportServer, reportServer, SHOP } from "../../../../support/reports-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const show = async (server: ReportServer = reportServer(), hash = "#/reports") => {
  const seen = await stage(() => h(ReportsView, {}), { server: server.client, hash });
  await seen.settled();
  return { ...seen, server };
};
const texts = (node: HTMLElement, where: string) =>
  [...node.querySelectorAll(where)].map(({ textContent }) => textContent);

test("applications are listed as the server has them, and the first is shown", async () => {
  const { node } = await show();
  expect(texts(node, ".list .name")).toEqual(["shop", HOSTILE]);
  expect(texts(node, ".list .kind")).toEqual(["1.3", "not kept"]);
  expect(texts(node, ".list .total")).toEqual(["10", "1"]);
  expect(texts(node, ".head .soft")[0]).toBe("2, 1 not kept");
  expect(texts(node, ".detail h2")[0]).toBe("shop");
  expect(node.querySelector("img")).toBeNull();
});

test("the address says which application, and how far back", async () => {
  const hash = `#/reports?application=${encodeURIComponent(HOSTILE)}&range=7d&search=img`;
  const { node, hash: now } = await show(reportServer(), hash);
  expect(texts(node, ".detail h2")[0]).toBe(HOSTILE);
  expect(texts(node, ".list .name")).toEqual([HOSTILE]);
  expect(node.querySelector<HTMLInputElement>("[value='7d']")?.checked).toBe(true);
  expect(now).toContain("range=7d");
});

test("a change is there as soon as the server has made it", async () => {
  const seen = await show();
  seen.node.querySelector<HTMLElement>("[role=switch]")?.click();
  await seen.settled();
  await seen.settled();
  expect(seen.node.querySelector("[role=switch]")?.getAttribute("aria-checked")).toBe("true");
});

test("one that is forgotten is gone, and the next one shown", async () => {
  const seen = await show(reportServer(), "#/reports?application=shop");
  const press = async (name: string) => {
    const buttons = [...seen.node.querySelectorAll("button")];
    buttons.find(({ textContent }) => textContent === name)?.click();
    await seen.settled();
  };
  await press("Forget…");
  await press("Forget it");
  await seen.settled();
  expect(texts(seen.node, ".list .name")).toEqual([HOSTILE]);
  expect(texts(seen.node, ".detail h2")[0]).toBe(HOSTILE);
});

test("before anything was reported, it is said how to begin", async () => {
  const server = reportServer();
  server.applications = [];
  const { node } = await show(server);
  expect(node.querySelector("pre")?.textContent).toContain("https://tally.example/v1/report");
  expect(node.querySelector(".detail h2")).toBeNull();
});

test("a server that takes none says how that is turned on, and is not asked again", async () => {
  const server = reportServer();
  server.refusal = { status: 404, message: "no such path" };
  const seen = await show(server);
  await seen.pulse();
  expect(texts(seen.node, "h2")).toEqual(["This server takes no reports"]);
  expect(texts(seen.node, "code")).toContain(
    "createHandler({ store, history, reports: createReports(sql) })",
  );
  expect([server.asked.length, seen.troubles]).toEqual([1, []]);
});

test("a refusal is said, with a way to try again", async () => {
  const server = reportServer();
  server.refusal = { status: 400, message: "something is wrong" };
  const seen = await show(server);
  expect(seen.node.querySelector("[role=alert]")?.textContent).toContain("something is wrong");
  server.refusal = undefined;
  server.applications = [SHOP];
  seen.node.querySelector<HTMLButtonElement>("[role=alert] button")?.click();
  await seen.settled();
  expect(texts(seen.node, ".list .name")).toEqual(["shop"]);
});
