// The Worker in front of the objects.
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { front, isUpdate } from "../../../../src/workers/telemetry/front.ts";
import { homeOf } from "../../../../src/workers/telemetry/home.ts";
import type { TelemetryOptions } from "../../../../src/workers/telemetry/options.ts";
import { HOME } from "../../../support/requests.ts";

const NAME = "x-tallybeacon-instance";
const SHOP = "https://shop.example.com";
const UPDATE = JSON.stringify({ instance_id: "i", seq: 1 });

interface Seen {
  readonly name: string;
  readonly request: Request;
  readonly body: string;
}

/** Objects that note what they are asked. */
function open(more: Partial<TelemetryOptions> = {}, fail?: () => Response | Promise<Response>) {
  const seen: Seen[] = [];
  const onError = vi.fn();
  const stub = (name: string) => ({
    async fetch(request: Request) {
      seen.push({ name, request, body: await request.text() });
      return fail ? fail() : new Response("{}");
    },
    peer: () => Promise.reject(new Error("nobody asks")),
  });
  const options = { namespace: { getByName: stub }, shards: 4, onError, ...more };
  const ask = (path: string, init: RequestInit = {}) => {
    const whole = { ...init, duplex: "half" } as RequestInit;
    return front(new Request(HOME + path, whole), options);
  };
  const send = (body: string | Uint8Array<ArrayBuffer>, headers: HeadersInit = {}) =>
    ask("/v1/update", { method: "POST", body, headers });
  return { seen, onError, ask, send };
}

describe("a request goes", () => {
  test.each([
    ["GET /", "root"],
    ["GET /keys?range=1h", "root"],
    ["GET /v1/update", "root"],
    ["OPTIONS /keys", "root"],
    ["PUT /controls", "root"],
    ["POST /v1/updates", "root"],
    ["POST /v1/report", "root"],
    ["POST /scout", "root"],
    ["POST /keys?at=/v1/update", "root"],
    ["POST /metrics/job/shop?epoch=e&seq=1", "root"],
    ["POST /v1/statsd", "root"],
    ["POST /v2/raw", "root"],
    ["POST /v2/event", "root"],
    ["PUT /metrics/job/shop", "root"],
    ["OPTIONS /metrics", "root"],
    ["POST /a/v1/update", "root"],
    ["POST /v1/update", homeOf("i", 4)],
    ["POST /v1/update?app=shop", homeOf("i", 4)],
    ["POST /v1/update/i", homeOf("i", 4)],
    ["POST /v1/update/", homeOf("i", 4)],
    ["POST /x/../v1/update", homeOf("i", 4)],
  ])("as %s to %s", async (route, name) => {
    const { seen, ask } = open();
    const [method = "", path = ""] = route.split(" ");
    const body = method === "POST" || method === "PUT" ? UPDATE : null;
    const headers = { accept: "text/plain" };
    expect((await ask(path, { method, body, headers })).status).toBe(200);
    expect(seen).toMatchObject([{ name, body: body ?? "", request: { method } }]);
    expect(seen[0]?.request.url).toBe(new URL(HOME + path).href);
    expect(seen[0]?.request.headers.get("accept")).toBe("text/plain");
  });

  test.each([[1], [undefined]])("to the root where there are %s shards", async (shards) => {
    const { seen, send } = open({ shards } as Partial<TelemetryOptions>);
    await send(UPDATE);
    expect(seen).toMatchObject([{ name: "root", body: UPDATE }]);
  });

  test("somewhere always the same where it is no update", async () => {
    const { seen, send } = open();
    for (const body of ["", "x", "{}", '{"instance_id":1}']) await send(body);
    expect(new Set(seen.map(({ name }) => name))).toEqual(new Set([homeOf("", 4)]));
    expect(seen.map(({ request }) => request.headers.get(NAME))).toEqual([null, null, null, null]);
  });
});

describe("the home is told whose update it is", () => {
  test.each([
    ["i", "i"],
    ["größe\n", "gr%C3%B6%C3%9Fe%0A"],
    ["half \ud800", null],
  ])("'%s'", async (instance_id, told) => {
    const { seen, send } = open();
    await send(JSON.stringify({ instance_id }));
    expect(seen).toMatchObject([{ name: homeOf(instance_id, 4) }]);
    expect(seen[0]?.request.headers.get(NAME)).toBe(told);
  });

  test.each([
    ["replaced", 4, UPDATE, "i"],
    ["taken away where the update has none", 4, "{}", null],
    ["taken away where there is one object", 1, UPDATE, null],
  ])("and what an outsider made up is %s", async (_, shards, body, told) => {
    const { seen, send } = open({ shards });
    await send(body, { [NAME]: "somebody" });
    expect([seen[0]?.request.headers.get(NAME), seen[0]?.body]).toEqual([told, body]);
  });
});

