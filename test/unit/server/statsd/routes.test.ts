// Takes metrics in over HTTP.
import { describe, expect, test, vi } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import { encodeEvent, encodeMap } from "../../../../src/metrics/wire/encode.ts";
import { createAccess } from "../../../../src/server/access.ts";
import { createGate, type GateOptions } from "../../../../src/server/gate.ts";
import { routes } from "../../../../src/server/routes.ts";
import { type StatsdRoutesOptions, statsdRoutes } from "../../../../src/server/statsd/routes.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { mapOf, told } from "../../../support/metrics.ts";
import { ask } from "../../../support/requests.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const KEY = "the-key-of-the-shop";
const PAGE = "https://shop.example.com";
const MAP = encodeMap(mapOf("a:1|c|#x|h", "b:2|ms"));
const EVENT: MetricEvent = {
  ...{ title: "t", text: "", dateHappened: 0, source: "h", aggregationKey: "", tags: [] },
  ...{ sourceTypeName: "", priority: "low" as const, alertType: "info" as const },
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function open(
  options: Partial<StatsdRoutesOptions> = {},
  gated: GateOptions = {},
  tokens: object = { operators: { ada: ADA }, readers: { bob: BOB } },
) {
  const clock = manualClock(5000);
  const maps: MetricMap[] = [];
  const events: MetricEvent[] = [];
  const onError = vi.fn();
  const made = statsdRoutes({
    sink: (map) => void maps.push(map),
    event: (event) => void events.push(event),
    access: createAccess({ clock, ...tokens }),
    gate: createGate(gated),
    origins: [PAGE],
    clock,
    onError,
    ...options,
  });
  const handler = routes(made.routes);
  const send = (route: string, body?: Uint8Array<ArrayBuffer>, headers?: Record<string, string>) =>
    ask(handler, route, body, headers);
  return { ...made, maps, events, onError, send };
}

test("a map is handed on, stamped with the time of its receipt, and its series are counted", async () => {
  const { send, maps, counts } = open();
  expect(await send("POST /v2/raw?x=1", MAP, { "content-type": "text/plain" })).toMatchObject({
    status: 202,
    json: "",
  });
  expect(maps.map(told)).toEqual([told(mapOf("a:1|c|#x|h", "b:2|ms"))]);
  expect(maps[0]?.counters.values().next().value?.atMs).toBe(5000);
  expect(counts()).toMatchObject({ success: 1, metrics: 2, events: 0 });
});

test("an empty body is an empty map", async () => {
  const { send, maps } = open();
  expect((await send("POST /v2/raw")).status).toBe(202);
  expect(maps.map(told)).toEqual([[]]);
});

test("an event is handed on", async () => {
  const { send, events, counts } = open();
  expect((await send("POST /v2/event", encodeEvent(EVENT))).status).toBe(202);
  expect(events).toEqual([EVENT]);
  expect(counts()).toMatchObject({ success: 1, metrics: 0, events: 1 });
});

test("lines are handed on where somebody takes them", async () => {
  const lines = vi.fn();
  const body = new TextEncoder().encode("a:1|c\n");
  expect((await open({ lines }).send("POST /v1/statsd", body)).status).toBe(202);
  expect(lines.mock.calls[0]?.[0]).toEqual(body);
  expect((await open().send("POST /v1/statsd", body)).status).toBe(404);
});

test("an answer waits for whoever takes the map, and is 500 when that fails", async () => {
  const { send, onError, counts } = open({ sink: () => Promise.reject(new Error("full")) });
  expect(await send("POST /v2/raw", MAP)).toMatchObject({
    status: 500,
    json: { error: "internal error" },
  });
  expect(onError).toHaveBeenCalledOnce();
  expect(counts().success).toBe(1);
});

test.each<[string, number, Uint8Array<ArrayBuffer>, Record<string, string>, string]>([
  ["no protobuf", 400, new Uint8Array([0x0a, 5]), {}, "unmarshal"],
  ["gzip", 400, MAP, { "content-encoding": "gzip" }, "encoding"],
  ["what is not deflated", 400, MAP, { "content-encoding": "deflate" }, "decompress"],
  ["too much", 413, new Uint8Array(2000), {}, "read"],
])("%s is refused with %i, and counted", async (_, status, body, headers, failure) => {
  const { send, counts, maps } = open({ maxBytes: 1000 });
  expect((await send("POST /v2/raw", body, headers)).status).toBe(status);
  expect(maps).toEqual([]);
  expect(counts()).toMatchObject({ success: 0, [failure]: 1 });
});

test.each([
  ["GET /v2/raw", 405],
  ["PUT /v2/event", 405],
  ["POST /v1/raw", 404],
  ["POST /v3/raw", 404],
  ["POST /v2/raw/", 404],
])("%s is answered with %i", async (route, status) => {
  expect((await open().send(route)).status).toBe(status);
});

describe("who may send", () => {
  test("pages that are named, after they asked", async () => {
    const { send } = open();
    const headers = { origin: PAGE, "access-control-request-headers": "content-encoding" };
    const asked = await send("OPTIONS /v2/raw", undefined, headers);
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, PAGE]);
    expect(asked.headers.get("access-control-allow-headers")).toContain("content-encoding");
    const { headers: sent } = await send("POST /v2/raw", MAP, { origin: PAGE });
    expect(sent.get("access-control-allow-origin")).toBe(PAGE);
  });

  test("who comes not too often", async () => {
    const { send } = open({}, { maxPerApp: 1 });
    expect((await send("POST /v2/raw", MAP)).status).toBe(202);
    expect((await send("POST /v2/event", encodeEvent(EVENT))).status).toBe(429);
  });

  test("who has the key, or the token of an operator", async () => {
    const { send, maps } = open({}, { ingestKeys: { shop: KEY } });
    const statusOf = async (query: string, headers?: Record<string, string>) =>
      (await send(`POST /v2/raw${query}`, MAP, headers)).status;
    expect(await statusOf("")).toBe(403);
    expect(await statusOf(`?app=shop&key=${KEY}`)).toBe(202);
    expect(await statusOf("", bearer(ADA))).toBe(202);
    expect(await statusOf("", bearer(BOB))).toBe(403);
    expect(await statusOf(`?app=shop&key=${KEY}`, bearer("nobody-has-this-one"))).toBe(401);
    expect(maps.length).toBe(2);
  });

  test("nobody without the key where there are no tokens", async () => {
    const { send } = open({}, { ingestKeys: { shop: KEY } }, {});
    expect((await send("POST /v2/raw", MAP, bearer(ADA))).status).toBe(403);
  });
});
