import { describe, expect, test, vi } from "vitest";
import type { LoadReply } from "../../../src/core/api.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createPipeline } from "../../../src/metrics/pipeline/create-pipeline.ts";
import { createAccess } from "../../../src/server/access.ts";
import { ASIDE, type Aside, WHOLE } from "../../../src/server/answer.ts";
import { script, style } from "../../../src/server/dashboard/assets.ts";
import { createHandler, type HandlerOptions } from "../../../src/server/handler.ts";
import { pushedBackend } from "../../../src/server/statsd/pushed-backend.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import type { StoreOptions } from "../../../src/store/store.ts";
import { settled } from "../../support/clock.ts";
import { openReports, reportOf } from "../../support/kept-reports.ts";
import { listenTo } from "../../support/listening.ts";
import { ask, HOME, validUpdate } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";
import { openStore } from "../../support/store.ts";

const SHOP = "https://shop.example.com";

function open({
  maxInstances,
  ...options
}: Partial<HandlerOptions> & Pick<StoreOptions, "maxInstances"> = {}) {
  const { store, clock } = openStore(undefined, maxInstances === undefined ? {} : { maxInstances });
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
    ["GET /apps", 200],
    ["GET /controls", 200],
    ["GET /export", 200],
    ["GET /controls/changes", 200],
    ["GET /controls/undo", 405],
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

  test("has only the files of its dashboard: what else is below its folder is the caller's", async () => {
    const own = { routes: { "GET /dashboard/*": () => new Response("mine") } };
    const [bare, shared] = [open().handler, open(own).handler];
    for (const { name, text } of [script, style]) {
      expect((await ask(shared, `GET /dashboard/${name}`)).json).toBe(text);
    }
    expect((await ask(shared, "GET /dashboard/")).json).toBe("mine");
    for (const path of ["/dashboard/", "/dashboard/dashboard-00000000.js"]) {
      const { status, headers } = await ask(bare, `GET ${path}`);
      expect([status, headers.get("cache-control")]).toEqual([404, "no-store"]);
    }
  });

  test.each<[route: string, body: unknown, changes: number]>([
    ["POST /v1/update", validUpdate(), 1],
    ["POST /v1/update", "nonsense", 0],
    ["PUT /controls", { disable: ["page.view"] }, 1],
    ["PUT /controls", { version: 1 }, 0],
    ["POST /controls/preview", { disable: ["page.view"] }, 0],
    ["POST /controls/undo", { version: 0 }, 1],
    ["POST /v1/report", reportOf(), 1],
    ["PUT /applications", { application: "shop" }, 1],
    ["DELETE /applications?application=shop", undefined, 1],
    ["PUT /metrics/job/shop", "hits 1\n", 1],
    ["DELETE /metrics/job/shop", undefined, 1],
    ["POST /metrics/job/shop?epoch=e&seq=1", "# TYPE hits_total counter\nhits_total 1\n", 1],
    ["GET /keys", undefined, 0],
    ["GET /metrics", undefined, 0],
  ])("tells who listens of %s with %j: %i", async (route, body, expected) => {
    const { sql, store, clock } = openStore();
    const parts = { reports: openReports().reports, pushes: createPushes(sql, { clock }) };
    const history = memoryHistory({ clock });
    const handler = createHandler({ store, history, clock, ...parts });
    const { version } = store.control({ disable: ["a"] });
    const { changes } = listenTo(await handler(new Request(`${HOME}/events`)));
    const type = route.includes("/metrics") ? "text/plain" : "application/json";
    const sent = route.endsWith("/undo") ? { version } : body;
    await ask(handler, route, sent, { "content-type": type });
    await settled();
    expect(changes()).toBe(expected);
  });

  test("tells who listens of tagged metrics once they are shown, and of samples that others record", async () => {
    const { sql, store, clock } = openStore();
    const pushes = createPushes(sql, { clock });
    const metrics = createPipeline({ clock, backends: { dashboard: pushedBackend(pushes) } });
    const history = memoryHistory({ clock });
    const handler = createHandler({ store, history, clock, pushes, metrics });
    const { changes } = listenTo(await handler(new Request(`${HOME}/events`)));
    await ask(handler, "POST /v1/statsd", "hits:1|c");
    await settled();
    expect(changes()).toBe(0);
    await metrics.flush();
    await settled();
    expect(changes()).toBe(1);
    clock.advance(1_000);
    history.record("h", { ts: Math.floor(clock.now() / 1_000) });
    await settled();
    expect(changes()).toBe(2);
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
    const { samples } = (await ask(handler, "GET /load")).json as LoadReply;
    const length = JSON.stringify(validUpdate()).length + "nonsense".length;
    expect(samples.at(-1)).toMatchObject({ error_rate: 50 });
    expect(60 * (samples.at(-1)?.bytes_sec ?? 0)).toBeCloseTo(length);
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

  test("takes no more of a request for an update where there are further routes", async () => {
    const whole = vi.fn<(request: Request) => Response>(() => new Response("shop"));
    const { handler } = open({ routes: { "POST /shop": whole } });
    expect((handler as Aside)[ASIDE]).toBe(true);
    const asked = new Request(`${HOME}/shop`, { method: "POST", body: "all of it" });
    const light = { [ASIDE]: true, [WHOLE]: () => asked, url: asked.url, method: "POST" };
    await handler(light as unknown as Request);
    expect(whole).toHaveBeenCalledExactlyOnceWith(asked);
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

describe("with tokens", () => {
  const ADA = "ada-has-this-token";
  const BOB = "bob-has-that-token";
  const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const change = { "content-type": "application/json" };

  test.each([
    "GET /keys",
    "HEAD /keys",
    "GET /series?key=a",
    "GET /members?key=a",
    "GET /values?key=a",
    "GET /instances",
    "GET /accounting",
    "GET /export",
    "GET /controls",
    "GET /load",
    "GET /history?host=direct",
    "GET /hosts",
    "HEAD /hosts",
    "GET /session",
  ])("%s is for readers and operators", async (route) => {
    const { handler } = open(TOKENS);
    const status = async (headers = {}) => (await ask(handler, route, undefined, headers)).status;
    expect([await status(), await status(bearer(BOB)), await status(bearer(ADA))]).toEqual([
      401, 200, 200,
    ]);
    expect(await status(bearer("guess-guess-guess"))).toBe(401);
  });

  test("the controls are for operators to turn", async () => {
    const { handler, store } = open(TOKENS);
    const put = async (headers = {}) =>
      (await ask(handler, "PUT /controls", { stop: true }, { ...change, ...headers })).status;
    expect([await put(), await put(bearer(BOB))]).toEqual([401, 403]);
    expect(store.controls().stop).toBe(false);
    expect(await put(bearer(ADA))).toBe(200);
    expect(store.controls().stop).toBe(true);
  });

  test("updates, the dashboard's document and further routes are for everybody", async () => {
    const { handler } = open({ ...TOKENS, routes: { "GET /shop": () => new Response("shop") } });
    const status = async (route: string, body?: unknown) =>
      (await ask(handler, route, body)).status;
    expect(await status("POST /v1/update", validUpdate())).toBe(200);
    expect(await status("OPTIONS /v1/update")).toBe(204);
    expect(await status("GET /")).toBe(200);
    expect(await status("GET /shop")).toBe(200);
  });

  test("whoever logs in reads and changes, from the same origin, behind a proxy too", async () => {
    const { handler } = open({ ...TOKENS, trustedProxies: ["loopback"] });
    const proxied = {
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "count.example.com",
    };
    const send = async (method: string, path: string, body: unknown, headers = {}) => {
      const init = { method, body: JSON.stringify(body) };
      const all = { ...change, ...proxied, ...headers };
      return handler(from("127.0.0.1", all, HOME + path, init));
    };
    const own = { origin: "https://count.example.com" };
    const login = await send("POST", "/login", { token: ADA }, own);
    const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    expect(cookie).toMatch(/^__Host-tallybeacon=/);
    const put = async (headers: Record<string, string>) =>
      (await send("PUT", "/controls", {}, { cookie, ...headers })).status;
    expect(await put(own)).toBe(200);
    expect(await put({ origin: HOME })).toBe(403);
    expect(await put({ origin: "https://evil.example" })).toBe(403);
  });

  test("further routes are guarded by the same ones", async () => {
    const access = createAccess(TOKENS);
    const shop = access.reader(() => new Response("shop"));
    const { handler } = open({ access, routes: { "GET /shop": shop } });
    for (const route of ["GET /shop", "GET /keys"]) {
      expect((await ask(handler, route)).status).toBe(401);
      expect((await ask(handler, route, undefined, bearer(BOB))).status).toBe(200);
    }
    await ask(handler, "GET /shop", undefined, bearer("guess-guess-guess"));
    await ask(handler, "GET /keys", undefined, bearer("guess-guess-guess"));
    expect(access.failedTries()).toBe(2);
  });

  test("that will not do are refused at once", () => {
    expect(() => open({ operators: { ada: "short" } })).toThrow(/the token of "ada"/);
    expect(() => open({ trustedProxies: ["nginx"] })).toThrow(/not "nginx"/);
    expect(() => open({ ingestKeys: { shop: "short" } })).toThrow(/the key of "shop"/);
  });
});

describe("security headers", () => {
  const names = [
    "x-content-type-options",
    "referrer-policy",
    "content-security-policy",
    "cross-origin-resource-policy",
    "cache-control",
  ];

  test.each([
    "GET /keys",
    "GET /series",
    "GET /export",
    "GET /controls",
    "PUT /controls",
    "GET /history",
    "GET /hosts",
    "GET /session",
    "POST /login",
    "GET /",
    "GET /nothing",
    "DELETE /keys",
    "OPTIONS /controls",
  ])("are on every answer to %s, whoever asks", async (route) => {
    for (const options of [{}, { operators: { ada: "ada-has-this-token" } }]) {
      const { headers } = await ask(open(options).handler, route);
      for (const name of names) expect(headers.get(name), name).not.toBeNull();
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test.each(["GET /keys", "GET /"])(
    "tell whoever came by https to come back so: %s",
    async (route) => {
      const [method = "", path = ""] = route.split(" ");
      const response = await open().handler(
        new Request(`https://count.example${path}`, { method }),
      );
      expect(response.headers.get("strict-transport-security")).toBe("max-age=31536000");
    },
  );

  test("are spared to those who send updates", async () => {
    const { headers } = await ask(open().handler, "POST /v1/update", validUpdate());
    expect([...headers.keys()]).toEqual(["cache-control", "content-type"]);
  });
});

test("an address that sends too much is sent away, where its app is told why", async () => {
  const told: string[] = [];
  const { handler } = open({
    maxPerAddress: 1,
    origins: [SHOP],
    onLimit: (app, reason) => told.push(`${app} ${reason}`),
  });
  const send = async (peer: string) => {
    const init = { method: "POST", body: JSON.stringify(validUpdate()) };
    return handler(from(peer, { origin: SHOP }, `${HOME}/v1/update?app=shop`, init));
  };
  expect((await send("203.0.113.7")).status).toBe(200);
  const { status, headers } = await send("203.0.113.7");
  expect([status, headers.get("retry-after")]).toEqual([429, "120"]);
  // The page may read when to come back.
  expect(headers.get("access-control-allow-origin")).toBe(SHOP);
  expect((await send("203.0.113.8")).status).toBe(200);
  expect(told).toEqual(["shop rate-address"]);
});

describe("with tokens", () => {
  const TOKEN = "a-token-of-sixteen";

  test("names the operator whose token it was in the list of changes", async () => {
    const { handler, store } = open({ operators: { ada: TOKEN } });
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const change = { stop: true, author: "eve" };
    expect((await ask(handler, "PUT /controls", change)).status).toBe(401);
    expect((await ask(handler, "PUT /controls", change, headers)).status).toBe(200);
    expect(store.changes(1)).toMatchObject([{ author: "ada" }]);
  });
});

test("counts what was sent away with what its app is refused", async () => {
  const { handler, store } = open({ maxPerApp: 1 });
  const send = (seq: number) =>
    ask(handler, "POST /v1/update?app=shop", validUpdate({ seq, epoch: "e" }));
  const statuses = [];
  for (const seq of [1, 2, 3]) statuses.push((await send(seq)).status);
  expect(statuses).toEqual([200, 429, 429]);
  await ask(handler, "POST /v1/update", validUpdate({ instance_id: "other" }));
  expect(store.apps()).toMatchObject([
    { app: "default", refused: {} },
    { app: "shop", refused: { "rate-app": 2 } },
  ]);
});

test("answers whom it has no room for", async () => {
  const { handler } = open({ maxInstances: 1 });
  const send = (instance_id: string, app = "shop") =>
    ask(handler, `POST /v1/update?app=${app}`, validUpdate({ instance_id }));
  expect((await send("i")).status).toBe(200);
  const { status, headers, json } = await send("j");
  expect([status, headers.get("retry-after"), json]).toEqual([
    429,
    "3600",
    { error: 'instance_id: no more instances of "shop"' },
  ]);
  for (let i = 0; i < 98; i += 1) await send(`i${i}`, `app${i}`);
  expect(await send("k", "one-more")).toMatchObject({
    status: 403,
    json: { error: 'app: there is no room for "one-more"' },
  });
});
