// The door to Node: fetch-style handlers on node:http, SQLite on disk, and both as one server.
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { systemClock } from "./core/clock.ts";
import { TallybeaconError } from "./core/errors.ts";
import {
  BUSY_TIMEOUT_MS,
  CLOSE_GRACE_MS,
  CLOSE_SWEEP_MS,
  DEFAULT_PORT,
  LINGER_MS,
  SCRIPT_SECONDS,
} from "./core/limits.ts";
import type { Handler } from "./core/ports.ts";
import { sqlHistory } from "./history/sql.ts";
import { PEER } from "./server/address.ts";
import { ASIDE, type Aside } from "./server/answer.ts";
import { createHandler } from "./server/handler.ts";
import { lightRequest } from "./server/light.ts";
import { createLull } from "./server/lull.ts";
import { checkReach, type ReachOptions } from "./server/reach.ts";
import { sharedTimers } from "./server/shared-timers.ts";
import { sqliteSql } from "./storage/sqlite-sql.ts";
import { createStore } from "./store/store.ts";

/** What a server on this machine is made of. */
export interface ServeOptions extends ReachOptions {
  /** Default 8787; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: nobody else's machine. Any other wants `operators` or `readers`. */
  readonly host?: string;
  /** Where the database lies; made when missing. Default `data`. */
  readonly dataFolder?: string;
  /** Time between updates, kept for later starts. Default: what was kept, at first an hour. */
  readonly intervalMs?: number;
}

/** A server that listens. */
export interface Served {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Takes no more requests, finishes those under way, and closes the database. */
  close(): Promise<void>;
}

