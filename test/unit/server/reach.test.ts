import { describe, expect, test } from "vitest";
import { createAccess } from "../../../src/server/access.ts";
import { ASIDE } from "../../../src/server/answer.ts";
import { byOwnName, checkReach, type ReachOptions } from "../../../src/server/reach.ts";

const TOKENS = { ada: "ada-has-this-token" };

describe("a server that lets everybody do everything", () => {
  test.each(["127.0.0.1", "localhost", "::1", "127.0.0.2"])("may listen on %s", (host) => {
    expect(() => checkReach(host, {})).not.toThrow();
  });

  test.each<[string, ReachOptions]>([
    ["0.0.0.0", {}],
    ["::", {}],
    ["192.168.1.2", { operators: {}, readers: {} }],
    ["count.example", { isOpen: false }],
    ["0.0.0.0", { access: createAccess() }],
    // Its tokens are not asked for: those of `access` are.
    ["0.0.0.0", { access: createAccess(), operators: TOKENS }],
  ])("may not listen on %s with %j, and says what to do", (host, options) => {
    expect(() => checkReach(host, options)).toThrow(
      expect.objectContaining({
        code: "bad-option",
        message: `host ${host} lets other machines in, and there is no token to ask them for: give operators, or isOpen where a proxy asks who they are`,
      }),
    );
  });
});

test.each<[string, ReachOptions]>([
  ["operators", { operators: TOKENS }],
  ["readers", { readers: TOKENS }],
  ["an access with tokens", { access: createAccess({ operators: TOKENS }) }],
  ["a proxy that asks", { isOpen: true }],
])("with %s a server may listen everywhere", (_, options) => {
  expect(() => checkReach("0.0.0.0", options)).not.toThrow();
});

test("an empty host is refused whoever asks", () => {
  expect(() => checkReach("", { isOpen: true })).toThrow("host is empty");
});

describe("a server for this machine alone", () => {
  const handler = byOwnName(() => new Response("in"));
  const status = async (url: string, method = "GET") =>
    (await handler(new Request(url, { method }))).status;

  test.each([
    "http://localhost:8787/keys",
    "http://LOCALHOST/",
    "http://shop.localhost:8787/",
    "http://127.0.0.1:8787/controls",
    "http://[::1]:8787/controls",
    "http://192.0.2.7/",
  ])("answers who asks %s", async (url) => {
    expect(await status(url)).toBe(200);
  });

  test.each([
    ["http://rebound.example:8787/keys", "GET"],
    ["http://rebound.example/controls", "PUT"],
    ["http://localhost.example/", "GET"],
    ["http://rebound.example?http://localhost/", "GET"],
    ["http://127.0.0.1.example/v1/update", "GET"],
    ["http://rebound.example/controls/undo?/v1/update", "POST"],
    ["http://rebound.example/controls/undo#/v1/update", "POST"],
    ["http://rebound.example/controls/v1/update", "POST"],
    ["http://rebound.example/v1/updates", "POST"],
    ["http://rebound.example/v1/report/x", "POST"],
    ["http://rebound.example/v2/raw/x", "POST"],
    ["http://rebound.example/statsd", "GET"],
    ["http://rebound.example/applications", "PUT"],
  ])("refuses %s by %s, whose name another site may have given it", async (url, method) => {
    const response = await handler(new Request(url, { method }));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain(
      "is not this machine's name: give operators, or isOpen",
    );
  });

  test("takes updates, reports and metrics by any name, as anybody may send them", async () => {
    expect(await status("http://count.example/v1/update", "POST")).toBe(200);
    expect(await status("http://count.example/v1/update/id", "POST")).toBe(200);
    expect(await status("http://count.example/v1/update?app=shop", "POST")).toBe(200);
    expect(await status("http://count.example/v1/update", "OPTIONS")).toBe(200);
    expect(await status("http://count.example/v1/report", "OPTIONS")).toBe(200);
    expect(await status("http://count.example/scout?a", "POST")).toBe(200);
    for (const path of ["v1/statsd", "v2/raw", "v2/event"]) {
      expect(await status(`http://count.example/${path}`, "POST")).toBe(200);
    }
  });

  test.each([
    ["POST", "?epoch=e&seq=1", 200],
    ["PUT", "?epoch=e&seq=1", 200],
    ["OPTIONS", "", 200],
    ["POST", "", 403],
    ["DELETE", "?epoch=e&seq=1", 403],
    ["GET", "?epoch=e", 403],
  ])("takes what anybody may push: %s with '%s' is %i", async (method, query, wanted) => {
    expect(await status(`http://count.example/metrics/job/shop${query}`, method)).toBe(wanted);
  });

  test.each(["/v1/update/../../controls/undo", "/metrics/../controls/undo?epoch=e&seq=1"])(
    "is not led elsewhere by a path such as %s",
    async (path) => {
      // As a light request has it, whose address nothing has tidied up.
      const url = `http://rebound.example${path}`;
      const response = await handler({ method: "POST", url } as Request);
      expect(response.status).toBe(403);
    },
  );

  test("keeps its handler's mark, which lets light requests through", () => {
    expect(ASIDE in byOwnName(Object.assign(() => new Response(), { [ASIDE]: true }))).toBe(true);
    expect(ASIDE in handler).toBe(false);
  });
});
