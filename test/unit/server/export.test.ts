// Everything that was counted, streamed.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Store } from "../../../src/core/tally.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { nodeListener } from "../../../src/node.ts";
import { exportRoutes } from "../../../src/server/export.ts";
import { createHandler } from "../../../src/server/handler.ts";
import { ask, HOME } from "../../support/requests.ts";
import { NOW_MS, openStore } from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000) * 60;

async function open() {
  const { store, clock, send } = openStore();
  await send({
    "page.view": 3,
    "=cmd": 1,
    status: [
      { value: 200, count: 5 },
      { value: "a,b", count: 2 },
      { value: null, count: 1 },
      { value: "x".repeat(2_000), count: 4 },
    ],
    env: { os: "linux" },
  });
  const handler = createHandler({ store, history: memoryHistory({ clock }), clock });
  const get = async (query: string) => {
    const { json, ...rest } = await ask(handler, `GET /export${query}`);
    return { ...rest, text: String(json), json };
  };
  return { store, clock, send, get };
}

const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("an export", () => {
  test("is of totals as lines of JSON, to be saved as a file, unless something else is asked for", async () => {
    const { get } = await open();
    const { status, headers, text } = await get("");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    expect(headers.get("content-disposition")).toBe(
      'attachment; filename="tallybeacon-totals.ndjson"',
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect(rowsOf(text).map(({ key }) => key)).toEqual(["=cmd", "env", "page.view", "status"]);
    expect(text.split("\n")[2]).toBe(
      `{"app":"default","key":"page.view","kind":"count","ts":${MINUTE},"step":60,"total":3}`,
    );
  });

  test("of totals as CSV is safe in a spreadsheet", async () => {
    const { get } = await open();
    const { headers, text } = await get("?format=csv&range=24h&step=1h");
    const ts = MINUTE - (MINUTE % 3_600);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(headers.get("content-disposition")).toBe(
      'attachment; filename="tallybeacon-totals.csv"',
    );
    expect(text).toBe(
      [
        "app,key,kind,ts,step,total",
        `default,'=cmd,count,${ts},3600,1`,
        `default,env,value,${ts},3600,1`,
        `default,page.view,count,${ts},3600,3`,
        `default,status,set,${ts},3600,12`,
        "",
      ].join("\r\n"),
    );
  });

  test("of members marks those that are not told apart", async () => {
    const { get } = await open();
    const { text } = await get("?what=members&key=status&app=default");
    expect(rowsOf(text)).toMatchObject([
      { member: null, other: true, total: 4 },
      { member: 200, other: false, total: 5 },
      { member: "a,b", other: false, total: 2 },
      { member: null, other: false, total: 1 },
    ]);
    const { text: csv } = await get("?what=members&key=status&format=csv");
    expect(csv.split("\r\n").map((line) => line.split(",60,")[1])).toEqual([
      undefined,
      "null,true,4",
      "200,false,5",
      '"""a,b""",false,2',
      "null,false,1",
      undefined,
    ]);
  });

  test("of values, instances and changes has the columns of the read API", async () => {
    const { get, store } = await open();
    store.control({ disable: ["env"], author: "ada", reason: "-too much" });
    const held = await get("?what=values&format=csv");
    expect(held.text).toBe(
      `app,key,field,value,instances,last_at\r\ndefault,env,os,"""linux""",1,${NOW_MS}\r\n`,
    );
    const instances = await get("?what=instances");
    expect(rowsOf(instances.text)).toEqual(store.instances(9, 0).instances);
    const csv = await get("?what=instances&format=csv");
    expect(csv.text.split("\r\n")[1]).toBe(
      `i,default,${NOW_MS},${NOW_MS},${NOW_MS + 3_600_000},1,0,,false`,
    );
    const changes = await get("?what=changes&format=csv");
    expect(changes.text.split("\r\n")).toEqual([
      "version,at,author,reason,change,undoes",
      `${NOW_MS},${NOW_MS},ada,'-too much,"{""disable"":[""env""]}",`,
      "",
    ]);
  });

  test("of what nobody sent is empty but for the names of the columns", async () => {
    const { get } = await open();
    expect((await get("?app=none")).text).toBe("");
    expect((await get("?key=none&format=csv")).text).toBe("app,key,kind,ts,step,total\r\n");
  });

  test.each([
    [
      "?what=everything",
      'what: must be one of totals, members, values, instances, changes, not "everything"',
    ],
    ["?what=constructor", "what: must be one of"],
    ["?format=xml", 'format: must be one of ndjson, csv, not "xml"'],
    ["?range=2x", "range: must be like 30m"],
    ["?step=0", "step: must be seconds"],
    ["?to=soon", "to: must be whole Unix seconds"],
    ["?range=60d&step=60", "5184000 seconds in steps of 60 are not from 1 to 11000 points"],
    ["?what=values&range=1h", "range: narrows no values"],
    ["?what=instances&key=", "key: narrows no instances"],
    ["?what=changes&app=shop", "app: narrows no changes"],
  ])("with %s is refused before anything is sent", async (query, error) => {
    const { get } = await open();
    const { status, json } = await get(query);
    expect([status, json]).toEqual([400, { error: expect.stringContaining(error) }]);
  });

  test("of many rows comes in pieces, and is read no further than somebody wants it", async () => {
    const { store, send } = openStore();
    const keys = Array.from({ length: 10_000 }, (_, i) => [`key number ${i}`, 1]);
    await send(Object.fromEntries(keys));
    let asked = 0;
    let isLeft = false;
    function* rows(...[what, wanted]: Parameters<typeof store.rows>) {
      try {
        for (const page of store.rows(what, wanted)) {
          asked += 1;
          yield page;
        }
      } finally {
        isLeft = true;
      }
    }
    const handle = exportRoutes({ store: { rows: rows as typeof store.rows } })["GET /export"];
    const response = await handle?.(new Request(`${HOME}/export`));
    expect(asked).toBe(1);
    const reader = response?.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value?.length).toBeGreaterThan(1_000);
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(before);
    await reader?.cancel();
    expect(isLeft).toBe(true);
  });

  test("lets others go first, however fast it is read", async () => {
    const { store, send } = openStore();
    const keys = Array.from({ length: 10_000 }, (_, i) => [`key number ${i}`, 1]);
    await send(Object.fromEntries(keys));
    const handle = exportRoutes({ store })["GET /export"];
    let turns = 0;
    const timer = setInterval(() => (turns += 1));
    const response = await handle?.(new Request(`${HOME}/export?step=3600`));
    const lines = (await response?.text())?.split("\n") ?? [];
    clearInterval(timer);
    expect(lines).toHaveLength(10_001);
    expect(turns).toBeGreaterThan(5);
  });

  test("that fails in the middle breaks off, and the operator hears why", async () => {
    const told: unknown[] = [];
    const broken = new Error("disk I/O error");
    function* rows() {
      yield [{ app: "default" }];
      yield [];
      throw broken;
    }
    const store = { rows: rows as unknown as ReturnType<typeof openStore>["store"]["rows"] };
    const handle = exportRoutes({ store, onError: (error) => told.push(error) })["GET /export"];
    const response = await handle?.(new Request(`${HOME}/export`));
    expect(response?.status).toBe(200);
    await expect(response?.text()).rejects.toThrow("disk I/O error");
    expect(told).toEqual([broken]);
  });

  test("that cannot begin is a 500 that hides why", async () => {
    const told: unknown[] = [];
    function rows(): never {
      throw new Error("disk I/O error in /var/db");
    }
    const handle = exportRoutes({ store: { rows }, onError: (error) => told.push(error) })[
      "GET /export"
    ];
    const response = await handle?.(new Request(`${HOME}/export`));
    expect([response?.status, await response?.json()]).toEqual([500, { error: "internal error" }]);
    expect(told).toHaveLength(1);
  });

  test("asked for by HEAD has no body, and nothing is left open", async () => {
    const { store, clock } = openStore();
    const handler = createHandler({ store, history: memoryHistory({ clock }), clock });
    const { status, json, headers } = await ask(handler, "HEAD /export?format=csv");
    expect([status, json]).toEqual([200, ""]);
    expect(headers.get("content-type")).toContain("text/csv");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("an export over HTTP", () => {
  /** A server whose store hands out what `rows` does. */
  async function serve(rows: () => Generator<readonly object[], void, void>, told: unknown[] = []) {
    const { store, clock } = openStore();
    const handler = createHandler({
      store: { ...store, rows: rows as Store["rows"] },
      history: memoryHistory({ clock }),
      clock,
      onError: (error) => told.push(error),
    });
    const server = createServer(nodeListener(handler)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/export`;
  }
  const page = Array.from({ length: 1_000 }, (_, i) => ({ key: `key number ${i}` }));

  test("comes whole", async () => {
    const url = await serve(function* () {
      for (let i = 0; i < 300; i += 1) yield page;
    });
    const lines = (await (await fetch(url)).text()).split("\n");
    expect(lines).toHaveLength(300_001);
  });

  test("that fails in the middle is no answer that ends", async () => {
    const told: unknown[] = [];
    const url = await serve(function* () {
      yield page;
      yield [];
      throw new Error("disk I/O error");
    }, told);
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    expect(told).toEqual([new Error("disk I/O error")]);
  });

  test("is read no further when its client has left", async () => {
    let asked = 0;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const url = await serve(function* () {
      try {
        for (;;) {
          asked += 1;
          yield page;
        }
      } finally {
        leave();
      }
    });
    const leaving = new AbortController();
    const response = await fetch(url, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await left;
    const before = asked;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(before);
  });

  test("waits for a client that does not read", async () => {
    let asked = 0;
    const url = await serve(function* () {
      for (;;) {
        asked += 1;
        yield page;
      }
    });
    const leaving = new AbortController();
    await fetch(url, { signal: leaving.signal });
    const settled = async () => {
      const before = asked;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return asked === before;
    };
    await expect.poll(settled, { timeout: 10_000 }).toBe(true);
    leaving.abort();
  });
});
