// A client before the whole server, and before servers that fail.
import { describe, expect, test } from "vitest";
import type { ClientError, ClientOptions } from "../../../src/client/client.ts";
import { createClient } from "../../../src/client/create-client.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createPipeline } from "../../../src/metrics/pipeline/create-pipeline.ts";
import { createHandler, type HandlerOptions } from "../../../src/server/handler.ts";
import { openapiDocument } from "../../../src/server/openapi/document.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import { openReports } from "../../support/kept-reports.ts";
import { HOME } from "../../support/requests.ts";
import { NOW_MS, openStore } from "../../support/store.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };

async function open(options: Partial<HandlerOptions> = {}, token?: string) {
  const { store, clock, sql, send } = openStore();
  await send({ "page.view": 3, status: [{ value: "200", count: 2 }], theme: "dark" });
  const history = memoryHistory({ clock });
  history.record("shop.example.com", { ts: NOW_MS / 1_000, requests_sec: 2 });
  const pushes = createPushes(sql, { clock });
  pushes.push({ method: "PUT", grouping: [["job", "shop"]], families: [] });
  const metrics = createPipeline({ heartbeat: ["version:1"], clock });
  await metrics.flush();
  const handler = createHandler({ store, history, pushes, metrics, clock, ...options });
  const asked: Request[] = [];
  const client = createClient({
    url: HOME,
    ...(token !== undefined && { token }),
    fetch: async (url, init) => {
      asked.push(new Request(url, init));
      return handler(new Request(url, init));
    },
  });
  return { client, store, asked };
}

/** A client whose every request is answered so. */
const answered = (body: BodyInit | null, init?: ResponseInit, more: Partial<ClientOptions> = {}) =>
  createClient({ url: HOME, fetch: async () => new Response(body, init), ...more });

async function allOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it resolved"),
    (error: unknown) => error as ClientError,
  );

describe("a client of the whole server", () => {
  test("reads what was counted", async () => {
    const { client } = await open();
    expect(await client.apps()).toMatchObject({ now: NOW_MS, apps: [{ app: "default", keys: 3 }] });
    const { keys, range } = await client.keys({ range: "24h" });
    expect([range, keys.map(({ key }) => key)]).toEqual(["24h", ["page.view", "status", "theme"]]);
    expect((await client.keys()).range).toBe("1h");
    expect((await client.keys({ app: "none", to: 1_000_000 })).keys).toEqual([]);
    const series = await client.series({ key: "status", member: "200", range: "15m", step: 300 });
    expect(series).toMatchObject({ step: 300, member: "200" });
    expect(series.points.at(-1)?.total).toBe(2);
    const { totals, from } = await client.totals({ key: "status", member: "200", range: "15m" });
    const minute = Math.floor(NOW_MS / 60_000) * 60;
    expect([totals.length, totals.at(-1), from]).toEqual([15, 2, minute - 14 * 60]);
    const ofNumber = await client.series({ key: "status", member: 200 });
    expect(ofNumber.points.at(-1)?.total).toBe(0);
    const { members, other } = await client.members({ key: "status", limit: 1 });
    expect([members, other]).toEqual([[{ value: "200", total: 2 }], 0]);
    expect((await client.values({ key: "theme" })).values).toMatchObject([{ value: "dark" }]);
    expect(await client.instances({ limit: 1 })).toMatchObject({
      total: 1,
      instances: [{ id: "i" }],
    });
    expect((await client.accounting({ instance: "i" })).now).toBe(NOW_MS);
    const load = await client.load({ range: "24h" });
    expect([load.range, load.now, load.samples.length]).toEqual(["24h", NOW_MS, 96]);
    expect(await client.hosts()).toEqual({ hosts: ["shop.example.com"] });
    expect((await client.pushed()).pushed).toMatchObject([{ grouping: { job: "shop" } }]);
    expect(await client.stats()).toMatchObject({
      now: NOW_MS,
      stats: expect.arrayContaining([
        { name: "heartbeat", kind: "report", tags: ["version:1"], value: 1 },
      ]),
    });
    const history = { host: "shop.example.com", range: "30m", agg: "max" } as const;
    expect((await client.history(history)).samples).toMatchObject([{ requests_sec: 2 }]);
  });

  test("changes the controls, looks before it does, and takes it back", async () => {
    const { client, store } = await open();
    const change = { disable: ["theme"], instances: ["i"], reason: "too much" };
    expect(await client.preview(change)).toMatchObject({ instances: 1 });
    expect(store.allControls().version).toBe(0);
    const { version, switches } = await client.change(change);
    expect(switches).toMatchObject([{ key: "theme", off: true, percent: 0 }]);
    expect((await client.controlsOf({ instance: "i" })).disabled_keys).toEqual(["theme"]);
    expect((await client.controls()).wishes).toEqual([]);
    expect((await client.undo({ version, reason: "not so much" })).switches[0]?.off).toBe(false);
    expect((await client.changes({ limit: 1 })).changes).toMatchObject([{ undoes: version }]);
  });

  test("sees who reports, and changes what they are answered", async () => {
    const { reports, send } = openReports();
    send({ metadata: { a: 1 } });
    const { client } = await open({ reports });
    const { applications, others, now } = await client.applications();
    expect([applications, others, now]).toEqual([reports.applications(), 0, NOW_MS]);
    const notices = [{ level: "INFO", message: "a new version is out" }];
    const kept = await client.keepApplication({ application: "Shop", notices });
    expect(kept).toMatchObject({ application: "shop", settings: { notices } });
    const { days } = await client.installs({ application: "shop", range: "1d" });
    expect(days).toMatchObject([{ version: "1", installs: 1, new_installs: 1 }]);
    expect(await client.reports({ application: "shop", limit: 1 })).toMatchObject({
      reports: [{ install_id: "i", metadata: { a: 1 } }],
    });
    await client.forgetApplication("SHOP");
    expect(reports.applications()).toEqual([]);
  });

  test("takes an export row by row, or as it comes", async () => {
    const { client } = await open();
    const totals = await allOf(client.rows());
    expect(totals.map(({ key, total }) => [key, total])).toEqual([
      ["page.view", 3],
      ["status", 2],
      ["theme", 1],
    ]);
    const members = await allOf(client.rows({ what: "members", key: "status" }));
    expect(members.length).toBeGreaterThan(0);
    for (const { member, other } of members) expect([member, other]).toEqual(["200", false]);
    const stream = await client.export({ what: "instances", format: "csv" });
    expect(await new Response(stream).text()).toMatch(/^id,app,.*\r\ni,default,/);
  });

  test("shows its token", async () => {
    const { client } = await open(TOKENS, BOB);
    expect(await client.session()).toEqual({ name: "bob", role: "reader" });
    expect((await client.keys()).keys).toHaveLength(3);
    const error = await failureOf(client.change({ stop: true }));
    expect(error).toMatchObject({ status: 403, wantsToken: false, message: "bob may only read" });
  });

  test("without a token is told that one is wanted, and may log in", async () => {
    const { client, asked } = await open(TOKENS);
    const error = await failureOf(client.keys());
    expect(error).toMatchObject({ status: 401, wantsToken: true });
    expect(error.message).toBe("a token is needed: Authorization: Bearer …, or a login");
    expect(await client.login(ADA)).toMatchObject({ name: "ada", role: "operator" });
    expect(await client.logout()).toEqual({});
    expect(asked.map(({ method, url }) => [method, url.slice(HOME.length)])).toEqual([
      ["GET", "/keys"],
      ["POST", "/login"],
      ["POST", "/logout"],
    ]);
    for (let i = 0; i < 10; i += 1) await failureOf(client.login(`guess-${i}-guess-guess`));
    expect(await failureOf(client.login(ADA))).toMatchObject({
      status: 429,
      retryAfterSeconds: 900,
      message: "too many wrong tokens from this address",
    });
  });

  test.each([
    [
      "a wrong range",
      (on: Client) => on.keys({ range: "2x" }),
      'range: must be like 30m, 24h or 60d, at least a minute, not "2x"',
    ],
    ["a wrong host", (on: Client) => on.history({ host: "" }), "host parameter required"],
    [
      "an export of nothing",
      (on: Client) => on.export({ step: 0 }),
      'step: must be seconds, or like 5m, 6h or 1d, not "0"',
    ],
    [
      "rows of nothing",
      (on: Client) => on.rows({ step: 0 }).next(),
      'step: must be seconds, or like 5m, 6h or 1d, not "0"',
    ],
  ])("says what the server says of %s", async (_, run, message) => {
    const error = await failureOf(run((await open()).client));
    expect(error).toMatchObject({ status: 400, message, wantsToken: false });
  });
});
type Client = ReturnType<typeof createClient>;

