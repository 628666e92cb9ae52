import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Handler } from "../../src/core/ports.ts";
import { nodeListener, openDatabase, type ServeOptions, serve } from "../../src/node.ts";
import { type Marked, PEER } from "../../src/server/address.ts";
import { ASIDE } from "../../src/server/answer.ts";
import { validUpdate } from "../support/requests.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tallybeacon-node-"));
  undo.push(() => rmSync(path, { recursive: true }));
  return path;
}

async function listen(handler: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer(nodeListener(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function start(options: ServeOptions = {}) {
  const served = await serve({ port: 0, dataFolder: folder(), ...options });
  undo.push(served.close);
  const post = (update: unknown) =>
    fetch(`${served.url}/v1/update`, { method: "POST", body: JSON.stringify(update) });
  return { ...served, post };
}

/** Sends text as it is, and resolves with all that comes back. */
async function talk(url: string, text: string): Promise<string> {
  const socket: Socket = connect(Number(new URL(url).port), "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("a listener for node:http", () => {
  test("hands the handler a whole Request", async () => {
    const seen: Record<string, unknown> = {};
    const { url } = await listen(async (request) => {
      const copy = new Request(request, { headers: { "x-copied": "1" } });
      Object.assign(seen, {
        isRequest: request instanceof Request,
        method: request.method,
        url: request.url,
        type: request.headers.get("content-type"),
        copied: copy.headers.get("x-copied"),
        body: await copy.json(),
      });
      return Response.json({ ok: true }, { status: 201, headers: { "x-a": "1" } });
    });
    const response = await fetch(`${url}/path?q=ä`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"größe":1}',
    });
    expect(seen).toEqual({
      isRequest: true,
      method: "PUT",
      url: `${url}/path?q=%C3%A4`,
      type: "application/json",
      copied: "1",
      body: { größe: 1 },
    });
    expect([response.status, response.headers.get("x-a")]).toEqual([201, "1"]);
    expect(await response.json()).toEqual({ ok: true });
  });

  test.each([
    ["a whole request", {}],
    ["a light one", { [ASIDE]: true }],
  ])("tells who is connected by %s, and no header can", async (_, mark) => {
    const handler: Handler = (request) => new Response(String((request as Marked)[PEER]));
    const { url } = await listen(Object.assign(handler, mark));
    const response = await fetch(url, { headers: { "x-forwarded-for": "203.0.113.7" } });
    expect(await response.text()).toBe("127.0.0.1");
  });

  test("streams both ways", async () => {
    const { url } = await listen(
      (request) => new Response(request.body?.pipeThrough(new TransformStream())),
    );
    const big = "x".repeat(3_000_000);
    const response = await fetch(url, { method: "POST", body: big });
    expect(await response.text()).toBe(big);
  });

  test("keeps cookies apart and texts whole", async () => {
    const { url } = await listen(() => {
      const headers = new Headers([
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]);
      return new Response("größe", { status: 299, statusText: "Fine", headers });
    });
    const response = await fetch(url);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([response.status, response.statusText]).toEqual([299, "Fine"]);
    expect(await response.text()).toBe("größe");
  });

  test("answers HEAD and empty statuses without a body", async () => {
    const { url } = await listen(({ method }) =>
      method === "HEAD" ? new Response("unseen") : new Response(null, { status: 204 }),
    );
    expect(await (await fetch(url, { method: "HEAD" })).text()).toBe("");
    const empty = await fetch(url);
    expect([empty.status, empty.headers.get("content-length")]).toEqual([204, null]);
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("secret"))],
    [
      "throws",
      () => {
        throw new Error("secret");
      },
    ],
  ])("answers 500 for a handler that %s, and goes on", async (_, handler) => {
    const { url } = await listen(handler);
    for (let i = 0; i < 2; i += 1) {
      const response = await fetch(url);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: "internal error" });
    }
  });

  test("breaks the connection off when a body breaks off", async () => {
    const { url } = await listen(() => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("half"));
        },
        pull: () => Promise.reject(new Error("source gone")),
      });
      return new Response(body);
    });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  test("aborts the request's signal when the client goes away", async () => {
    let left: Promise<unknown> | undefined;
    const called = new Promise<void>((resolve) => {
      void listen(({ signal }) => {
        left = once(signal, "abort");
        resolve();
        return new Promise(() => {});
      }).then(({ url }) => talk(url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
    });
    await called;
    (undo.at(-1) as () => void)();
    await left;
  });

  test("lets a client that still sends read its answer, and does not read on for ever", async () => {
    const { url } = await listen(() => new Response("no thanks", { status: 413 }));
    const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n";
    const answer = await talk(url, head + "x".repeat(500_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toMatch(/no thanks/);
  });

  test("does so too when the answer is a stream", async () => {
    const { url } = await listen(() => new Response(new Blob(["no thanks"]), { status: 413 }));
    const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n";
    const answer = await talk(url, head + "x".repeat(500_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("no thanks");
  });

  test.each([
    "GET / HTTP/1.1\r\nhost: a/b?\r\nconnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: a:b:c\r\nconnection: close\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    "TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
  ])("answers %j, of which no Request can be made, with 400", async (text) => {
    const { url } = await listen(() => new Response("never"));
    expect(await talk(url, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("answers a handler that takes the short cut with the same bytes", async () => {
    const handler: Handler = async (request) => {
      const { value } = (await request.body?.getReader().read()) ?? {};
      const text = `${request.method} ${new TextDecoder().decode(value)}`;
      const headers = new Map([["x-a", "1"]]);
      return { status: 202, headers, body: null, [ASIDE]: text } as unknown as Response;
    };
    const { url } = await listen(Object.assign(handler, { [ASIDE]: true }));
    const response = await fetch(url, { method: "POST", body: "größe" });
    expect([response.status, response.headers.get("x-a")]).toEqual([202, "1"]);
    expect(await response.text()).toBe("POST größe");
  });
});

describe("a database", () => {
  test("is durable and one process's own", async () => {
    const path = join(folder(), "a.db");
    const database = await openDatabase(path);
    undo.push(() => database.close());
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
    expect(pragma("journal_mode")).toEqual(["wal"]);
    expect(pragma("synchronous")).toEqual([2]);
    expect(pragma("locking_mode")).toEqual(["exclusive"]);
    expect(pragma("busy_timeout")).toEqual([5_000]);
  });

  test("that is no database is refused by name", async () => {
    const path = join(folder(), "a.db");
    writeFileSync(
      path,
      "this is a letter, not a database, and long enough to be looked at ".repeat(20),
    );
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: "storage",
      message: `cannot open ${path}: file is not a database`,
    });
  });
});

describe("a server", () => {
  test("counts, keeps over a restart, and knows what it had", async () => {
    const dataFolder = join(folder(), "deep", "data");
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

  test("serves further routes with whole requests", async () => {
    const { url } = await start({
      routes: { "POST /echo": async (request) => new Response(await request.clone().text()) },
    });
    const response = await fetch(`${url}/echo`, { method: "POST", body: "hello" });
    expect(await response.text()).toBe("hello");
  });

  test("gives back what it took when its database is of a later version", async () => {
    const dataFolder = folder();
    await (await start({ dataFolder })).close();
    const database = await openDatabase(join(dataFolder, "tallybeacon.db"));
    database.exec("UPDATE schema_version SET version = 99");
    database.close();
    for (let tries = 0; tries < 2; tries++) {
      await expect(serve({ port: 0, dataFolder })).rejects.toMatchObject({ code: "bad-option" });
    }
  });

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
    const dataFolder = folder();
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

  test("listens on no empty host", async () => {
    await expect(serve({ port: 0, host: "", dataFolder: folder() })).rejects.toMatchObject({
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

  test("gives back what it took when the port is taken", async () => {
    const { url } = await start();
    const dataFolder = folder();
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
