// The key explorer, as its reader uses it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { KeysView } from "../../../../../src/dashboard/view/keys/keys-view.tsx";
import { HOSTILE, keyServer, summary } from "../../../../support/key-server.ts";
import { stage } from "../../../../support/stage.ts";

const view = () => h(KeysView, {});
const rows = (node: HTMLElement) => [...node.querySelectorAll(".list .row")];

test("keys stand most counted first, and the first of them is looked at", async () => {
  const server = keyServer();
  const { node } = await stage(view, { server: server.client, hash: "#/keys?range=1h" });
  expect(rows(node).map((row) => row.querySelector("bdi")?.textContent)).toEqual([
    "page.view",
    "cart.add",
  ]);
  expect(node.querySelector(".detail h2")?.textContent).toBe("page.view");
  expect(node.querySelector('[aria-current="true"]')?.textContent).toContain("page.view");
});

test("a key without a name is looked at like any other", async () => {
  const server = keyServer();
  server.keys = [summary("page.view", 900), summary("", 4)];
  const { node } = await stage(view, { server: server.client, hash: "#/keys?key=" });
  expect(node.querySelector(".detail h2")?.textContent).toBe("(empty)");
});

test("the first key stays looked at when ranks change", async () => {
  const server = keyServer();
  const { node, pulse } = await stage(view, { server: server.client, hash: "#/keys" });
  server.keys = [summary("page.view", 900), summary("cart.add", 5_000)];
  await pulse();
  expect(rows(node)[0]?.textContent).toContain("cart.add");
  expect(node.querySelector(".detail h2")?.textContent).toBe("page.view");
});

test("a search narrows the list, is in the address, and says what it left", async () => {
  const server = keyServer();
  const page = await stage(view, { server: server.client, hash: "#/keys" });
  const { node, settled } = page;
  const field = node.querySelector<HTMLInputElement>('input[type="search"]');
  if (!field) throw new Error("no field");
  field.value = "ADD cart";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
  expect(rows(node).map((row) => row.querySelector("bdi")?.textContent)).toEqual(["cart.add"]);
  expect(node.textContent).toContain("1 of 2");
  expect(page.hash).toBe("#/keys?search=ADD+cart");
  field.value = "nobody";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settled();
  expect(node.textContent).toContain("Nothing is called “nobody”.");
});

test("a switch is turned at once, asked of the server, and taken back when it refuses", async () => {
  const server = keyServer();
  const { node, said, settled } = await stage(view, { server: server.client, hash: "#/keys" });
  const knob = () => rows(node)[1]?.querySelector<HTMLElement>('[role="switch"]');
  knob()?.click();
  await settled();
  expect(server.changes).toEqual([{ app: "default", disable: ["cart.add"], version: 1 }]);
  expect(knob()?.getAttribute("aria-checked")).toBe("false");
  expect(said.at(-1)?.text).toContain("cart.add is off in default.");

  server.refused.set("change", { status: 503, message: "busy" });
  knob()?.click();
  await settled();
  expect(knob()?.getAttribute("aria-checked")).toBe("false");
  expect(said.at(-1)).toMatchObject({ isBad: true });
});

test("a key that is off for some is turned on, as among the controls", async () => {
  const server = keyServer();
  const half = { key: "cart.add", app: "default", off: true, percent: 30, instances: [], at: 0 };
  server.controls = { ...server.controls, switches: [half] };
  const { node, settled } = await stage(view, { server: server.client, hash: "#/keys" });
  const knob = rows(node)[1]?.querySelector<HTMLElement>('[role="switch"]');
  expect(knob?.getAttribute("aria-checked")).toBe("false");
  knob?.click();
  await settled();
  expect(server.changes).toEqual([{ app: "default", enable: ["cart.add"], version: 1 }]);
});

test("hostile names are text", async () => {
  const server = keyServer();
  server.keys = [summary(HOSTILE, 1)];
  const { node } = await stage(view, { server: server.client, hash: "#/keys" });
  expect(node.querySelector("img")).toBeNull();
  expect(node.querySelector(".detail h2")?.textContent).toBe(HOSTILE);
});

test("without any key it says so", async () => {
  const server = keyServer();
  server.keys = [];
  const { node } = await stage(view, { server: server.client, hash: "#/keys?range=7d" });
  expect(node.textContent).toContain("Nothing was counted in the last 7 days.");
  expect(node.querySelector(".detail")).toBeNull();
});

test("a refused question is told where its answer would be, and asked again", async () => {
  const server = keyServer();
  server.refused.set("totals", { status: 400, message: "key: too long" });
  const { node, settled } = await stage(view, { server: server.client, hash: "#/keys?key=long" });
  expect(node.querySelector(".detail [role=alert]")?.textContent).toContain("key: too long");
  server.refused.clear();
  node.querySelector<HTMLElement>(".detail [role=alert] button")?.click();
  await settled();
  expect(node.querySelector(".detail [role=alert]")).toBeNull();
});