/** Serves updates, dashboard and read API, with SQLite on disk. Rejects when the port or the folder can not be had. */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const { port = DEFAULT_PORT, host = "127.0.0.1", dataFolder = "data" } = options;
  const { intervalMs, onError } = options;
  checkReach(host, options);
  mkdirSync(dataFolder, { recursive: true });
  const database = await openDatabase(join(dataFolder, "tallybeacon.db"));
  const open: { close(): unknown }[] = [database];
  const closeAll = async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  };
  try {
    const sql = sqliteSql(database);
    const lull = createLull(setImmediate);
    const history = sqlHistory(sql, onError && { onError });
    open.push(history);
    const store = createStore(sql, { later: lull.later, ...(onError && { onError }) });
    open.push(store);
    if (intervalMs !== undefined) store.control({ interval_ms: intervalMs });
    const clock = sharedTimers(systemClock);
    const listener = nodeListener(createHandler({ ...options, store, history, clock }));
    const scripts = scriptFiles();
    const server = createServer((req, res) => {
      const script = /^(GET|HEAD)$/.test(req.method ?? "") && scripts.get(pathOf(req));
      // node:http leaves the body of a HEAD away by itself.
      if (script) return void res.writeHead(200, SCRIPT_HEADERS).end(script);
      lull.arrived();
      listener(req, res);
    });
    server.listen(port, host);
    await once(server, "listening");
    const taken = (server.address() as AddressInfo).port;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
    let stopped: Promise<void> | undefined;
    return { url, close: () => (stopped ??= stop(server).then(closeAll)) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Resolves when no request is under way any more. */
async function stop(server: Server): Promise<void> {
  const closed = once(server.close(), "close");
  // A connection that is kept alive outlives its last answer by seconds.
  const sweep = setInterval(() => server.closeIdleConnections(), CLOSE_SWEEP_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(deadline);
}

const pathOf = (req: IncomingMessage): string => (req.url ?? "").replace(/\?.*/s, "");

/** Pages of any site may load the script, with `integrity` too. */
const SCRIPT_HEADERS = {
  "content-type": "text/javascript; charset=utf-8",
  "cache-control": `public, max-age=${SCRIPT_SECONDS}`,
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** The script tag's files by their path, where the build put them beside this one. */
function scriptFiles(): ReadonlyMap<string, Buffer> {
  const names = ["/tallybeacon.js", "/tallybeacon-hash.js"];
  const built = names.filter((name) => existsSync(new URL(`.${name}`, import.meta.url)));
  return new Map(built.map((name) => [name, readFileSync(new URL(`.${name}`, import.meta.url))]));
}

/**
 * Opens a database file for one process: what is committed survives a power cut (WAL, synchronous FULL), and a
 * second process is refused, as it would not see what the first one remembers. Needs Node 22.13.
 */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  const sqlite = await import("node:sqlite").catch((error: unknown) => {
    const message = `SQLite needs Node 22.13 or newer; this is ${process.version}`;
    throw new TallybeaconError("unsupported", message, error);
  });
  let database: DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    database.exec(
      `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA locking_mode = EXCLUSIVE;
       PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`,
    );
    return database;
  } catch (error) {
    database?.close();
    const { message } = error as Error;
    throw new TallybeaconError("storage", `cannot open ${path}: ${message}`, error);
  }
}

/**
 * Makes a fetch-style handler a listener of `node:http`: `createServer(nodeListener(handler)).listen(8787)`.
 * Bodies stream both ways, `request.signal` aborts when the client is gone, and a handler that rejects is
 * answered for with a bare 500.
 */
export function nodeListener(
  handler: Handler,
): (req: IncomingMessage, res: ServerResponse) => void {
  const toRequest = (handler as Aside)[ASIDE]
    ? (req: IncomingMessage) => lightRequest(req, urlOf)
    : fullRequest;
  return (req, res) => {
    respond(handler, toRequest, req, res).catch(() => {
      if (res.headersSent) res.destroy();
      else end(req, res, 500, [...JSON_TYPE], '{"error":"internal error"}');
    });
  };
}

async function respond(
  handler: Handler,
  toRequest: typeof fullRequest,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  let request: Request;
  try {
    request = toRequest(req, res);
  } catch {
    // A Host that is none, a method such as TRACE, `OPTIONS *`.
    return end(req, res, 400, [...JSON_TYPE], '{"error":"not a request"}');
  }
  const response = await handler(request);
  const headers: string[] = [];
  for (const [name, value] of response.headers) headers.push(name, value);
  if (response.statusText) res.statusMessage = response.statusText;
  const text = (response as Aside)[ASIDE] ?? "";
  if (response.body && req.method !== "HEAD") {
    if (!req.complete) headers.push("connection", "close");
    res.writeHead(response.status, headers);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, res, { end: false });
    return req.complete ? void res.end() : linger(req, res);
  }
  await response.body?.cancel();
  end(req, res, response.status, headers, String(text));
}

const JSON_TYPE: readonly string[] = ["content-type", "application/json"];

/** Writes a whole answer at once. */
function end(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: string[],
  text: string,
): void {
  const isEmpty = status === 204 || status === 304 || req.method === "HEAD";
  if (!isEmpty && !headers.includes("content-length")) {
    headers.push("content-length", String(Buffer.byteLength(text)));
  }
  if (req.complete) {
    res.writeHead(status, headers).end(text);
    return;
  }
  headers.push("connection", "close");
  res.writeHead(status, headers);
  if (text) res.write(text);
  linger(req, res);
}

/** Whoever still sends would miss the answer if the connection were closed on it. Source: RFC 9112, section 9.6. */
function linger(req: IncomingMessage, res: ServerResponse): void {
  res.flushHeaders();
  const timer = setTimeout(() => res.end(), LINGER_MS);
  req.resume().once("close", () => {
    clearTimeout(timer);
    res.end();
  });
}

function urlOf(req: IncomingMessage, host: string = "localhost"): string {
  const path = req.url ?? "/";
  const scheme = "encrypted" in req.socket ? "https" : "http";
  // A Host such as `x/controls?` would choose the route in place of the path: it becomes one that nothing parses.
  const name = /^[\w.:[\]-]+$/.test(host) ? host : "%";
  return path.startsWith("/") ? `${scheme}://${name}${path}` : path;
}

function fullRequest(req: IncomingMessage, res: ServerResponse): Request {
  const method = req.method ?? "GET";
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const left = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) left.abort();
  });
  const isBodiless = method === "GET" || method === "HEAD";
  const body = isBodiless ? null : (Readable.toWeb(req) as ReadableStream);
  const init = { method, headers, body, signal: left.signal, duplex: "half" } as RequestInit;
  const request = new Request(urlOf(req, req.headers.host), init);
  return Object.assign(request, { [PEER]: req.socket.remoteAddress });
}
