// A collector on this machine: SQLite on disk behind a port.
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { CLOSE_GRACE_MS, CLOSE_SWEEP_MS, DEFAULT_PORT } from "../core/limits.ts";
import { sqlHistory } from "../history/sql.ts";
import { createHandler, type HandlerOptions } from "../server/handler.ts";
import { createLull } from "../server/lull.ts";
import { sharedTimers } from "../server/shared-timers.ts";
import { sqliteSql } from "../storage/sqlite-sql.ts";
import { createStore } from "../store/store.ts";
import { openDatabase } from "./database.ts";
import { nodeListener } from "./listener.ts";
import { SCRIPT_HEADERS, scriptFiles } from "./scripts.ts";

/** What a server on this machine is made of. */
export interface ServeOptions
  extends Pick<HandlerOptions, "origins" | "routes" | "title" | "onError"> {
  /** Default 8787; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: nobody else's machine. */
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
  if (!host) throw new TallybeaconError("bad-option", "host is empty: that would be every network");
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