test.each([
  ["/v1/update", 1, SHOP, SHOP],
  ["/v1/update/i?app=shop", 4, SHOP, SHOP],
  ["/v1/update", 4, "https://other.example.com", null],
  ["/v1/report", 4, SHOP, SHOP],
  ["/scout", 4, "https://other.example.com", null],
  ["/metrics/job/shop?epoch=e", 1, SHOP, SHOP],
  ["/v1/statsd", 4, SHOP, SHOP],
  ["/v2/raw", 1, SHOP, SHOP],
  ["/v2/event?app=shop", 4, "https://other.example.com", null],
])(
  "a page that asks whether it may send to %s of %i is answered here",
  async (path, shards, origin, granted) => {
    const { seen, ask } = open({ shards, origins: [SHOP] });
    const { status, headers } = await ask(path, { method: "OPTIONS", headers: { origin } });
    expect([status, seen]).toEqual([204, []]);
    expect(headers.get("access-control-allow-origin")).toBe(granted);
    expect(headers.get("access-control-allow-headers")).toBe("content-type, content-encoding");
  },
);

describe("a body", () => {
  test("that is zipped arrives unzipped, and says so", async () => {
    const { seen, send } = open();
    await send(Uint8Array.from(gzipSync(UPDATE)), { "content-encoding": "gzip" });
    expect(seen).toMatchObject([{ name: homeOf("i", 4), body: UPDATE }]);
    expect(seen[0]?.request.headers.get("content-encoding")).toBeNull();
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number]>([
    ["too large", UPDATE + " ".repeat(100), {}, 413],
    ["no gzip", UPDATE, { "content-encoding": "gzip" }, 400],
    ["of another encoding", UPDATE, { "content-encoding": "br" }, 415],
    ["no UTF-8", Uint8Array.of(255), {}, 400],
  ])("that is %s is refused here, where a page may read it", async (_, body, headers, status) => {
    const { seen, send, onError } = open({ maxBytes: 100, origins: [SHOP] });
    const response = await send(body, { ...headers, origin: SHOP });
    expect([response.status, seen, onError.mock.calls]).toEqual([status, [], []]);
    expect(response.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(await response.json()).toHaveProperty("error");
  });
});

describe("an object that cannot be reached", () => {
  const away = () => {
    throw new Error("away");
  };

  test.each([
    ["/v1/update", 1],
    ["/v1/update", 4],
    ["/v1/report", 4],
    ["/scout", 1],
    ["/metrics/job/shop?epoch=e&seq=1", 4],
    ["/v2/raw", 4],
  ])("is back in a moment, hears who sends to %s of %i", async (path, shards) => {
    const { ask, onError } = open({ shards, origins: [SHOP] }, away);
    const response = await ask(path, { method: "POST", body: UPDATE, headers: { origin: SHOP } });
    expect([response.status, await response.json()]).toEqual([
      503,
      { error: "not stored, please send again" },
    ]);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(response.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(response.headers.get("access-control-expose-headers")).toBe("retry-after");
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: "away" }));
  });

  test.each([
    ["POST /metrics/job/shop", "not stored, please send again"],
    ["PUT /metrics/job/shop/region/eu", "not stored, please send again"],
    ["DELETE /metrics/job/shop", "not stored, please send again"],
    ["PUT /applications", "not stored, please send again"],
    ["GET /metrics", "please ask again"],
    ["GET /pushed", "please ask again"],
    ["GET /installs?application=shop", "please ask again"],
    ["GET /keys", "please ask again"],
  ])(
    "is back in a moment, hears who asks for %s, and no page of elsewhere",
    async (route, error) => {
      const { ask, onError } = open({ origins: [SHOP] }, away);
      const [method = "", path = ""] = route.split(" ");
      const body = /^P/.test(method) ? "a 1\n" : null;
      const response = await ask(path, { method, body, headers: { origin: SHOP } });
      expect([response.status, await response.json()]).toEqual([503, { error }]);
      expect(response.headers.get("retry-after")).toBe("5");
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(onError).toHaveBeenCalledOnce();
    },
  );

  test.each([["/keys"], ["/v1/update"]])(
    "never makes %s reject, whoever hears of it",
    async (path) => {
      const onError = () => {
        throw new Error("deaf");
      };
      const { ask } = open({ onError }, away);
      const init = path === "/keys" ? {} : { method: "POST", body: UPDATE };
      expect((await ask(path, init)).status).toBeGreaterThanOrEqual(500);
    },
  );

  test("may be one whose name cannot be had", async () => {
    const namespace = { getByName: away };
    const { ask, send } = open({ namespace });
    expect([(await ask("/keys")).status, (await send(UPDATE)).status]).toEqual([503, 503]);
  });
});

test("what the object grants a page stays granted", async () => {
  const granted = { "access-control-allow-origin": SHOP, vary: "origin" };
  const { send } = open({ origins: [SHOP] }, () => new Response("{}", { headers: granted }));
  const { headers } = await send(UPDATE, { origin: SHOP });
  expect([headers.get("access-control-allow-origin"), headers.get("vary")]).toEqual([
    SHOP,
    "origin",
  ]);
});

test.each([
  ["POST", "https://count.example/v1/update", true],
  ["POST", "https://count.example:8787/v1/update?x", true],
  ["POST", "https://count.example/v1/update/i%2Fj", true],
  ["POST", "https://count.example/?/v1/update", false],
  ["POST", "https://v1/update", false],
  ["POST", "https://count.example/v1/updated", false],
  ["PUT", "https://count.example/v1/update", false],
])("%s %s is an update: %s", (method, url, is) => {
  expect(isUpdate({ method, url } as Request)).toBe(is);
});
