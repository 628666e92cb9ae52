// The parts of a server, put together.
import { describe, expect, test, vi } from "vitest";
import type { Handler } from "../../../src/core/ports.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createAccess } from "../../../src/server/access.ts";
import { answer } from "../../../src/server/answer.ts";
import { assemble, type Documents, type HouseOptions } from "../../../src/server/assemble.ts";
import type { Wing } from "../../../src/server/wing.ts";
import { settled } from "../../support/clock.ts";
import { listenTo } from "../../support/listening.ts";
import { ask, HOME, validUpdate } from "../../support/requests.ts";
import { openStore } from "../../support/store.ts";

const OPERATOR = "an-operator-of-many-characters";
const READER = "a-reader-of-many-characters";

function open(
  options: Partial<HouseOptions> = {},
  documents: Documents = () => ({}),
  wings: readonly Wing[] = [],
) {
  const { store, clock } = openStore();
  const history = memoryHistory({ clock });
  const handler = assemble({ store, history, clock, ...options }, documents, wings);
  return { store, clock, handler };
}

const page: Handler = (request) => answer(request, 200, { page: true });

describe("documents", () => {
  test("are those that are handed in, and no others", async () => {
    const { handler } = open({}, () => ({ "GET /": page }));
    expect(await ask(handler, "GET /")).toMatchObject({ status: 200, json: { page: true } });
    expect((await ask(handler, "GET /openapi.json")).status).toBe(404);
    expect((await ask(open().handler, "GET /")).status).toBe(404);
  });

  test("are made with what guards the rest", async () => {
    const documents = vi.fn<Documents>((access, shield) => ({
      "GET /": shield.over(page),
      "GET /secret": access.operator(page),
    }));
    const access = createAccess({ operators: { alice: OPERATOR } });
    const { handler } = open({ access }, documents);
    expect(documents.mock.calls[0]?.[0]).toBe(access);
    const { headers } = await ask(handler, "GET /");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect((await ask(handler, "GET /secret")).status).toBe(401);
  });

  test("stand before further routes of their name, and those before nothing", async () => {
    const further = vi.fn<Handler>(() => new Response("ours"));
    const routes = { "GET /": further, "GET /shop/*": further, "GET /keys": further };
    const { handler } = open({ routes }, () => ({ "GET /": page }));
    expect(await ask(handler, "GET /")).toMatchObject({ json: { page: true } });
    expect(await ask(handler, "GET /keys")).toMatchObject({ json: { keys: [] } });
    expect(await ask(handler, "GET /shop/a")).toMatchObject({ json: "ours" });
    expect(further).toHaveBeenCalledOnce();
  });
});

