// The view of pushed metrics.
import { expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import type { Pushed, PushedReply } from "../../../../../src/core/pushed.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { PushedView } from "../../../../../src/dashboard/view/pushed/pushed-view.tsx";
import { DEPTH, HISTORY, HOSTILE, NOW, SHOP } from "../../../../support/pushed-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const NIGHTLY: Pushed = {
  host: "push/nightly",
  grouping: { job: "nightly", instance: HOSTILE },
  at: NOW,
  families: [{ ...DEPTH, name: "rows" }],
};
const EMPTY: Pushed = { host: "push/empty", grouping: { job: "empty" }, at: NOW, families: [] };
const STATSD: Pushed = { ...SHOP, host: "sum/statsd", grouping: { job: "statsd" } };

const show = (hash: string, reply: Partial<PushedReply> = {}, of: Partial<Client> = {}) => {
  const pushed = async () => ({
    ...{ now: NOW, more: false, pushed: [SHOP, STATSD, NIGHTLY, EMPTY], ...reply },
  });
  return stage(() => h(PushedView, {}), {
    server: { pushed, history: async () => HISTORY, ...of },
    hash,
  });
};
const texts = (node: ParentNode, where: string) =>
  [...node.querySelectorAll(where)].map(({ textContent }) => textContent);

test("jobs and groups are listed, but for tagged metrics, and the first is shown", async () => {
  const { node } = await show("#/pushed?range=1h", { more: true });
  const [sources, metrics] = node.querySelectorAll(".half .panel");
  expect(texts(sources as Element, ".name")).toEqual([
    "shop",
    `nightly{instance="${HOSTILE.replaceAll('"', '\\"')}"}`,
    "empty",
  ]);
  expect(texts(sources as Element, ".list .kind")).toEqual(["sum"]);
  expect(texts(sources as Element, ".list .total")).toEqual(["5 s ago", "now", "now"]);
  expect(texts(sources as Element, ".head .soft")).toEqual([
    "1 sum, 2 groups, not all of it shown",
  ]);
  expect(texts(metrics as Element, ".head .soft")[0]).toMatch(/^summed from 2 epochs since /);
  expect(texts(node, ".detail:not(.half) h2")).toEqual(["requests_total", "Series"]);
  expect(node.querySelector("img")).toBeNull();
});

test.for([
  ["of what is here some is missing", [SHOP, STATSD], true],
  ["whole sources are missing", [NIGHTLY, EMPTY], true],
  ["of tagged metrics some is missing", [STATSD, NIGHTLY], false],
] as const)("where %s, it is said: %o", async ([_, pushed, isSaid]) => {
  const { node } = await show("#/pushed", { more: true, pushed });
  const [sources] = node.querySelectorAll(".half .panel");
  const [note = ""] = texts(sources as Element, ".head .soft");
  expect(note?.includes("not all of it shown")).toBe(isSaid);
});

test("the address says which job, which metric, and what is searched for", async () => {
  const { node } = await show("#/pushed?source=push%2Fnightly&family=rows&jobs=night&search=row");
  expect(texts(node, ".half .name").length).toBe(2);
  expect(texts(node, ".detail:not(.half) h2")).toEqual(["rows"]);
  expect(texts(node, ".half .head .soft")).toContain("each push replaces the one before");
});

test("a push of nothing is said to be one", async () => {
  const { node } = await show("#/pushed?source=push%2Fempty");
  expect(texts(node, ".half .none")).toEqual(["Its last push was empty."]);
  expect(texts(node, ".detail:not(.half) h2")).toEqual([]);
});

test("who counts where it is kept has no epochs", async () => {
  const counted = { ...SHOP, summed: { epochs: 0, since: NOW } };
  const { node } = await show("#/pushed", { pushed: [counted] });
  expect(texts(node, ".half .panel:last-child .head .soft")[0]).toMatch(/^added up since /);
});

test("before anything was pushed, it is said how to begin", async () => {
  const { node } = await show("#/pushed", { pushed: [STATSD] });
  expect(node.querySelector("pre")?.textContent).toContain(
    "https://tally.example/metrics/job/shop?epoch=a&seq=1",
  );
  expect(texts(node, "h2")).toEqual(["Jobs and groups"]);
});

test("a server that takes none says how that is turned on", async () => {
  const pushed = () => Promise.reject(Object.assign(new Error("none"), { status: 404 }));
  const { node, troubles } = await show("#/pushed", {}, { pushed });
  expect(texts(node, "h2")).toEqual(["This server takes no pushed metrics"]);
  expect(texts(node, "code")).toContain(
    "createHandler({ store, history, pushes: createPushes(sql) })",
  );
  expect(troubles).toEqual([]);
});
