import { describe, expect, test } from "vitest";
import type { Controls } from "../../../src/core/tally.ts";
import { controlsRoutes } from "../../../src/server/controls.ts";
import { routes } from "../../../src/server/routes.ts";
import { ask } from "../../support/requests.ts";
import { openStore } from "../../support/store.ts";

const JSON_TYPE = { "content-type": "application/json" };

function open() {
  const { store } = openStore();
  const handler = routes(controlsRoutes({ store }));
  const put = (change: unknown, headers = {}) =>
    ask(handler, "PUT /controls", change, { ...JSON_TYPE, ...headers });
  return { store, handler, put };
}

describe("the operator", () => {
  test("sees what holds", async () => {
    const { handler } = open();
    expect((await ask(handler, "GET /controls")).json).toEqual({
      interval_ms: 3_600_000,
      stop: false,
      disabled_keys: [],
      enabled_keys: [],
      version: 0,
    });
  });

  test("switches keys off and on, and changes only what the change names", async () => {
    const { put } = open();
    const before = (await put({ disable: ["a", "b"], interval_ms: 60_000 })).json as Controls;
    expect((await put({ enable: ["a"] })).json).toEqual({
      interval_ms: 60_000,
      stop: false,
      disabled_keys: ["b"],
      enabled_keys: ["a"],
      version: before.version + 1,
    });
  });

  test("is told which member of a change is wrong, and nothing of it happens", async () => {
    const { put, store } = open();
    const { status, json } = await put({ disable: ["a"], stop: 1 });
    expect([status, json]).toEqual([400, { error: "stop: must be true or false" }]);
    expect(store.controls().disabled_keys).toEqual([]);
  });

  test("keeps at most 1,000 keys off, counted after what the change switches on", async () => {
    const { put } = open();
    const keys = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => prefix + i);
    expect((await put({ disable: keys("a", 1_000) })).status).toBe(200);
    expect(await put({ disable: ["one more"] })).toMatchObject({
      status: 400,
      json: { error: "disable: at most 1000 keys can be off" },
    });
    expect((await put({ enable: ["a0"], disable: ["one more"] })).status).toBe(200);
  });

  test("keeps the keys that are off short enough for every reply", async () => {
    const { put } = open();
    const long = Array.from({ length: 500 }, (_, i) => `${i}`.padStart(900, "k"));
    expect(await put({ disable: long })).toMatchObject({
      status: 400,
      json: { error: "disable: at most 400000 characters of keys can be off" },
    });
    expect((await put({ disable: long.slice(0, 400) })).status).toBe(200);
  });

  test("refuses a list of a hundred thousand faults by its length", async () => {
    const { put } = open();
    expect(await put({ enable: Array(150_000).fill(1) })).toMatchObject({
      status: 400,
      json: { error: "enable: must be at most 1000 keys" },
    });
  });

  test.each([
    ["another site", { origin: "https://evil.example" }, 403],
    ["a form of another site", { "content-type": "text/plain" }, 415],
  ])("is not %s", async (_, headers, status) => {
    const { put, store } = open();
    expect((await put({ stop: true }, headers)).status).toBe(status);
    expect(store.controls().stop).toBe(false);
  });
});