describe("with tokens", () => {
  const operators = { alice: OPERATOR };
  const readers = { bob: READER };

  test.each([
    ["GET /keys", undefined, 401],
    ["GET /keys", READER, 200],
    ["GET /keys", OPERATOR, 200],
    ["GET /export", undefined, 401],
    ["GET /history?host=a", undefined, 401],
    ["GET /history?host=a", READER, 200],
    ["GET /hosts", undefined, 401],
    ["PUT /controls", READER, 403],
    ["PUT /controls", OPERATOR, 200],
    ["POST /v1/update", undefined, 200],
  ])("%s by '%s' is answered with %i", async (route, token, status) => {
    const { handler } = open({ operators, readers });
    const body = route.startsWith("GET") ? undefined : validUpdate();
    const change = route.startsWith("PUT") ? { stop: true } : body;
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    expect((await ask(handler, route, change, headers)).status).toBe(status);
  });

  test("a change has the name of who made it, whatever it says", async () => {
    const { handler, store } = open({ operators });
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${OPERATOR}`,
    };
    await ask(handler, "PUT /controls", { stop: true, author: "mallory" }, headers);
    expect(store.changes(1)).toMatchObject([{ author: "alice" }]);
  });
});

describe("who listens", () => {
  test.each([
    [undefined, 401],
    [READER, 200],
    [OPERATOR, 200],
  ])("by '%s' is answered with %i", async (token, status) => {
    const { handler } = open({ operators: { alice: OPERATOR }, readers: { bob: READER } });
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await handler(new Request(`${HOME}/events`, { headers }));
    expect(response.status).toBe(status);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    await response.body?.cancel();
  });

  test("is not kept waiting by HEAD", async () => {
    const { handler, clock } = open();
    const before = clock.pending();
    expect(await ask(handler, "HEAD /events")).toMatchObject({ status: 200, json: "" });
    expect(clock.pending()).toBe(before);
  });

  test("hears of a minute that is over, although nobody else asks", async () => {
    const { handler, clock } = open();
    await ask(handler, "POST /v1/update", validUpdate());
    const { changes } = listenTo(await handler(new Request(`${HOME}/events`)));
    clock.advance(90_000);
    await settled();
    expect(changes()).toBe(1);
  });

  test("hears of what wings have written", async () => {
    const wing: Wing = ({ changed }) => ({
      routes: {
        "POST /wing": (request) => {
          changed();
          return answer(request, 200, {});
        },
      },
      guarded: {},
    });
    const { handler } = open({}, undefined, [wing]);
    const { changes } = listenTo(await handler(new Request(`${HOME}/events`)));
    await ask(handler, "POST /wing");
    await settled();
    expect(changes()).toBe(1);
  });
});

describe("wings", () => {
  const operators = { alice: OPERATOR };
  const readers = { bob: READER };
  const as = (token: string) => ({ authorization: `Bearer ${token}` });

  test("have routes of their own, whoever comes, and others that are guarded", async () => {
    const wing: Wing = ({ access }) => ({
      routes: { "GET /open": (request) => answer(request, 200, { isOpen: access.isOpen }) },
      guarded: { "GET /wing": page, "PUT /wing": page },
    });
    const { handler } = open({ operators, readers }, undefined, [wing]);
    expect(await ask(handler, "GET /open")).toMatchObject({ status: 200, json: { isOpen: false } });
    expect((await ask(handler, "GET /wing")).status).toBe(401);
    expect((await ask(handler, "GET /wing", undefined, as(READER))).status).toBe(200);
    expect((await ask(handler, "PUT /wing", {}, as(READER))).status).toBe(403);
    expect((await ask(handler, "PUT /wing", {}, as(OPERATOR))).status).toBe(200);
  });

  test("hear of every request", async () => {
    const tick = vi.fn();
    const { handler } = open({}, undefined, [() => ({ routes: {}, guarded: {}, tick })]);
    await ask(handler, "GET /keys");
    await ask(handler, "GET /nowhere");
    expect(tick).toHaveBeenCalledTimes(2);
  });
});

test("what was turned away is counted, and told", async () => {
  const onLimit = vi.fn();
  const { handler, store, clock } = open({ maxUpdates: 1, onLimit });
  for (const [seq, status] of [
    [1, 200],
    [2, 429],
  ] as const) {
    expect((await ask(handler, "POST /v1/update", validUpdate({ seq }))).status).toBe(status);
  }
  clock.advance(1_000);
  store.compact();
  expect(store.apps()).toMatchObject([{ refused: { "rate-instance": 1 } }]);
  expect(onLimit).toHaveBeenCalledExactlyOnceWith("default", "rate-instance");
});

test("a store that answers later is waited for, and one that is silent is named", async () => {
  const { store } = openStore();
  const late = { ...store, keys: async () => [], silent: () => ["shard-1"] };
  const { handler } = open({ store: late });
  expect(await ask(handler, "GET /keys")).toMatchObject({
    status: 200,
    json: { keys: [], silent: ["shard-1"] },
  });
});

test("what goes wrong inside is told to the server alone", async () => {
  const { store } = openStore();
  const onError = vi.fn();
  const failing = { ...store, keys: () => Promise.reject(new Error("of its own")) };
  const { handler } = open({ store: failing, onError });
  expect(await ask(handler, "GET /keys")).toMatchObject({
    status: 500,
    json: { error: "internal error" },
  });
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: "of its own" }),
  );
});

test("requests are metered by the host they come for", async () => {
  const { handler, clock } = open();
  for (const seq of [1, 2]) await ask(handler, "POST /v1/update", validUpdate({ seq }));
  clock.advance(120_000);
  await ask(handler, "POST /v1/update", validUpdate({ seq: 3 }));
  const { json } = await ask(handler, "GET /hosts");
  expect(json).toMatchObject({ hosts: [expect.any(String)] });
});
