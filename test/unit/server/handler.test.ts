import { describe, expect, test } from "vitest";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createHandler, type HandlerOptions } from "../../../src/server/handler.ts";
import { ask, validUpdate } from "../../support/requests.ts";
import { openStore } from "../../support/store.ts";

const SHOP = "https://shop.example.com";

function open(options: Partial<HandlerOptions> = {}) {
  const { store, clock } = openStore();
  const history = memoryHistory({ clock });
  return { store, clock, history, handler: createHandler({ store, history, clock, ...options }) };
}

describe("the whole server", () => {
  test("obeys the operator at the next update", async () => {
    const { handler } = open();
    await ask(handler, "POST /v1/update", validUpdate());
    const change = { disable: ["page.view"] };
    await ask(handler, "PUT /controls", change, { "content-type": "application/json" });
    const { json } = await ask(handler, "POST /v1/update", validUpdate({ seq: 2 }));
    expect(json).toMatchObject({ ack: 2, disable_keys: ["page.view"] });
    const { json: found } = await ask(handler, "GET /keys");
    expect(found).toMatchObject({ keys: [{ key: "page.view", total: 2, state: "off" }] });
  });

  test.each([
    ["GET /keys", 200],
    ["GET /series?key=a", 200],
    ["GET /members?key=a", 200],
    ["GET /values?key=a", 200],
    ["GET /instances", 200],
    ["GET /accounting", 200],
    ["GET /controls", 200],
    ["GET /hosts", 200],
    ["GET /history?host=direct", 200],
    ["HEAD /keys", 200],
    ["HEAD /", 200],
    ["DELETE /keys", 405],
    ["OPTIONS /history", 405],
    ["POST /history", 405],
    ["DELETE /hosts", 405],
    ["HEAD /hosts", 200],
    ["GET /v1/update", 405],
    ["POST /v1/report", 404],
  ])("answers %s with %i", async (route, status) => {
    expect((await ask(open().handler, route)).status).toBe(status);
  });

  test("shows its dashboard under its title", async () => {
    const { json, headers } = await ask(open({ title: "Shop counts" }).handler, "GET /");
    expect(headers.get("content-type")).toContain("text/html");
    expect(json).toContain("<title>Shop counts</title>");
  });

  test("writes down what each site sent in a minute", async () => {
    const { handler, clock, history } = open();
    await ask(handler, "POST /v1/update", validUpdate(), { origin: SHOP });
    await ask(handler, "POST /v1/update", "nonsense", { origin: SHOP });
    clock.advance(60_000);
    await ask(handler, "GET /keys");
    await history.flush();
    expect((await ask(handler, "GET /hosts")).json).toEqual({ hosts: ["shop.example.com"] });
    const { json } = await ask(handler, "GET /history?host=shop.example.com");
    expect(json).toMatchObject({ samples: [{ requests_sec: 2 / 60, error_rate: 50 }] });
  });

  test("lets pages of listed origins send, but nobody's page from elsewhere read or control", async () => {
    const { handler } = open({ origins: [SHOP] });
    const allowed = async (route: string, body?: unknown) =>
      (await ask(handler, route, body, { origin: SHOP })).headers.get(
        "access-control-allow-origin",
      );
    expect(await allowed("POST /v1/update", validUpdate())).toBe(SHOP);
    expect(await allowed("POST /v1/update", "nonsense")).toBe(SHOP);
    expect(await allowed("OPTIONS /v1/update")).toBe(SHOP);
    expect(await allowed("OPTIONS /v1/update/id")).toBe(SHOP);
    for (const route of ["GET /keys", "GET /controls", "OPTIONS /controls", "PUT /controls"]) {
      expect(await allowed(route)).toBeNull();
    }
  });

  test("serves further routes beside its own, which win", async () => {
    const { handler } = open({
      routes: {
        "GET /shop/*": () => new Response("shop"),
        "GET /keys": () => new Response("mine"),
      },
    });
    expect((await ask(handler, "GET /shop/index.html")).json).toBe("shop");
    expect((await ask(handler, "GET /keys")).json).toMatchObject({ keys: [] });
  });

  test("answers for a further route that throws", async () => {
    const told: unknown[] = [];
    const broken = () => Promise.reject(new Error("broken"));
    const { handler } = open({
      routes: { "GET /broken": broken },
      onError: (error) => told.push(error),
    });
    expect((await ask(handler, "GET /broken")).status).toBe(500);
    expect(told).toHaveLength(1);
  });
});
