// The description against the server that it describes: every route, answers and refusals alike.
import { beforeAll, describe, expect, test, vi } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import type { Pushes } from "../../../src/core/push.ts";
import type { Reports } from "../../../src/core/reports.ts";
import type { Store } from "../../../src/core/tally.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import type { Internal } from "../../../src/metrics/internal.ts";
import { createPipeline } from "../../../src/metrics/pipeline/create-pipeline.ts";
import { encodeEvent, encodeMap } from "../../../src/metrics/wire/encode.ts";
import { createHandler, type HandlerOptions } from "../../../src/server/handler.ts";
import { openapiDocument } from "../../../src/server/openapi/document.ts";
import { openapiRoutes } from "../../../src/server/openapi.ts";
import { routes } from "../../../src/server/routes.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import { eventOf } from "../../support/backend.ts";
import { openReports, reportOf } from "../../support/kept-reports.ts";
import { mapOf } from "../../support/metrics.ts";
import { pathsOf, validatorOf } from "../../support/openapi.ts";
import { ask, validUpdate } from "../../support/requests.ts";
import { NOW_MS, openStore, updateOf } from "../../support/store.ts";

vi.mock("../../../src/server/routes.ts", { spy: true });

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };
const json = { "content-type": "application/json" };
const as = (token: string) => ({ ...json, authorization: `Bearer ${token}` });
const text = { "content-type": "text/plain" };
const textAs = (token: string) => ({ ...text, authorization: `Bearer ${token}` });
const METRICS = `# HELP took How long.
# TYPE took histogram
took_bucket{le="1"} 2
took_sum 3
took_count 4
# TYPE size summary
size{quantile="0.5"} NaN
size_sum 1
size_count 1
# TYPE level gauge
level{l="a"} -Inf
`;

const METRIC_BODIES: readonly [route: string, body: string][] = [
  ["POST /v1/statsd", "a:1|c"],
  ["POST /v2/raw", new TextDecoder().decode(encodeMap(mapOf("a:1|c")))],
  ["POST /v2/event", new TextDecoder().decode(encodeEvent(eventOf({ title: "a" })))],
];

const document = openapiDocument(false);
const described = pathsOf(document);
const validator = validatorOf(document);
/** What was asked for, by route and status. */
const seen = new Set<string>();

/** A store with something of everything. */
async function filled(options: Partial<HandlerOptions> = {}) {
  const { store, clock, send, sql } = openStore();
  const odd = [1, "1", true, null, "x".repeat(2_000)].map((value) => ({ value, count: 2 }));
  await send(
    { n: 0.5, s: odd, l: [{ a: 1 }, 2], v: "text", o: { a: 1, b: [null] } },
    {
      epoch: "e",
      seq: 1,
      calls: 9,
      recorded: 12,
      dropped: { disabled: 2 },
      faults: { network: 1 },
    },
  );
  await send({ n: 1 }, { instance_id: "j", epoch: "f", seq: 3, controls: 0, offset_ms: -7.5 });
  const more = updateOf({ [`k${"x".repeat(2_000)}`]: 1, n: 1 }, { instance_id: "k" });
  await store.accept(more, NOW_MS, NOW_MS, "shop");
  const { version } = store.control({ disable: ["n"], instances: ["j"], author: "ada" });
  store.control({ app: "shop", disable: ["n"], percent: 12.5, stop: true, interval_ms: 60_000 });
  store.control({ app: "shop", enable: ["n"], interval_ms: null });
  store.undo(version, "bob", "why not");
  const history = memoryHistory({ clock });
  history.record("shop.example.com", { ts: NOW_MS / 1_000, requests_sec: 2.5, error_rate: 0 });
  const pushes = createPushes(sql, { clock });
  const { reports, send: report } = openReports(undefined, { clock });
  report({ application: "unknown", metadata: { a: ["x", null] } });
  report({ application: "unknown", metadata: { a: "x".repeat(5_000) } });
  reports.keep({ application: "shop", notices: [{ level: "INFO", message: "a" }] });
  report();
  const metrics = createPipeline({ clock });
  await metrics.flush();
  const parts = { store, history, reports, pushes, metrics, clock };
  const handler = createHandler({ ...parts, ...TOKENS, ...options });
  return { store, clock, history, handler, version };
}