test("a client has a method for each route that is described, but for updates, reports, pushes, tagged metrics, documents and what an EventSource listens to", () => {
  const client = createClient({ url: HOME });
  const { paths } = openapiDocument(false) as { paths: Record<string, Record<string, Route>> };
  const asked = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ tags }) => !/updates|reports|pushes|metrics|description/.test(tags.join()))
    .map(({ operationId }) => operationId)
    .filter((name) => name !== "events");
  // Two routes have two: their answers differ. And an export has two forms.
  expect([...asked, "controlsOf", "totals", "rows"].sort()).toEqual(Object.keys(client).sort());
});
interface Route {
  readonly operationId: string;
  readonly tags: readonly string[];
}

describe("an export", () => {
  const texts = (pieces: readonly string[], end?: unknown) => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        const [piece, ...rest] = pieces;
        pieces = rest;
        if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
        else if (end) controller.error(end);
        else controller.close();
      },
      cancel() {
        cancelled = true;
      },
    });
    return { client: answered(stream), isCancelled: () => cancelled };
  };

  test("is read across the pieces it comes in", async () => {
    const { client } = texts(['{"key":"a"}\n{"k', 'ey":"b"', "}\n", '{"key":"c"}\n']);
    const rows = await allOf(client.rows());
    expect(rows.map(({ key }) => key)).toEqual(["a", "b", "c"]);
  });

  test("may take longer than an answer", async () => {
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        controller.enqueue(new TextEncoder().encode('{"key":"a"}\n'));
        controller.close();
      },
    });
    const client = answered(stream, {}, { timeoutMs: 20 });
    expect(await allOf(client.rows())).toHaveLength(1);
  });

  test.each([
    ["fails", ['{"key":"a"}\n'], new TypeError("terminated"), "the export broke off"],
    ["ends in the middle of a row", ['{"key":"a"}\n{"ke'], undefined, "the export broke off"],
    ["is a page", ["<h1>\n"], undefined, "the server's answer is not JSON"],
  ])(
    "that %s throws, so that nobody takes a part for the whole",
    async (_, pieces, end, message) => {
      const { client } = texts(pieces, end);
      expect(await failureOf(allOf(client.rows()))).toMatchObject({ status: 0, message });
    },
  );

  test("that is left early is ended at the server", async () => {
    const { client, isCancelled } = texts(['{"key":"a"}\n', '{"key":"b"}\n', '{"key":"c"}\n']);
    for await (const { key } of client.rows()) {
      expect(key).toBe("a");
      break;
    }
    expect(isCancelled()).toBe(true);
  });
});
