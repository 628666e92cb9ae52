// The server of a world: the real handler over the real store and a real database, and what may befall them.
import { DatabaseSync } from "node:sqlite";
import type { Accounting } from "../../src/core/accounting.ts";
import type { ControlsChange } from "../../src/core/controls.ts";
import type { TallybeaconError } from "../../src/core/errors.ts";
import type { Answer, Clock, History, Sql } from "../../src/core/ports.ts";
import type { Accepted, Keep, Store } from "../../src/core/tally.ts";
import type { Update } from "../../src/core/update.ts";
import { ASIDE } from "../../src/server/answer.ts";
import { createHandler } from "../../src/server/handler.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { LEVELS } from "../../src/store/levels.ts";
import { createStore } from "../../src/store/store.ts";
import type { Timeline } from "./timeline.ts";

/** The server, from outside. */
export interface Site {
  /** One request; rejects when the server dies over it. */
  post(body: string): Promise<Answer>;
  control(change: ControlsChange): void;
  crash(isCommitted: boolean, downMs: number): void;
  /** The next commit finds no room. */
  fillDisk(): void;
  /** Sums by key, as the database has them. */
  totals(): ReadonlyMap<string, number>;
  /** Each update that was committed, as it came first. */
  readonly accepted: ReadonlyMap<string, Update>;
  /** Commits so far. */
  readonly commits: number;
  accounting(): Accounting | undefined;
  readonly isStopped: boolean;
}

/** Which update: what the server must count once. */
export function idOf({ epoch, seq }: Update): string {
  return `${epoch}/${seq}`;
}

/** One database a process: to migrate one costs more than a whole schedule. */
let shared: { readonly sql: Sql; readonly tables: readonly string[] } | undefined;

function emptyDatabase(): Sql {
  if (!shared) {
    const sql = sqliteSql(new DatabaseSync(":memory:"));
    createStore(sql);
    const names =
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_version'";
    shared = { sql, tables: sql.all(names).map((row) => String(row["name"])) };
  }
  const { sql, tables } = shared;
  sql.tx(() => {
    for (const table of tables) sql.all(`DELETE FROM ${table}`);
  });
  return sql;
}

const NO_HISTORY: History = {
  record() {},
  query: async () => [],
  hosts: async () => [],
  async flush() {},
  async close() {},
};

const COMMIT_MS = 4;
/** Minutes go after an hour, so that what clients held back comes to find them gone. */
const KEPT: Keep = { minute: 3_600, fiveMinutes: 14_400, hour: 0, day: 0 };
const SLICES = 6;

/** A server that has met nobody. */
export function createSite(timeline: Timeline, broke: (error: unknown) => void): Site {
  const inner = emptyDatabase();
  const accepted = new Map<string, Update>();
  const open = new Set<(error: Error) => void>();
  const clock: Clock = {
    now: () => Math.floor(timeline.now()),
    random: () => 0.5,
    after: (ms, run) => timeline.after(ms, run),
  };
  let handed: Update[] = [];
  let commit: { cancel(): void; run(): void } | undefined;
  let isFull = false;
  let isWritten = false;
  let isCommitting = false;
  let downUntilMs = 0;
  let isStopped = false;

  const sql: Sql = {
    all: inner.all,
    tx: (run) => {
      const result = inner.tx(() => {
        const inside = run();
        // The last chance to fail is the commit itself.
        if (isFull && isCommitting) throw new Error("disk full");
        return inside;
      });
      isWritten = true;
      return result;
    },
  };
  let store: Store;
  let handler: ReturnType<typeof createHandler>;

  function start(): void {
    const made = createStore(sql, { clock, later, keep: KEPT });
    store = {
      ...made,
      accept(update, ...rest) {
        handed.push(update);
        const result = made.accept(update, ...rest);
        // What came too late, or is forgotten, is acknowledged and not taken in.
        const isTaken = ({ fresh }: Accepted) => fresh || accepted.get(idOf(update)) !== update;
        result.then((how) => isTaken(how) || accepted.delete(idOf(update))).catch(() => {});
        return result;
      },
    };
    handler = createHandler({ store, history: NO_HISTORY, clock, onError: complain });
  }

  function complain(error: unknown): void {
    if ((error as TallybeaconError).code !== "storage") broke(error);
  }

  function later(run: () => void): void {
    const work = () => {
      isWritten = false;
      const updates = handed;
      handed = [];
      isCommitting = true;
      run();
      isCommitting = false;
      commit = undefined;
      isFull = false;
      if (!isWritten) return;
      // What rolls up takes its turn between commits.
      for (let slices = 0; slices < SLICES && store.compact(); slices += 1);
      site.commits++;
      for (const update of updates) {
        if (!accepted.has(idOf(update))) accepted.set(idOf(update), update);
      }
    };
    commit = { run: work, cancel: timeline.after(COMMIT_MS, work) };
  }

  const site = {
    accepted,
    commits: 0,
    async post(body: string): Promise<Answer> {
      if (timeline.now() < downUntilMs) throw new TypeError("connection refused");
      return new Promise<Answer>((resolve, reject) => {
        open.add(reject);
        void respond(handler, body).then((answer) => {
          open.delete(reject);
          resolve(answer);
        }, broke);
      });
    },
    control(change: ControlsChange) {
      store.control(change);
      isStopped = change.stop ?? isStopped;
    },
    crash(isCommitted: boolean, downMs: number) {
      commit?.cancel();
      if (isCommitted) commit?.run();
      commit = undefined;
      handed = [];
      for (const reject of open) reject(new TypeError("connection reset"));
      open.clear();
      downUntilMs = timeline.now() + downMs;
      start();
    },
    fillDisk() {
      isFull = true;
    },
    totals: () => readTotals(inner),
    accounting: () => (store as { accounting?: (limit: number) => Accounting }).accounting?.(1_000),
    get isStopped() {
      return isStopped;
    },
  };
  start();
  return site;
}

/** Of each level what the next has not got yet. */
function readTotals(sql: Sql): Map<string, number> {
  const rolled = new Map(
    sql.all("SELECT name, rolled FROM level").map((row) => [row["name"], Number(row["rolled"])]),
  );
  const totals = new Map<string, number>();
  for (const [index, { keyTable }] of LEVELS.entries()) {
    const from = rolled.get(LEVELS[index + 1]?.name ?? "") ?? 0;
    const sums = `SELECT k.key AS key, sum(total) AS total FROM ${keyTable} m
      JOIN key k ON k.id = m.key WHERE minute >= ? GROUP BY k.key`;
    for (const { key, total } of sql.all(sums, from)) {
      totals.set(String(key), (totals.get(String(key)) ?? 0) + Number(total));
    }
  }
  return totals;
}

const encoder = new TextEncoder();

/** One POST, by the short cut that `nodeListener` takes too: its promises need no turn but microtasks. */
async function respond(handler: ReturnType<typeof createHandler>, text: string): Promise<Answer> {
  const chunks = [encoder.encode(text)];
  const request = {
    [ASIDE]: true,
    method: "POST",
    url: "https://count.example/v1/update",
    headers: { get: () => null },
    body: {
      getReader: () => ({
        read: async () => ({ done: chunks.length === 0, value: chunks.shift() }),
        cancel: async () => {},
      }),
    },
  };
  const response = await handler(request as unknown as Request);
  return {
    status: response.status,
    // As those of `fetch` do.
    headers: { get: (name) => response.headers.get(name) ?? null },
    body: (response as unknown as Record<symbol, string>)[ASIDE] ?? "",
  };
}
