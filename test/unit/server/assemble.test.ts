// The parts of a server, put together.
import { describe, expect, test, vi } from "vitest";
import type { Handler } from "../../../src/core/ports.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createAccess } from "../../../src/server/access.ts";
import { answer } from "../../../src/server/answer.ts";
import { assemble, type Documents, type HandlerOptions } from "../../../src/server/assemble.ts";
import { openReports, reportOf } from "../../support/kept-reports.ts";
import { ask, validUpdate } from "../../support/requests.ts";
import { openStore } from "../../support/store.ts";

const OPERATOR = "an-operator-of-many-characters";
const READER = "a-reader-of-many-characters";

function open(options: Partial<HandlerOptions> = {}, documents: Documents = () => ({})) {
  const { store, clock } = openStore();
  const history = memoryHistory({ clock });
  const handler = assemble({ store, history, clock, ...options }, documents);
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

describe("reports", () => {
  test("have no routes where nobody keeps them", async () => {
    const { handler } = open();
    for (const route of ["POST /v1/report", "POST /scout"]) {
      expect((await ask(handler, route, reportOf())).status).toBe(404);
    }
    expect((await ask(handler, "GET /applications")).status).toBe(404);
  });

  test("are anybody's to send and a reader's to read, and an operator's to answer", async () => {
    const { reports, shop } = openReports();
    const tokens = { operators: { alice: OPERATOR }, readers: { bob: READER } };
    const { handler } = open({ reports, ...tokens });
    const as = async (token: string | undefined, route: string, body?: unknown) => {
      const headers = { "content-type": "application/json" };
      const shown =
        token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
      return (await ask(handler, route, body, shown)).status;
    };
    for (const route of ["POST /v1/report", "POST /scout"]) {
      expect(await as(undefined, route, reportOf())).toBe(200);
    }
    for (const path of [
      "/applications",
      "/installs?application=shop",
      "/reports?application=shop",
    ]) {
      expect([await as(undefined, `GET ${path}`), await as(READER, `GET ${path}`)]).toEqual([
        401, 200,
      ]);
    }
    const change = { application: "shop" };
    expect(await as(READER, "PUT /applications", change)).toBe(403);
    expect(await as(READER, "DELETE /applications?application=shop")).toBe(403);
    expect(await as(OPERATOR, "PUT /applications", change)).toBe(200);
    expect(shop()).toMatchObject({ reports: 2, settings: { disable: false } });
    expect(await as(OPERATOR, "DELETE /applications?application=shop")).toBe(200);
    expect(shop()).toBeUndefined();
  });

  test("may be told by the pages that updates may come from", async () => {
    const { reports } = openReports();
    const origin = "https://shop.example.com";
    const { handler } = open({ reports, origins: [origin] });
    const grantOf = async (route: string, from: string) =>
      (await ask(handler, route, reportOf(), { origin: from })).headers.get(
        "access-control-allow-origin",
      );
    for (const route of ["POST /v1/report", "OPTIONS /v1/report", "OPTIONS /scout"]) {
      expect(await grantOf(route, origin)).toBe(origin);
      expect(await grantOf(route, "https://evil.example")).toBeNull();
    }
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
