import { describe, expect, test } from "vitest";
import type { Controls } from "../../../src/core/controls.ts";
import { controlsRoutes } from "../../../src/server/controls.ts";
import { routes } from "../../../src/server/routes.ts";
import { ask } from "../../support/requests.ts";
import { openStore, updateOf } from "../../support/store.ts";

const JSON_TYPE = { "content-type": "application/json" };

function open() {
  const { store, clock } = openStore();
  const handler = routes(controlsRoutes({ store }));
  const put = (change: unknown, headers = {}) =>
    ask(handler, "PUT /controls", change, { ...JSON_TYPE, ...headers });
  return { store, clock, handler, put };
}

/** With an instance of an app that sent a key. */
async function openWithApps() {
  const opened = open();
  const at = opened.clock.now();
  const update = updateOf({ k: 1 }, { instance_id: "i", timestamp: new Date(at).toISOString() });
  await opened.store.accept(update, at, at, "shop");
  const post = (path: string, body: unknown, headers = {}) =>
    ask(opened.handler, `POST ${path}`, body, { ...JSON_TYPE, ...headers });
  return { ...opened, post };
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
      switches: [],
      wishes: [],
    });
  });

  test("sees what holds for an app and for one instance", async () => {
    const { store, put, handler } = await openWithApps();
    await put({ app: "shop", disable: ["a"], instances: ["i"] });
    const get = async (query: string) => (await ask(handler, `GET /controls${query}`)).json;
    expect(await get("?app=shop&instance=i")).toEqual(store.controls("shop", "i"));
    expect(await get("?app=shop&instance=i")).toMatchObject({ disabled_keys: ["a"] });
    expect(await get("?app=shop")).toMatchObject({ disabled_keys: [], enabled_keys: ["a"] });
    expect(await get("?instance=i")).toMatchObject({ disabled_keys: [], enabled_keys: [] });
  });

  test("is told whom a change would touch, and nothing of it happens", async () => {
    const { store, post } = await openWithApps();
    const { json } = await post("/controls/preview", { app: "shop", disable: ["k"] });
    expect(json).toEqual({ instances: 1, updates_per_hour: 1, estimated: false });
    expect(store.controls("shop").disabled_keys).toEqual([]);
  });

  test("sees who changed what, and takes it back", async () => {
    const { put, post, handler } = await openWithApps();
    const { version } = (await put({ disable: ["a"], author: "ada", reason: "loud" }))
      .json as Controls;
    const changes = async () => (await ask(handler, "GET /controls/changes?limit=1")).json;
    expect(await changes()).toMatchObject({
      changes: [{ version, author: "ada", reason: "loud", change: { disable: ["a"] } }],
    });
    const undone = await post("/controls/undo", { version, author: "bob" });
    expect(undone).toMatchObject({ status: 200, json: { disabled_keys: [], enabled_keys: ["a"] } });
    expect(await changes()).toMatchObject({ changes: [{ author: "bob", undoes: version }] });
    expect(await post("/controls/undo", { version })).toMatchObject({
      status: 409,
      json: { error: `version: what ${version} changed has been changed again since` },
    });
  });

  test("is known by what the server knows, not by what is said", async () => {
    const { store } = openStore();
    const handler = routes(controlsRoutes({ store, authorOf: async () => "ada" }));
    await ask(handler, "PUT /controls", { stop: true, author: "eve" }, JSON_TYPE);
    const { version } = store.controls();
    await ask(handler, "POST /controls/undo", { version, author: "eve" }, JSON_TYPE);
    expect(store.changes(9).map(({ author }) => author)).toEqual(["ada", "ada"]);
  });

  test("is refused when somebody else was faster", async () => {
    const { put } = open();
    await put({ stop: true });
    expect(await put({ stop: false, version: 0 })).toMatchObject({ status: 409 });
  });

  test.each([
    ["PUT /controls", { percent: 101 }, "percent: must be a number from 0 to 100"],
    ["PUT /controls", { instances: "i" }, "instances: must be a list of strings"],
    [
      "PUT /controls",
      { instances: Array(1_001).fill("i") },
      "instances: must be at most 1000 instances",
    ],
    ["PUT /controls", { reason: "x".repeat(501) }, "reason: must be at most 500 characters"],
    ["PUT /controls", { app: "" }, "app: must be a string of 1 to 64 characters"],
    ["PUT /controls", { app: "none", stop: true }, 'app: nothing has come from "none" yet'],
    [
      "PUT /controls",
      { interval_ms: 5 },
      "interval_ms: must be a whole number from 1000 to 2592000000",
    ],
    ["POST /controls/undo", { version: "1" }, "version: must be a whole number"],
    ["POST /controls/undo", { version: 1 }, "version: no change made 1"],
    ["POST /controls/preview", { disable: "k" }, "disable: must be a list of strings"],
  ])("is told what is wrong with %s %j", async (route, body, error) => {
    const { handler } = open();
    expect(await ask(handler, route, body, JSON_TYPE)).toMatchObject({
      status: 400,
      json: { error },
    });
  });

  test.each(["/controls/preview", "/controls/undo"])("alone may use %s", async (path) => {
    const { post } = await openWithApps();
    expect((await post(path, {}, { origin: "https://evil.example" })).status).toBe(403);
  });

  test("switches keys off and on, and changes only what the change names", async () => {
    const { put } = open();
    const before = (await put({ disable: ["a", "b"], interval_ms: 60_000 })).json as Controls;
    expect((await put({ enable: ["a"] })).json).toMatchObject({
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
