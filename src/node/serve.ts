// A collector on this machine: SQLite on disk behind a port.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { CLOSE_GRACE_MS, CLOSE_SWEEP_MS, DEFAULT_PORT } from "../core/limits.ts";
import type { Handler, Sql } from "../core/ports.ts";
import type { Keep } from "../core/tally.ts";
import { sqlHistory } from "../history/sql.ts";
import { createAccess } from "../server/access.ts";
import { createHandler, type HandlerOptions } from "../server/handler.ts";
import { healthRoutes } from "../server/health.ts";
import { createLull } from "../server/lull.ts";
import { byOwnName, checkReach, type ReachOptions } from "../server/reach.ts";
import { routes } from "../server/routes.ts";
import { sharedTimers } from "../server/shared-timers.ts";
import { createShield } from "../server/shield.ts";
import { pushedBackend } from "../server/statsd/pushed-backend.ts";
import { keepUp } from "../server/upkeep.ts";
import { sqliteSql } from "../storage/sqlite-sql.ts";
import { createPushes } from "../store/pushes/pushes.ts";
import { createReports } from "../store/reports/reports.ts";
import { createStore } from "../store/store.ts";
import { createBackups } from "./backup.ts";
import { makeDatabaseFile, openDatabase } from "./database.ts";
import { nodeListener } from "./listener.ts";
import { SCRIPT_HEADERS, scriptFiles } from "./scripts.ts";
import { createStatsd, type StatsdSettings } from "./statsd/create-statsd.ts";

/** What a server on this machine is made of. */
export interface ServeOptions
  extends Omit<HandlerOptions, "store" | "history" | "reports" | "pushes" | "signal">,
    Pick<ReachOptions, "isOpen"> {
  /** Default 8787; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: nobody else's machine. Any other wants `operators` or `readers`. */
  readonly host?: string;
  /** Where the database lies; made when missing. Default `data`. */
  readonly dataFolder?: string;
  /** Time between updates, kept for later starts. Default: what was kept, at first an hour. */
  readonly intervalMs?: number;
  /** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. */
  readonly keep?: Partial<Keep>;
  /** Time between `/readyz` saying no and the server closing, for balancers to look elsewhere. Default 0. */
  readonly drainMs?: number;
  /**
   * What is done with tagged metrics. Default: those that come in over HTTP are shown by the dashboard. Not with `metrics`,
   * which is a pipeline of the caller's own: `createPipeline(…)`, which the caller also starts and stops.
   */
  readonly statsd?: StatsdSettings;
}

/** A server that listens. */
export interface Served {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Where statsd is taken by UDP; absent where it is not. */
  readonly statsdPort?: number;
  /**
   * Is not ready any more, then takes no more requests, finishes those under way, tells backends what it has of metrics, and
   * closes the database.
   */
  close(): Promise<void>;
}

/**
 * Serves updates, reports, pushed metrics, `/metrics`, dashboard and read API, with SQLite on disk; `/healthz`, `/readyz`
 * and `/backup`, too. Rejects when the port or the folder can not be had.
 */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const { port = DEFAULT_PORT, host = "127.0.0.1", dataFolder = "data" } = options;
  const { intervalMs, keep, drainMs = 0, onError } = options;
  // Of the platform's clock many wait at once, and mostly in vain.
  const { clock = sharedTimers(systemClock) } = options;
  checkReach(host, options);
  if (options.metrics && options.statsd) {
    throw new TallybeaconError("bad-option", "metrics and statsd: only one of them");
  }
  const database = await openDatabase(makeDatabaseFile(dataFolder));
  const open: { close(): unknown }[] = [database];
  const closeAll = async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  };
  try {
    const sql = sqliteSql(database);
    const lull = createLull(setImmediate);
    const heard = onError && { onError };
    const timed = options.clock && { clock };
    const history = sqlHistory(sql, { ...timed, ...heard });
    open.push(history);
    const kept = keep && { keep };
    const store = createStore(sql, { later: lull.later, ...timed, ...kept, ...heard });
    open.push(store);
    if (intervalMs !== undefined) store.control({ interval_ms: intervalMs });
    open.push({ close: keepUp(store, clock) });
    const access = options.access ?? createAccess(options);
    const parts = {
      store,
      history,
      reports: createReports(sql, timed),
      pushes: createPushes(sql, { clock }),
    };
    const statsd = createStatsd(options.statsd ?? UNASKED, {
      keep: pushedBackend(parts.pushes, { clock, ...heard }),
      ...heard,
    });
    open.push(statsd);
    const metrics = statsd.taking;
    const ending = new AbortController();
    const { signal } = ending;
    const whole = createHandler({ metrics, ...options, ...parts, access, clock, signal });
    const isOurs = access.isOpen && !options.isOpen;
    const listener = nodeListener(isOurs ? byOwnName(whole) : whole);
    const backups = createBackups({ database, folder: dataFolder, ...heard });
    open.push(backups);
    let stopped: Promise<void> | undefined;
    const whyNotReady = () => (stopped ? "stopping" : whyNoAnswer(sql));
    const shield = createShield(access.addresses);
    const own = {
      ...healthRoutes({ whyNotReady, ...heard }),
      "GET /backup": shield.over(
        access.operator(isOurs ? byOwnName(backups.handler) : backups.handler),
      ),
    };
    const besides = besidesOf(own);
    const server = createServer((req, res) => {
      if (besides(req, res)) return;
      lull.arrived();
      listener(req, res);
    });
    server.listen(port, host);
    await once(server, "listening");
    const taken = (server.address() as AddressInfo).port;
    open.push({
      close() {
        ending.abort();
        return stop(server);
      },
    });
    const statsdPort = options.statsd && (await statsd.open());
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
    const close = async () => {
      if (drainMs > 0) await pause(drainMs);
      await closeAll();
    };
    return { url, ...(statsdPort && { statsdPort }), close: () => (stopped ??= close()) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What a pipeline says of itself would be all that there is to see of one that nobody asked for, and nobody sends to. */
const UNASKED: StatsdSettings = { statserType: "null" };

/**
 * Answers for the script files and for `own` routes, apart from the rest, whose handler has no use for whole requests
 * and is the quicker for it. False when a request is for none of them.
 */
function besidesOf(
  own: Readonly<Record<string, Handler>>,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  const scripts = scriptFiles();
  const listener = nodeListener(routes(own));
  const paths = new Set(Object.keys(own).map((route) => route.replace("GET ", "")));
  return (req, res) => {
    const isRead = req.method === "GET" || req.method === "HEAD";
    // Most are updates, which shall not pay for what is not theirs.
    const path = isRead ? (req.url ?? "").replace(/\?.*/s, "") : (req.url ?? "");
    const script = isRead && scripts.get(path);
    // node:http leaves the body of a HEAD away by itself.
    if (script) res.writeHead(200, SCRIPT_HEADERS).end(script);
    else if (paths.has(path)) listener(req, res);
    else return false;
    return true;
  };
}

/** Only that it does not is for everybody to know. */
function whyNoAnswer(sql: Sql): string | undefined {
  try {
    sql.all("SELECT count(*) FROM schema_version");
    return undefined;
  } catch {
    return "the database does not answer";
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
