// The history API.
import { describe, expect, test } from "vitest";
import type { History } from "../../../src/core/ports.ts";
import { LOAD_HOST } from "../../../src/core/sample.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { historyHandler } from "../../../src/server/history.ts";
import { manualClock } from "../../support/manual-clock.ts";

const NOW = 1_795_250_403;
/** Where the quarter of an hour began. */
const BUCKET = NOW - (NOW % 900);
const PLAIN = {
  "content-type": "text/plain; charset=utf-8",
  "x-content-type-options": "nosniff",
};

async function ask(path: string, method = "GET", history: History = twoHosts()) {
  const handle = historyHandler(history);
  const response = await handle(new Request(`http://localhost${path}`, { method }));
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

function twoHosts(): History {
  const history = memoryHistory({ clock: manualClock(NOW * 1000) });
  history.record("b.localhost", { ts: NOW, n: 1e21 });
  history.record("a.localhost", { ts: NOW - 60, n: 1.5 });
  history.record("a.localhost", { ts: NOW, n: 2 });
  return history;
}

describe("GET /history", () => {
  test.each([
    ["?host=a.localhost", "1 hour", 2],
    ["?host=a.localhost&range=", "1 hour", 2],
    ["?host=a.localhost&range=30m", "30 minutes", 2],
    ["?host=%20a.localhost%20&range=6h", "6 hours", 2],
    ["?host=a.localhost&range=24h", "24 hours", 1],
    ["?host=a.localhost&host=b.localhost", "1 hour", 2],
  ])("%s shows %s in %i samples", async (query, range, count) => {
    const { status, headers, body } = await ask(`/history${query}`);
    expect([status, headers]).toEqual([200, { "content-type": "application/json" }]);
    const samples = [`{"ts":${NOW - 60},"n":1.5}`, `{"ts":${NOW},"n":2}`].slice(0, count);
    expect(body).toBe(
      `{"host":"a.localhost","range":"${range}","samples":[${samples.join(",")}]}\n`,
    );
  });

  test.each([
    ["first", `[{"ts":${NOW - 60},"n":1.5}]`],
    ["mean", `[{"ts":${BUCKET},"n":1.75}]`],
    ["min", `[{"ts":${BUCKET},"n":1.5}]`],
    ["max", `[{"ts":${BUCKET},"n":2}]`],
    ["last", `[{"ts":${NOW},"n":2}]`],
    ["sum", `[{"ts":${BUCKET},"n":3.5}]`],
  ])("&agg=%s makes %s of a bucket, and is named", async (agg, samples) => {
    const { status, headers, body } = await ask(`/history?host=a.localhost&range=24h&agg=${agg}`);
    expect([status, headers]).toEqual([200, { "content-type": "application/json" }]);
    expect(body).toBe(
      `{"host":"a.localhost","range":"24 hours","agg":"${agg}","samples":${samples}}\n`,
    );
  });

  test("with an empty agg is as without one", async () => {
    const bare = await ask("/history?host=a.localhost&range=24h");
    expect(await ask("/history?host=a.localhost&range=24h&agg=")).toEqual(bare);
  });

  test("of an unknown host is empty", async () => {
    const { status, body } = await ask("/history?host=A.localhost");
    expect([status, body]).toEqual([200, '{"host":"A.localhost","range":"1 hour","samples":[]}\n']);
  });

  test.each([
    ["", "host parameter required\n"],
    ["?host=", "host parameter required\n"],
    ["?host=%20%09&range=1x", "host parameter required\n"],
    ["?host=h&range=1H", "invalid range; use 30m, 1h, 6h, or 24h\n"],
    ["?host=h&range=%201h", "invalid range; use 30m, 1h, 6h, or 24h\n"],
    ["?host=h&range=constructor", "invalid range; use 30m, 1h, 6h, or 24h\n"],
    ["?agg=median", "host parameter required\n"],
    ["?host=h&range=1x&agg=median", "invalid range; use 30m, 1h, 6h, or 24h\n"],
    ["?host=h&agg=median", "invalid agg; use first, mean, min, max, last, or sum\n"],
    ["?host=h&agg=Mean", "invalid agg; use first, mean, min, max, last, or sum\n"],
    ["?host=h&agg=%20mean", "invalid agg; use first, mean, min, max, last, or sum\n"],
    ["?host=h&agg=constructor", "invalid agg; use first, mean, min, max, last, or sum\n"],
  ])("%j is a mistake of the caller", async (query, body) => {
    expect(await ask(`/history${query}`)).toEqual({ status: 400, headers: PLAIN, body });
  });
});

describe("GET /hosts", () => {
  test("lists them in order", async () => {
    expect(await ask("/hosts")).toEqual({
      status: 200,
      headers: { "content-type": "application/json" },
      body: '{"hosts":["a.localhost","b.localhost"]}\n',
    });
  });

  test("leaves out the one that is no host, but all of them", async () => {
    const history = twoHosts();
    history.record(LOAD_HOST, { ts: NOW, requests_sec: 1 });
    expect((await ask("/hosts", "GET", history)).body).toBe(
      '{"hosts":["a.localhost","b.localhost"]}\n',
    );
  });

  test("lists none as an empty list", async () => {
    expect((await ask("/hosts", "GET", memoryHistory())).body).toBe('{"hosts":[]}\n');
  });
});

test.each(["/", "/nope", "/history/", "/hosts/", "/constructor"])(
  "%s is not there",
  async (path) => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const body = "404 page not found\n";
      expect(await ask(path, method)).toEqual({ status: 404, headers: PLAIN, body });
    }
  },
);

test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is not allowed", async (method) => {
  const refused = { status: 405, headers: { allow: "GET, HEAD" }, body: "" };
  expect(await ask("/hosts", method)).toEqual(refused);
  expect(await ask("/history?host=h", method)).toEqual(refused);
});

test.each(["/hosts", "/history?host=a.localhost", "/history", "/nope"])(
  "HEAD %s is GET without a body",
  async (path) => {
    expect(await ask(path, "HEAD")).toEqual({ ...(await ask(path)), body: "" });
  },
);

test("what failed inside stays inside, but for onError", async () => {
  const history = twoHosts();
  await history.close();
  const failed = { status: 500, headers: PLAIN, body: "query failed\n" };
  expect(await ask("/hosts", "GET", history)).toEqual(failed);
  expect(await ask("/history?host=h", "GET", history)).toEqual(failed);
  const causes: unknown[] = [];
  const handle = historyHandler(history, { onError: (error) => causes.push(error) });
  await handle(new Request("http://localhost/hosts"));
  expect(causes).toMatchObject([{ code: "stopped" }]);
});