/** Asks, and holds the answer against the description. */
async function check(
  handler: ReturnType<typeof createHandler>,
  route: string,
  {
    path = "",
    body,
    headers = as(ADA),
  }: { path?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<number> {
  const [method = "", place = ""] = route.split(" ");
  const found = await ask(
    handler,
    `${method} ${place.replace("{instance_id}", "i").replace("{grouping}", "job/shop")}${path}`,
    body,
    headers,
  );
  const { status } = found;
  seen.add(`${route} ${status}`);
  const response = described[route]?.responses[status];
  expect(response, `${route} answers ${status}, which is not described`).toBeDefined();
  if (!response?.content) {
    expect(found.json).toBe("");
    return status;
  }
  const type = (found.headers.get("content-type") ?? "").split(";")[0] ?? "";
  const values =
    type === "application/x-ndjson"
      ? String(found.json)
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [found.json];
  for (const value of values) expect(validator.faultsOf(route, status, type, value)).toEqual([]);
  if (status === 429 || status === 503) {
    expect(response.headers).toHaveProperty("Retry-After");
    expect(Number(found.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  return status;
}

/** Fails at whatever it is asked, but for what is whole. */
function broken<T extends object>(whole: Partial<T> = {}): T {
  return new Proxy(whole as T, {
    get: (_, name) =>
      Reflect.get(whole, name) ??
      (() => {
        throw new Error("disk I/O error");
      }),
  });
}
const onChange = () => {};

const guarded = Object.entries(described).filter(([, { security = [] }]) => security.length > 0);
const isMetrics = (route: string) => METRIC_BODIES.some(([each]) => each === route);
const isOperators = ([route]: [string, unknown]) =>
  /^(PUT|POST|DELETE) \/(controls|applications)/.test(route);

describe("what is described", () => {
  test("is what is served, and all of it", () => {
    vi.mocked(routes).mockClear();
    const { store, clock, sql } = openStore();
    const pushes = createPushes(sql, { clock });
    const parts = { pushes, reports: openReports().reports, metrics: createPipeline({}) };
    createHandler({ store, clock, ...parts, history: memoryHistory({ clock }) });
    const [table] = vi.mocked(routes).mock.calls[0] ?? [];
    // Whoever describes an API leaves out what a page of its own is made of.
    const all = Object.keys(table ?? {}).filter((route) => !route.startsWith("GET /dashboard/"));
    const served = all.map((route) =>
      // The history's handler refuses other methods by itself.
      route
        .replace(/^\* /, "GET ")
        .replace("/metrics/*", "/metrics/{grouping}")
        .replace("/*", "/{instance_id}"),
    );
    expect(served.sort()).toEqual(Object.keys(described).sort());
  });

  test("is served to anybody, and says whether tokens are asked for", async () => {
    const { handler } = await filled();
    const { json: found, headers } = await ask(handler, "GET /openapi.json");
    expect(found).toEqual(document);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    const { store, clock } = openStore();
    const open = createHandler({ store, clock, history: memoryHistory({ clock }) });
    expect((await ask(open, "GET /openapi.json")).json).toEqual(openapiDocument(true));
  });

  test("is made once, when it is asked for", async () => {
    const handle = openapiRoutes()["GET /openapi.json"];
    const request = new Request("http://count.example/openapi.json");
    const texts = [await handle?.(request), await handle?.(request)].map((each) => each?.text());
    const [first, second] = await Promise.all(texts);
    expect(first).toBe(second);
    expect(first).toBe(JSON.stringify(document));
  });
});

test("an answer that is not as described is seen", () => {
  const faults = (value: unknown) =>
    validator.faultsOf("GET /hosts", 200, "application/json", value);
  expect(faults({ hosts: [] })).toEqual([]);
  expect(faults({ hosts: [1] })).toEqual([expect.stringContaining("must be string")]);
  expect(faults({ hosts: [], more: 1 })).toEqual([expect.stringContaining("additional")]);
  expect(validator.faultsOf("GET /hosts", 418, "application/json", {})).toEqual([
    expect.stringContaining("the description has no paths"),
  ]);
});

describe("answers are as described", () => {
  let open: Awaited<ReturnType<typeof filled>>;
  beforeAll(async () => {
    open = await filled();
  });

  test.each<[route: string, ...paths: string[]]>([
    ["GET /apps", ""],
    ["GET /keys", "", "?app=shop&range=30d", "?app=none"],
    [
      "GET /series",
      "?key=n&form=totals",
      "?key=n",
      '?key=s&member="1"&app=default',
      "?key=s&member=null",
      "?key=none",
    ],
    ["GET /members", "?key=s", "?key=s&limit=1&app=default&step=60&points=9"],
    ["GET /values", "?key=v", "?key=l", "?key=o&app=default", "?key=none"],
    ["GET /instances", "", "?app=shop&limit=1", "?instance=none"],
    ["GET /accounting", "", "?instance=i"],
    ["GET /controls", "", "?instance=j", "?app=shop"],
    ["GET /controls/changes", "", "?limit=1"],
    ["GET /history", "?host=shop.example.com", "?host=shop.example.com&agg=mean", "?host=none"],
    ["GET /hosts", ""],
    ["GET /load", "", "?range=24h"],
    ["GET /applications", ""],
    [
      "GET /installs",
      "?application=shop",
      "?application=unknown&range=400d&to=1",
      "?application=a",
    ],
    ["GET /reports", "?application=shop", "?application=unknown&limit=2", "?application=none"],
    ["GET /session", ""],
    ["GET /openapi.json", ""],
    ["GET /", ""],
    ["OPTIONS /v1/update", ""],
    ["OPTIONS /v1/update/{instance_id}", ""],
    ["OPTIONS /metrics/{grouping}", ""],
    ["GET /metrics", ""],
    ["GET /pushed", ""],
    ["GET /statsd", ""],
    ["GET /healthcheck", ""],
    ["GET /deepcheck", ""],
    ["OPTIONS /v1/statsd", ""],
    ["OPTIONS /v2/raw", ""],
    ["OPTIONS /v2/event", ""],
    ["OPTIONS /v1/report", ""],
    ["OPTIONS /scout", ""],
    [
      "GET /export",
      ...["totals", "members", "values", "instances", "changes"].flatMap((what) => [
        `?what=${what}`,
        `?what=${what}&format=csv`,
      ]),
    ],
  ])("to %s", async (route, ...paths) => {
    for (const path of paths) {
      const status = await check(open.handler, route, { path });
      expect([path, status]).toEqual([path, route.startsWith("OPTIONS") ? 204 : 200]);
    }
  });

  test("to those who listen, and to those who come when the server closes", async () => {
    const ending = new AbortController();
    const { handler } = await filled({ signal: ending.signal });
    const listening = check(handler, "GET /events");
    setTimeout(() => ending.abort());
    expect(await listening).toBe(200);
    expect(await check(handler, "GET /events")).toBe(503);
  });

  test("to those who change something", async () => {
    const { handler } = open;
    const change = { disable: ["v"], percent: 30, reason: "why not" };
    expect(await check(handler, "POST /controls/preview", { body: change })).toBe(200);
    expect(await check(handler, "PUT /controls", { body: change })).toBe(200);
    const { version } = open.store.allControls();
    expect(await check(handler, "PUT /controls", { body: { version: 1 } })).toBe(409);
    expect(await check(handler, "POST /controls/undo", { body: { version } })).toBe(200);
    expect(await check(handler, "POST /controls/undo", { body: { version } })).toBe(409);
    const settings = { application: "a", latest_version: "2", hard_limit: true };
    expect(await check(handler, "PUT /applications", { body: settings })).toBe(200);
    const path = "?application=a";
    expect(await check(handler, "DELETE /applications", { path })).toBe(200);
    expect(await check(handler, "POST /login", { body: { token: ADA }, headers: json })).toBe(200);
    expect(await check(handler, "POST /login", { body: { token: "x" }, headers: json })).toBe(401);
    expect(await check(handler, "POST /logout", { body: {}, headers: json })).toBe(200);
  });

  test("to updates", async () => {
    const { handler, store } = open;
    store.control({ disable: ["off"], stop: true });
    store.control({ enable: ["n"] });
    for (const route of ["POST /v1/update", "POST /v1/update/{instance_id}"]) {
      const update = (more: object) => ({ body: validUpdate({ instance_id: "i", ...more }) });
      expect(await check(handler, route, { ...update({}), headers: {} })).toBe(200);
      expect(await check(handler, route, update({ seq: 9, epoch: "g" }))).toBe(200);
      expect(await check(handler, route, { body: {} })).toBe(400);
      const zipped = { "content-encoding": "br" };
      expect(await check(handler, route, { ...update({}), headers: zipped })).toBe(415);
    }
    const forgotten = { body: validUpdate({ instance_id: "k", forget: true }) };
    expect(await check(handler, "POST /v1/update", forgotten)).toBe(200);
  });

  test("to pushes, and to those who look at them", async () => {
    const { handler } = open;
    const push = (path: string, headers = text) =>
      check(handler, "POST /metrics/{grouping}", { path, body: METRICS, headers });
    expect(await push("?epoch=e&seq=1")).toBe(202);
    expect(await push("", textAs(ADA))).toBe(202);
    expect(await push("", textAs(BOB))).toBe(403);
    expect(await push("")).toBe(401);
    const put = { body: METRICS, headers: textAs(ADA) };
    expect(await check(handler, "PUT /metrics/{grouping}", put)).toBe(202);
    for (const [format, type] of [
      ["application/openmetrics-text", /^application\/openmetrics-text; version=1.0.0/],
      ["application/vnd.google.protobuf", /^application\/vnd.google.protobuf/],
      ["text/html, */*", /^text\/plain; version=0.0.4/],
    ] as const) {
      const headers = { ...as(ADA), accept: format };
      expect(await check(handler, "GET /metrics", { headers })).toBe(200);
      const { headers: said } = await ask(handler, "GET /metrics", undefined, headers);
      expect(said.get("content-type")).toMatch(type);
    }
    expect(await check(handler, "GET /pushed")).toBe(200);
    expect(await check(handler, "DELETE /metrics/{grouping}")).toBe(202);
  });

  test("to tagged metrics", async () => {
    const { handler } = open;
    for (const [route, body] of METRIC_BODIES) {
      expect(await check(handler, route, { body, headers: {} })).toBe(202);
      expect(await check(handler, route, { body, headers: as(ADA) })).toBe(202);
      expect(await check(handler, route, { body, headers: as(BOB) })).toBe(403);
      expect(await check(handler, route, { body, headers: as("x") })).toBe(401);
      const zipped = { "content-encoding": "gzip" };
      expect(await check(handler, route, { body, headers: zipped })).toBe(400);
    }
    const { handler: fresh } = await filled();
    expect(await check(fresh, "POST /v1/statsd", { body: "a:1|c", headers: {} })).toBe(202);
    const { json: said } = await ask(fresh, "GET /statsd", undefined, as(ADA));
    expect(said).toMatchObject({ stats: expect.any(Array) });
  });

  test("to reports", async () => {
    const { handler } = open;
    for (const route of ["POST /v1/report", "POST /scout"]) {
      expect(await check(handler, route, { body: reportOf(), headers: {} })).toBe(200);
      expect(await check(handler, route, { body: {} })).toBe(400);
      const zipped = { "content-encoding": "br" };
      expect(await check(handler, route, { body: reportOf(), headers: zipped })).toBe(415);
    }
  });

  test("to an open server's session", async () => {
    const { handler } = await filled({ operators: {}, readers: {} });
    expect(await check(handler, "GET /session", { headers: {} })).toBe(200);
    expect(await check(handler, "POST /login", { body: { token: ADA }, headers: json })).toBe(400);
  });
});

describe("refusals are as described", () => {
  test("of parameters: each that is described is read, and named", async () => {
    const { handler } = await filled();
    const wrong: Readonly<Record<string, string>> = {
      member: "x",
      range: "2x",
      to: "soon",
      step: "0",
      limit: "0",
      what: "all",
      format: "xml",
      agg: "median",
    };
    for (const [route, { parameters: all }] of Object.entries(described)) {
      if (!/^(GET|DELETE) /.test(route)) continue;
      const parameters = all.filter((each) => each.in === "query");
      for (const { name, required } of parameters) {
        const others = parameters.filter((each) => each.required && each.name !== name);
        const rest = others.map((each) => `&${each.name}=k`).join("");
        const value = wrong[name];
        if (value === undefined && !required) continue;
        const path = value === undefined ? `?${rest}` : `?${name}=${value}${rest}`;
        expect([route, name, await check(handler, route, { path })]).toEqual([route, name, 400]);
        const { json: said } = await ask(handler, route + path, undefined, as(ADA));
        expect(JSON.stringify(said)).toContain(name);
      }
    }
  });

  test("of whoever shows no token, a reader's, or too many wrong ones", async () => {
    const { handler } = await filled();
    for (const [route] of guarded.filter((each) => !isMetrics(each[0]))) {
      const [method] = route.split(" ");
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      expect(await check(handler, route, { body, headers: json })).toBe(401);
    }
    for (const [route] of guarded.filter(isOperators)) {
      expect(await check(handler, route, { body: {}, headers: as(BOB) })).toBe(403);
    }
    for (let i = 0; i < 10; i += 1) {
      await ask(handler, "GET /session", undefined, as(`guess-${i}-guess-guess`));
    }
    for (const [route] of [...guarded, ["POST /login"] as const]) {
      const body = route.startsWith("GET") ? undefined : { token: ADA };
      expect(await check(handler, route, { body })).toBe(429);
    }
  });

  const isPush = (route: string) => route.includes("/metrics/");
  const writes = Object.entries(described).filter(
    ([route, { requestBody }]) => requestBody && !isPush(route) && !isMetrics(route),
  );
  test("of bodies that are too long, too slow, of another type, or from elsewhere", async () => {
    const { handler } = await filled({ maxBytes: 100, timeoutMs: 0 });
    const { handler: slow, clock } = await filled({ timeoutMs: 1_000 });
    for (const [route] of writes) {
      expect(await check(handler, route, { body: { token: "x".repeat(9_000) } })).toBe(413);
      const late = check(slow, route, { body: new ReadableStream() });
      // Whose token it is takes a while of the platform's.
      await new Promise((resolve) => setTimeout(resolve, 20));
      clock.advance(60_000);
      expect(await late).toBe(408);
      expect(await check(slow, route, { body: "nonsense" })).toBe(400);
    }
    const own = [...writes.map(([route]) => route), "POST /logout"];
    for (const route of own.filter((each) => !/ \/(v1\/|scout)/.test(each))) {
      const headers = { authorization: `Bearer ${ADA}` };
      expect(await check(handler, route, { body: "{}", headers })).toBe(415);
      const foreign = { ...as(ADA), origin: "https://evil.example" };
      expect(await check(handler, route, { body: {}, headers: foreign })).toBe(403);
    }
  });

  test("of updates that may not come, come too often, or cannot be stored", async () => {
    const full = { maxUpdates: 1 };
    const { handler: keyed } = await filled({ ingestKeys: { shop: "key-of-the-shop" } });
    for (const route of ["POST /v1/update", "POST /v1/update/{instance_id}"]) {
      const body = validUpdate({ instance_id: "i", epoch: "g" });
      expect(await check(keyed, `${route}`, { path: "?app=shop&key=wrong", body })).toBe(403);
      const { handler: limited } = await filled(full);
      await check(limited, route, { body });
      expect(await check(limited, route, { body })).toBe(429);
      const { store } = await filled();
      const broken = { ...store, accept: () => Promise.reject(new Error("disk full")) };
      const { handler } = await filled({ store: broken as Store });
      expect(await check(handler, route, { body })).toBe(503);
    }
  });

  test("of pushes that are none, may not come, come too often, or cannot be kept", async () => {
    const summed = "?epoch=e&seq=1";
    for (const route of ["POST /metrics/{grouping}", "PUT /metrics/{grouping}"]) {
      const { handler, clock: clockOfEpochs } = await filled();
      const { handler: small } = await filled({ maxBytes: 100 });
      const { handler: slow, clock } = await filled({ timeoutMs: 1_000 });
      const { handler: keyed } = await filled({ ingestKeys: { shop: "key-of-the-shop" } });
      const { handler: limited } = await filled({ maxUpdates: 1 });
      const send = { path: summed, body: METRICS, headers: text };
      expect(await check(handler, route, { ...send, path: "" })).toBe(401);
      expect(await check(handler, route, { ...send, path: "", headers: textAs(BOB) })).toBe(403);
      expect(await check(handler, route, { ...send, headers: json })).toBe(400);
      expect(await check(handler, route, { ...send, body: "nonsense" })).toBe(400);
      expect(await check(handler, route, { ...send, path: "?epoch=e" })).toBe(400);
      const zipped = { ...text, "content-encoding": "br" };
      expect(await check(handler, route, { ...send, headers: zipped })).toBe(415);
      expect(await check(handler, route, send)).toBe(202);
      clockOfEpochs.advance(31 * 86_400_000);
      expect(await check(handler, route, { ...send, path: "?epoch=e&seq=2" })).toBe(409);
      expect(await check(small, route, send)).toBe(413);
      const late = check(slow, route, { ...send, body: new ReadableStream() });
      clock.advance(60_000);
      expect(await late).toBe(408);
      expect(await check(keyed, route, { ...send, path: `${summed}&key=wrong` })).toBe(403);
      await check(limited, route, send);
      expect(await check(limited, route, send)).toBe(429);
    }
    const { handler } = await filled();
    const path = "/x";
    expect(await check(handler, "DELETE /metrics/{grouping}", { path })).toBe(400);
    expect(await check(handler, "DELETE /metrics/{grouping}", { headers: as(BOB) })).toBe(403);
    const push = () => {
      throw new TallybeaconError("storage", "disk full");
    };
    const { handler: full } = await filled({ pushes: broken<Pushes>({ push, onChange }) });
    for (const route of Object.keys(described).filter(isPush)) {
      if (route.startsWith("OPTIONS")) continue;
      const headers = textAs(ADA);
      const body = route.startsWith("DELETE") ? {} : { body: METRICS };
      expect(await check(full, route, { ...body, headers })).toBe(503);
    }
  });

  test("of tagged metrics that may not come, come too often, or go nowhere", async () => {
    const sink = () => Promise.reject(new Error("no room"));
    const lastSentAtMs = () => undefined;
    const { handler: small } = await filled({ maxBytes: 100 });
    const { handler: slow, clock } = await filled({ timeoutMs: 1_000 });
    const { handler: failing } = await filled({ metrics: { sink, event: sink, lastSentAtMs } });
    const { handler: keyed } = await filled({ ingestKeys: { shop: "key-of-the-shop" } });
    const { handler: limited } = await filled({ maxPerAddress: 0, addressOf: () => "here" });
    for (const [route, body] of METRIC_BODIES) {
      expect(await check(failing, route, { body, headers: {} })).toBe(500);
      const path = "?app=shop&key=wrong";
      expect(await check(keyed, route, { path, body, headers: {} })).toBe(403);
      expect(await check(limited, route, { body, headers: {} })).toBe(429);
      expect(await check(small, route, { body: "x".repeat(101), headers: {} })).toBe(413);
      const late = check(slow, route, { body: new ReadableStream(), headers: {} });
      clock.advance(60_000);
      expect(await late).toBe(408);
    }
    expect(await check(failing, "GET /deepcheck")).toBe(500);
  });

  test("of reports that come too often, or cannot be stored", async () => {
    for (const route of ["POST /v1/report", "POST /scout"]) {
      const body = reportOf();
      const { handler: limited } = await filled({ maxPerAddress: 0, addressOf: () => "here" });
      expect(await check(limited, route, { body })).toBe(429);
      const { handler } = await filled({ reports: broken<Reports>({ onChange }) });
      expect(await check(handler, route, { body })).toBe(503);
    }
  });

  test("of a server that is broken inside", async () => {
    const store = broken<Store>({ onChange });
    const history = { ...memoryHistory(), query: store.apps, hosts: store.apps } as never;
    const internal = broken<Internal>({ watch: () => {} });
    const parts = {
      reports: broken<Reports>({ onChange }),
      pushes: broken<Pushes>({ onChange }),
      metrics: { sink: () => {}, internal },
    };
    const { handler } = await filled({ store, history, ...parts });
    for (const [route, { responses, parameters }] of Object.entries(described)) {
      if (!responses["500"] || / \/(login|logout|v[12]|scout|deepcheck)/.test(route)) continue;
      const needed = parameters.filter((each) => each.required && each.in === "query");
      const path = `?${needed.map((each) => `${each.name}=k`)}`;
      const json = /^(GET|DELETE)/.test(route) ? undefined : { version: 1, application: "a" };
      const body = isPush(route) ? METRICS : json;
      const headers = isPush(route) ? textAs(ADA) : as(ADA);
      expect([route, await check(handler, route, { path, body, headers })]).toEqual([route, 500]);
    }
  });

  test("and all that is described was seen, but for what nothing but a mistake in the server brings", () => {
    const all = Object.entries(described).flatMap(([route, { responses }]) =>
      Object.keys(responses).map((status) => `${route} ${status}`),
    );
    const unseen = all.filter((each) => !seen.has(each));
    expect(unseen).toEqual([
      "POST /v1/update 500",
      "POST /v1/update/{instance_id} 500",
      "POST /v1/report 500",
      "POST /scout 500",
      "POST /login 500",
      "POST /logout 500",
    ]);
  });
});
