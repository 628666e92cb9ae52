import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { MAX_STREAMS } from "../../../src/core/live-limits.ts";
import type { MetricMap } from "../../../src/core/metric.ts";
import { openDatabase } from "../../../src/node/database.ts";
import { type ServeOptions, serve } from "../../../src/node/serve.ts";
import { testFolder } from "../../support/folder.ts";
import { freePort } from "../../support/free-port.ts";
import { listenTo } from "../../support/listening.ts";
import { validUpdate } from "../../support/requests.ts";
import { talk } from "../../support/talk.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

async function start(options: ServeOptions = {}) {
  const served = await serve({ port: 0, dataFolder: testFolder().folder, ...options });
  undo.push(served.close);
  const post = (update: unknown) =>
    fetch(`${served.url}/v1/update`, { method: "POST", body: JSON.stringify(update) });
  return { ...served, post };
}

describe("a server", () => {
  test.each<[string, ServeOptions]>([
    ["its own routes only", {}],
    ["further routes", { routes: {} }],
  ])("with %s asks for tokens, and takes a login for one", async (_, options) => {
    const operators = { ada: "ada-has-this-token" };
    const { url, post } = await start({ ...options, operators });
    expect((await fetch(`${url}/keys`)).status).toBe(401);
    const timestamp = new Date().toISOString();
    expect((await post(validUpdate({ timestamp }))).status).toBe(200);
    const headers = { "content-type": "application/json", origin: url };
    const login = (token: string) =>
      fetch(`${url}/login`, { method: "POST", headers, body: JSON.stringify({ token }) });
    const set = (await login("ada-has-this-token")).headers.getSetCookie();
    expect(set).toHaveLength(1);
    const cookie = set[0]?.split(";")[0] ?? "";
    const keys = await fetch(`${url}/keys`, { headers: { cookie } });
    expect(await keys.json()).toMatchObject({ keys: [{ key: "page.view" }] });
    const body = '{"stop":true}';
    const put = await fetch(`${url}/controls`, {
      method: "PUT",
      headers: { ...headers, cookie },
      body,
    });
    expect(await put.json()).toMatchObject({ stop: true });
    for (let i = 0; i < 10; i += 1)
      expect((await login(`guess-${i}-guess-guess`)).status).toBe(401);
    expect((await login("ada-has-this-token")).status).toBe(429);
  });

  test("gives its backup to operators only, and its health to everybody", async () => {
    const [operators, readers] = [{ ada: "ada-has-this-token" }, { rea: "rea-has-this-token" }];
    const { url } = await start({ operators, readers });
    const status = async (path: string, token?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(url + path, { headers });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await status("/backup")).toBe(401);
    expect(await status("/backup", readers.rea)).toBe(403);
    expect(await status("/backup", operators.ada)).toBe(200);
    expect([await status("/healthz"), await status("/readyz")]).toEqual([200, 200]);
  });

  test.each<[string, ServeOptions, number]>([
    ["without tokens is asked by this machine's name only", {}, 403],
    ["that is meant to be open, by any", { isOpen: true }, 200],
  ])("%s", async (_, options, expected) => {
    const { url } = await start(options);
    const status = (path: string) =>
      new Promise((resolve) => {
        const headers = { host: "rebound.example" };
        const sent = httpRequest(`${url}${path}`, { headers }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode));
        });
        sent.end();
      });
    expect(await Promise.all(["/keys", "/", "/backup"].map(status))).toEqual(
      Array(3).fill(expected),
    );
    expect((await fetch(`${url}/keys`)).status).toBe(200);
  });

  test("counts updates by address, and believes the proxy that it was told of", async () => {
    const told: string[] = [];
    const { url } = await start({
      maxPerAddress: 1,
      trustedProxies: ["loopback"],
      onLimit: (app, reason) => told.push(`${app} ${reason}`),
    });
    const send = async (client: string) => {
      const init = { method: "POST", headers: { "x-forwarded-for": client } };
      const body = JSON.stringify(validUpdate());
      return (await fetch(`${url}/v1/update`, { ...init, body })).status;
    };
    expect([await send("203.0.113.7"), await send("203.0.113.8")]).toEqual([200, 200]);
    expect(await send("203.0.113.7")).toBe(429);
    expect(told).toEqual(["default rate-address"]);
  });

  test("listens for other machines with a token, or where that is meant", async () => {
    const { folder: dataFolder } = testFolder();
    await expect(serve({ port: 0, host: "0.0.0.0", dataFolder })).rejects.toMatchObject({
      code: "bad-option",
      message: expect.stringContaining("give operators, or isOpen"),
    });
    const operators = { ada: "ada-has-this-token" };
    for (const options of [{ operators }, { isOpen: true }]) {
      const { url, close } = await start({ host: "0.0.0.0", dataFolder, ...options });
      expect(url).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
      await close();
    }
  });

  test("counts, keeps over a restart, and knows what it had", async () => {
    const dataFolder = join(testFolder().folder, "deep", "data");
    const first = await start({ dataFolder, intervalMs: 2_000 });
    const update = validUpdate({ timestamp: new Date().toISOString() });
    expect(await (await first.post(update)).json()).toMatchObject({ next_update: 2e9, ack: 1 });
    await first.close();
    expect(existsSync(join(dataFolder, "tallybeacon.db"))).toBe(true);

    const second = await start({ dataFolder });
    expect(await (await second.post(update)).json()).toMatchObject({ next_update: 2e9, ack: 1 });
    const { keys } = (await (await fetch(`${second.url}/keys`)).json()) as { keys: unknown[] };
    expect(keys).toMatchObject([{ key: "page.view", total: 1 }]);
  });

  test("goes by the clock that it is handed: of its answers, of what it keeps, and of who asks", async () => {
    const now = Date.UTC(2026, 10, 20, 19, 40);
    const { url, post } = await start({ clock: { ...systemClock, now: () => now } });
    expect(await (await post(validUpdate())).json()).toMatchObject({ now });
    const report = { application: "shop", install_id: "i", version: "1.0", metadata: {} };
    await fetch(`${url}/v1/report`, { method: "POST", body: JSON.stringify(report) });
    const change = { method: "PUT", headers: { "content-type": "application/json" }, body: "{}" };
    const get = async (path: string, init?: RequestInit) => (await fetch(url + path, init)).json();
    await get("/controls", { ...change, body: '{"disable":["a"]}' });
    expect(await get("/controls")).toMatchObject({ version: now, switches: [{ at: now }] });
    expect(await get("/instances")).toMatchObject({ now, instances: [{ last_seen: now }] });
    expect(await get("/applications")).toMatchObject({ applications: [{ last_at: now }] });
  });

  test("answers what is under way before it stops, and stopping twice is stopping once", async () => {
    const { url, close } = await start();
    const body = JSON.stringify(validUpdate());
    const head = `POST /v1/update HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`;
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.write(head + body.slice(0, 5));
    await fetch(`${url}/keys`);
    const closed = [close(), close()];
    socket.write(body.slice(5));
    await once(socket, "close");
    await Promise.all(closed);
    expect(answer).toContain('"ack":1');
    await expect(fetch(url)).rejects.toThrow();
  });

  test("is up and ready, and says so to anybody", async () => {
    const { url } = await start();
    for (const method of ["GET", "HEAD"]) {
      for (const path of ["/healthz", "/readyz", "/readyz?from=balancer"]) {
        expect((await fetch(url + path, { method })).status).toBe(200);
      }
    }
    expect((await fetch(`${url}/readyz`, { method: "PUT" })).status).toBe(405);
  });

  test("is not ready any more from the moment it is asked to stop, and serves until it does", async () => {
    const { url, close } = await start({ drainMs: 300 });
    const closed = close();
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: "not ready", reason: "stopping" },
    ]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test("is backed up while updates stream in: with all that was acknowledged before, each once", async () => {
    const { url, post } = await start();
    const acknowledged = new Map<string, number>();
    let isOver = false;
    const clients = ["a", "b", "c"].map(async (id) => {
      for (let seq = 1; !isOver && seq < 240; seq += 1) {
        const timestamp = new Date().toISOString();
        const data = { [id]: 1 };
        const answer = await post(validUpdate({ instance_id: id, timestamp, seq, data }));
        if (answer.ok) acknowledged.set(id, seq);
      }
    });
    await expect.poll(() => acknowledged.size).toBe(3);
    const before = new Map(acknowledged);
    const backup = await fetch(`${url}/backup`);
    expect(backup.status).toBe(200);
    const bytes = new Uint8Array(await backup.arrayBuffer());
    const after = new Map(acknowledged);
    isOver = true;
    await Promise.all(clients);

    const { folder: dataFolder } = testFolder();
    writeFileSync(join(dataFolder, "tallybeacon.db"), bytes);
    const restored = await start({ dataFolder });
    const { keys } = (await (await fetch(`${restored.url}/keys`)).json()) as {
      keys: { key: string; total: number }[];
    };
    expect(keys.map(({ key }) => key).sort()).toEqual(["a", "b", "c"]);
    for (const { key, total } of keys) {
      expect(total).toBeGreaterThanOrEqual(before.get(key) ?? 0);
      // One that was stored and whose answer was under way.
      expect(total).toBeLessThanOrEqual((after.get(key) ?? 0) + 1);
    }
    const accounts = (await (await fetch(`${restored.url}/accounting`)).json()) as object;
    expect(accounts).toMatchObject({ duplicates: 0, missing: 0 });
  });

  test("serves further routes with whole requests", async () => {
    const { url } = await start({
      routes: { "POST /echo": async (request) => new Response(await request.clone().text()) },
    });
    const response = await fetch(`${url}/echo`, { method: "POST", body: "hello" });
    expect(await response.text()).toBe("hello");
  });

  test("answers with 400 where no whole request can be made", async () => {
    const { url } = await start({ routes: { "* /any": () => new Response("any") } });
    expect(
      await talk(url, "TRACE /any HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"),
    ).toMatch(/^HTTP\/1\.1 400 .*"not a request"/s);
  });

  test("gives back what it took when its database is of a later version", async () => {
    const { folder: dataFolder } = testFolder();
    await (await start({ dataFolder })).close();
    const database = await openDatabase(join(dataFolder, "tallybeacon.db"));
    database.exec("UPDATE schema_version SET version = 99");
    database.close();
    for (let tries = 0; tries < 2; tries++) {
      await expect(serve({ port: 0, dataFolder })).rejects.toMatchObject({ code: "bad-option" });
    }
  });

  test("listens on no empty host", async () => {
    await expect(
      serve({ port: 0, host: "", dataFolder: testFolder().folder }),
    ).rejects.toMatchObject({
      code: "bad-option",
    });
  });

  test.each<[string, ServeOptions]>([
    ["its own routes only", {}],
    ["further routes", { routes: {} }],
  ])("with %s tells a client that sends too much why, while it sends", async (_, options) => {
    const { url } = await start(options);
    const chunk = Buffer.alloc(1_000_000, 32);
    const post = () =>
      new Promise<number | string | undefined>((resolve) => {
        const headers = { "content-length": 20 * chunk.length };
        const sent = httpRequest(`${url}/v1/update`, { method: "POST", headers });
        sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
        sent.on("response", (answer) =>
          answer.resume().on("end", () => resolve(answer.statusCode)),
        );
        let chunks = 0;
        const write = () => {
          if (chunks++ < 20) sent.write(chunk, () => setImmediate(write));
        };
        write();
      });
    for (let tries = 0; tries < 3; tries++) expect(await post()).toBe(413);
  });

  test("takes lines over HTTP, and those that ride on updates, without being asked to", async () => {
    const { url, post } = await start();
    const body = "hits:1|c\nno line";
    expect((await fetch(`${url}/v1/statsd`, { method: "POST", body })).status).toBe(202);
    const timestamp = new Date().toISOString();
    const ridden = validUpdate({
      timestamp,
      calls: 2,
      recorded: 2,
      data: { statsd: ["a:1|c", "b:1|c"] },
    });
    expect((await post(ridden)).status).toBe(200);
    const taken = async () => {
      const { stats } = (await (await fetch(`${url}/statsd`)).json()) as {
        stats: { name: string; value: number }[];
      };
      return stats.find(({ name }) => name === "parser.metrics_received")?.value;
    };
    await expect.poll(taken, { timeout: 10_000 }).toBe(3);
  });

  test("tells who listens of what comes by UDP, and ends their streams when it closes", async () => {
    const statsd = { address: "127.0.0.1:0", flushMs: 20 };
    const { url, statsdPort = 0, close } = await start({ statsd });
    const { changes, over } = listenTo(await fetch(`${url}/events`));
    const socket = createSocket("udp4");
    undo.push(() => socket.close());
    socket.send("hits:1|c", statsdPort, "127.0.0.1");
    await expect.poll(changes, { timeout: 10_000 }).toBeGreaterThan(0);
    await close();
    // What has to be broken off rejects.
    await over;
  });

  test("forgets who listens when they are gone", async () => {
    const { url } = await start();
    for (let count = 0; count < 2 * MAX_STREAMS; count += 50) {
      const ask = async () => listenTo(await fetch(`${url}/events`));
      const all = await Promise.all(Array.from({ length: 50 }, ask));
      await expect.poll(() => all.every(({ heard }) => heard() !== "")).toBe(true);
      for (const { leave } of all) await leave();
    }
    const status = async () => {
      const { response, leave } = listenTo(await fetch(`${url}/events`));
      await leave();
      return response.status;
    };
    await expect.poll(status).toBe(200);
    expect((await fetch(`${url}/events`, { method: "HEAD" })).status).toBe(200);
  });

  test("tells its backends what it has when it is closed", async () => {
    const heard = new Promise<string>((resolve) => {
      const graphite = createTcpServer((socket) => void text(socket).then(resolve));
      undo.push(() => graphite.close());
      graphite.listen(0, "127.0.0.1", async () => {
        const address = `127.0.0.1:${(graphite.address() as AddressInfo).port}`;
        const statsd = { flushMs: 3_600_000, backends: { graphite: { address } } };
        const { url, close } = await start({ statsd });
        await fetch(`${url}/v1/statsd`, { method: "POST", body: "hits:5|c" });
        await close();
      });
    });
    expect(await heard).toMatch(/^stats\.counters\.hits\.count 5 \d+$/m);
  });

  test("hands metrics to a pipeline of the caller's own, and makes none beside it", async () => {
    const maps: MetricMap[] = [];
    const metrics = { sink: (map: MetricMap) => void maps.push(map) };
    const { url, statsdPort } = await start({ metrics });
    await fetch(`${url}/v1/statsd`, { method: "POST", body: "hits:1|c" });
    expect([maps.length, statsdPort]).toEqual([1, undefined]);
    await expect(serve({ metrics, statsd: {} })).rejects.toMatchObject({
      code: "bad-option",
      message: "metrics and statsd: only one of them",
    });
  });

  test("gives back what it took when the port of statsd is taken", async () => {
    const { statsdPort } = await start({ statsd: { address: "127.0.0.1:0" } });
    const { folder: dataFolder } = testFolder();
    const statsd = { address: `127.0.0.1:${statsdPort}` };
    const port = await freePort();
    await expect(serve({ port, dataFolder, statsd })).rejects.toMatchObject({
      code: "EADDRINUSE",
      syscall: "bind",
    });
    await (await start({ port, dataFolder })).close();
  });

  test("gives back what it took when the port is taken", async () => {
    const { url } = await start();
    const { folder: dataFolder } = testFolder();
    const port = Number(new URL(url).port);
    await expect(serve({ port, dataFolder })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await (await start({ dataFolder })).close();
  });

  test.each([
    "GET / HTTP/1.1\r\n\r\n",
    "GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
    // Joined to an address, this Host would choose the route in place of the path.
    "GET /public HTTP/1.1\r\nhost: x/controls?\r\nconnection: close\r\n\r\n",
  ])("answers %j with 4xx", async (text) => {
    const { url } = await start();
    expect(
      await talk(url, text.replace("host: x\r\n\r\n", "host: x\r\nconnection: close\r\n\r\n")),
    ).toMatch(/^HTTP\/1\.1 4\d\d/);
  });
});
