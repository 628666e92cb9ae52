// The history vectors: what the original telemetry store did, and where ours differs on purpose.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import {
  HISTORY_PRUNE_MS,
  HISTORY_RETENTION_SECONDS,
  HISTORY_SKEW_SECONDS,
} from "../../src/core/limits.ts";
import type { Handler, Sql } from "../../src/core/ports.ts";
import type { Sample } from "../../src/core/sample.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { type BackendReading, sample } from "../../src/history/rates.ts";
import type { CountedHistory, HistoryOptions } from "../../src/history/recorder.ts";
import { createSampler } from "../../src/history/sampler.ts";
import { sqlHistory } from "../../src/history/sql.ts";
import { historyHandler } from "../../src/server/history.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { manualClock } from "../support/manual-clock.ts";
import type { Decision, FileRunner, RowResult } from "./rows.ts";

/** Where we differ from what was recorded, by rule. */
export const historyDecisions: readonly Decision[] = [
  {
    rule: "A resolution below one second is refused with `bad-option`, where the original divides by zero.",
    why: "history.md section 6, row 9",
  },
  {
    rule: `Samples more than ${HISTORY_SKEW_SECONDS} s in the future are not returned.`,
    why: "history.md section 6, row 10",
  },
  {
    rule: "A corrupt row decides no bucket: the next good sample of its bucket is returned.",
    why: "history.md section 6, row 8",
  },
  {
    rule: "A time before 1970 is long past, where the original takes it for one far in the future.",
    why: "history.md section 2: negative times wrap to huge keys; a window that ends now has no place for them",
  },
  {
    rule: "An empty result is an empty list, never nil.",
    why: "JavaScript has no nil list; the reply says [] in both cases",
  },
  {
    rule: "Hosts without samples are not listed once a pruning pass has run.",
    why: "history.md section 6, row 6",
  },
  {
    rule: "Expired samples are also removed when a history is opened.",
    why: "history.md section 6, row 7",
  },
  {
    rule: "A failure counter that fell started anew: the error rate of that interval is 0, and never above 100.",
    why: "history.md section 6, row 2; a request counter that fell gives 0 in the original too",
  },
  {
    rule: "Starting a sampler twice makes one loop; stopping it twice or before it was started does nothing, and so does closing a history twice.",
    why: "history.md section 6, row 11",
  },
  {
    rule: "After the collection at the start, a sampler collects on every full interval: by default on the minute.",
    why: "history.md section 6, row 15",
  },
  {
    rule: "Totals of a host that a collection does not name are forgotten.",
    why: "history.md section 4: they stay in memory for as long as the original runs",
  },
  {
    rule: "The layout of the file is ours; what was recorded comes back.",
    why: "history.md section 6: a TypeScript store need not be bbolt",
  },
  {
    rule: "Opening a file twice works: SQLite's writers take turns.",
    why: "bbolt locks the file for one process; nothing in the API asks for that",
  },
  {
    rule: "A missing folder, a corrupt file and use after Close are errors; the texts are ours.",
    why: "the recorded ones are Go's and bbolt's",
  },
  {
    rule: "A sample recorded after Close is counted as dropped.",
    why: "history.md section 6, row 5; `record` never throws",
  },
  {
    rule: "HEAD is answered as GET without a body; 405 says `Allow: GET, HEAD`.",
    why: "history.md section 6, row 4",
  },
  {
    rule: 'A failed query is answered with 500 and the fixed text "query failed".',
    why: "history.md section 6, row 12",
  },
];

type Row = Readonly<Record<string, unknown>>;
type Make = (options?: HistoryOptions) => CountedHistory;
type Check = (row: Row, make: Make, sql: Sql) => Promise<void>;

const NOW = 1_795_250_403;
const BEGINNING = { label: "all", seconds: 10_000_000_000, resolution: 1 };

/** By file name without ending: runs every row of the file on both histories. */
export const historyFiles: Readonly<Record<string, FileRunner>> = {
  "history-query": (file) => checkRows(casesOf(file), queryRow),
  "history-store": (file) => checkRows(casesOf(file), storeRow),
  "history-prune": (file) => checkRows(snapshotsOf(file), pruneRow),
  "history-collector": (file) => checkRows(casesOf(file), collectorRow),
  "history-http": (file) => checkRows(casesOf(file), httpRow),
};

const queryRow: Check = async (row, make, sql) => {
  const now = row["now"] as number;
  const resolution = row["resolution_s"] as number;
  const range = { label: "", seconds: row["duration_s"] as number, resolution };
  const history = make({ clock: manualClock(now * 1000) });
  const times = row["sample_ts"] as number[];
  const corrupt = row["corrupt_ts"] as number | undefined;
  for (const ts of times) {
    history.record("h", { ts, n: ts % 7 });
    await history.flush();
  }
  if (corrupt !== undefined) spoil(sql, corrupt);
  if (Math.trunc(resolution) < 1) {
    const error = await failure(() => history.query("h", range));
    return equal((error as { code?: string }).code, "bad-option");
  }
  const isIn = (ts: number) => ts >= now - range.seconds && ts <= now + HISTORY_SKEW_SECONDS;
  // Only SQLite can hold a corrupt row; memory has a good one there.
  const spoilt = hasTable(sql) ? corrupt : undefined;
  const expected =
    corrupt === undefined
      ? (row["result_ts"] as number[]).filter(isIn)
      : firstOfBuckets(
          times.filter((ts) => ts !== spoilt && isIn(ts)),
          resolution,
        );
  const wanted = expected.map((ts) => ({ ts, n: ts % 7 }));
  equal(await history.query("h", range), wanted);
  equal(await history.query("h", range, "first"), wanted);
};

const pruneRow: Check = async (row, make, sql) => {
  const clock = manualClock(NOW * 1000);
  const history = make({ clock });
  const expired = row["expired"] as number;
  for (let i = 1; i <= expired; i++) {
    history.record("h", { ts: NOW - HISTORY_RETENTION_SECONDS - i });
  }
  const fresh = row["fresh_left"] as number;
  for (let i = 0; i < fresh; i++) history.record("h", { ts: NOW + HISTORY_SKEW_SECONDS - i });
  history.record("onlyold", { ts: NOW - HISTORY_RETENTION_SECONDS });
  await history.flush();
  if (row["pruned"] === true) clock.advance(HISTORY_PRUNE_MS);
  const left = row["expired_left"] as number;
  const listed = row["pruned"] === true ? ["h"] : row["hosts"];
  const later = { label: "", seconds: 3 * HISTORY_RETENTION_SECONDS, resolution: 1 };
  equal((await history.query("h", later)).length, left + fresh);
  equal(await history.hosts(), listed);
  if (!hasTable(sql) || row["pruned"] !== true) return;
  // Opening prunes too.
  sql.all("INSERT INTO sample VALUES ('onlyold', 0, '{\"ts\":0}')");
  equal(await make({ clock }).hosts(), ["h"]);
};

const collectorRow: Check = async (row, make) => {
  const backends = row["backends"] as Row[] | undefined;
  if (!backends) return lifecycleRow(row, make());
  const before = row["previous"] as Row | undefined;
  const found = sample(
    backends.map(backendOf),
    NOW * 1000,
    before && {
      atMs: (NOW - (before["seconds_ago"] as number)) * 1000,
      requests: before["requests_total"] as number,
      failures: before["failures_total"] as number,
    },
  ).sample;
  const total = backends
    .filter((backend) => backend["has_stats"])
    .reduce((sum, backend) => sum + (backend["failures_total"] as number), 0);
  const fell = before !== undefined && total < (before["failures_total"] as number);
  const recorded = row["sample"] as Row;
  const rate = fell ? 0 : Math.min(100, recorded["error_rate"] as number);
  const expected = { ...recorded, error_rate: rate };
  equal(rounded(found), rounded({ ts: NOW, ...expected }));
};

/** A source that fails is asked at once, nothing of it is recorded, and stopping and closing are harmless at any time. */
async function lifecycleRow(row: Row, history: CountedHistory): Promise<void> {
  let calls = 0;
  const read = () => {
    calls += 1;
    throw new Error("no hosts");
  };
  const sampler = createSampler({ history, read, clock: manualClock(NOW * 1000) });
  await sampler.stop();
  sampler.start();
  sampler.start();
  await sampler.stop();
  await sampler.stop();
  equal(calls, row["load_calls"] ?? 1);
  equal(await history.hosts(), []);
  await history.close();
  await history.close();
}

/** Rates were recorded with three decimals; the rest may differ where sums were taken in another order. */
function rounded(found: Row): Record<string, number> {
  const numbers = Object.entries(found as Record<string, number>);
  return Object.fromEntries(
    numbers.map(([name, value]) => [name, Number(value.toFixed(name === "requests_sec" ? 3 : 9))]),
  );
}

const storeRow: Check = async (row, make) => {
  const open = () => make({ clock: manualClock(NOW * 1000) });
  const history = open();
  const name = row["case"] as string;
  if (row["hosts"]) {
    for (const host of row["hosts"] as string[]) history.record(host, { ts: NOW });
    await history.flush();
    return equal(await history.hosts(), row["hosts"]);
  }
  if (row["layout"]) return layoutRow(row["layout"] as Row[], history);
  if (/missing|folder/.test(name)) return missingFolder();
  if (/corrupt|garbage|invalid/.test(name)) return corruptFile();
  if (/open/.test(name)) return openedTwice();
  await history.close();
  if (/record/.test(name)) return recordedLate(history);
  if (/^query/.test(name)) return isStopped(await failure(() => history.query("h", BEGINNING)));
  if (/^hosts/.test(name)) return isStopped(await failure(() => history.hosts()));
  if (/close/.test(name) && !row["error"]) return history.close();
  throw new Error(`no rule for ${JSON.stringify(name)}`);
};

/** The recorded entries go in and come back, by host and in order. */
async function layoutRow(layout: readonly Row[], history: CountedHistory): Promise<void> {
  const buckets = layout.flatMap((level) => level["host_buckets"] as Row[]);
  const entries = (bucket: Row) =>
    (bucket["entries"] as Row[]).map((entry) => JSON.parse(entry["value"] as string) as Sample);
  for (const bucket of buckets) {
    for (const entry of entries(bucket)) history.record(bucket["host_bucket"] as string, entry);
  }
  for (const bucket of buckets) {
    const host = bucket["host_bucket"] as string;
    const expected = entries(bucket).sort((a, b) => a.ts - b.ts);
    equal(await history.query(host, BEGINNING), expected);
  }
}

async function openedTwice(): Promise<void> {
  await inFolder(async (folder) => {
    const open = () => new DatabaseSync(join(folder, "telemetry.db"));
    const [one, two] = [open(), open()];
    const clock = manualClock(NOW * 1000);
    const [first, second] = [one, two].map((db) => sqlHistory(sqliteSql(db), { clock }));
    first?.record("h", { ts: NOW });
    await first?.close();
    equal(await second?.hosts(), ["h"]);
    one.close();
    two.close();
  });
}

async function recordedLate(history: CountedHistory): Promise<void> {
  history.record("h", { ts: NOW });
  equal(history.dropped(), { stopped: 1 });
}

async function corruptFile(): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, "telemetry.db");
    writeFileSync(path, "this is no database, whatever its name may say ".repeat(100));
    await failure(() => sqlHistory(sqliteSql(new DatabaseSync(path))));
  });
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function missingFolder(): Promise<void> {
  await failure(() => new DatabaseSync(join(tmpdir(), "tallybeacon-missing", "telemetry.db")));
}

const httpRow: Check = async (row, make) => {
  const failures: string[] = [];
  // The recording's clock is not told: how many samples a long range shows says which buckets they shared.
  for (const now of [NOW - (NOW % 900) + 330, NOW - (NOW % 900) + 400, NOW - (NOW % 900) + 30]) {
    const handle = historyHandler(await httpHistory(row, make, now));
    const detail = await httpDifference(substituted(row, now), handle);
    if (detail === undefined) return;
    failures.push(detail);
  }
  throw new Error(failures[0]);
};

/** What the file describes: two hosts, three samples; empty or closed where the recorded answer tells so. */
async function httpHistory(row: Row, make: Make, now: number): Promise<CountedHistory> {
  const history = make({ clock: manualClock(now * 1000) });
  const fill = (rps: number, p99: number, errors: number, active: number) => ({
    requests_sec: rps,
    p99_ms: p99,
    error_rate: errors,
    active_backends: active,
  });
  if (row["body"] !== '{"hosts":[]}\n') {
    history.record("example.localhost", { ts: now - 60, ...fill(12.5, 2.25, 0.5, 3) });
    history.record("example.localhost", { ts: now, ...fill(0, 0, 0, 0) });
    history.record("b.localhost", { ts: now, ...fill(1e21, 1e-7, 100, -1) });
  }
  if (row["status"] === 500) await history.close();
  return history;
}

async function httpDifference(row: Row, handle: Handler): Promise<string | undefined> {
  const method = row["method"] as string;
  const ask = async (verb: string) => {
    const response = await handle(
      new Request(`http://localhost${row["url"] as string}`, { method: verb }),
    );
    const headers = (row["headers"] ?? {}) as Record<string, string>;
    const named = Object.keys(headers).map((name) => [name, response.headers.get(name)]);
    const { status } = response;
    return { status, headers: Object.fromEntries(named), body: await response.text() };
  };
  const { status, headers, body } = row as { status: number; headers?: object; body: string };
  let expected = { status, headers: { ...headers }, body };
  let found = await ask(method);
  if (method === "HEAD" && status === 405) {
    const { status: got, body: text } = found;
    expected = { ...(await ask("GET")), body: "" };
    found = { ...(await ask("HEAD")), status: got, body: text };
  } else if (status === 405) expected = { ...expected, headers: { Allow: "GET, HEAD" } };
  else if (status === 500) expected = { ...expected, body: "query failed\n" };
  return isDeepStrictEqual(found, expected) ? undefined : difference(found, expected);
}

/** `{now}` and `{now-60}` become numbers. */
function substituted(row: Row, now: number): Row {
  const text = JSON.stringify(row).replace(/\{now(-\d+)?\}/g, (_, minus: string | undefined) =>
    String(now + Number(minus ?? 0)),
  );
  return JSON.parse(text) as Row;
}

function backendOf(row: Row): BackendReading {
  const health = row["health"] as string;
  return {
    ...(health !== "" && { health }),
    ...(row["has_stats"] === true && {
      statistics: {
        requests: row["requests_total"] as number,
        failures: row["failures_total"] as number,
        latencies: row["latency_count"] as number,
        p99Us: row["p99_us"] as number,
      },
    }),
  };
}

function casesOf(file: unknown): Row[] {
  return (file as { cases: Row[] }).cases;
}

/** The first snapshot was taken before the pruning pass, which left nothing expired, the others after it. */
function snapshotsOf(file: unknown): Row[] {
  const { snapshots } = file as { snapshots: Row[] };
  const expired = Math.max(...snapshots.map((row) => row["expired_left"] as number));
  return snapshots.map((row) => ({ ...row, expired, pruned: row["expired_left"] === 0 }));
}

function firstOfBuckets(times: readonly number[], resolution: number): number[] {
  const seen = new Map<number, number>();
  for (const ts of times) {
    const bucket = Math.floor(ts / Math.trunc(resolution));
    if (!seen.has(bucket)) seen.set(bucket, ts);
  }
  return [...seen.values()];
}

async function checkRows(rows: readonly Row[], check: Check): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const [index, row] of rows.entries()) {
    const name = String(row["name"] ?? row["case"] ?? rowName(row, index));
    try {
      const sql = () => sqliteSql(new DatabaseSync(":memory:"));
      const [unused, used] = [sql(), sql()];
      await check(row, memoryHistory, unused);
      await check(row, (options) => sqlHistory(used, options), used);
      results.push({ name, ok: true });
    } catch (error) {
      results.push({ name, ok: false, detail: (error as Error).message });
    }
  }
  return results;
}

function rowName(row: Row, index: number): string {
  return row["url"] ? `${row["method"]} ${row["url"]} → ${row["status"]}` : `snapshot ${index + 1}`;
}

function hasTable(sql: Sql): boolean {
  return sql.all("SELECT name FROM sqlite_schema WHERE name = 'sample'").length > 0;
}

function spoil(sql: Sql, ts: number): void {
  if (hasTable(sql)) sql.all("UPDATE sample SET sample = 'not JSON' WHERE ts = ?", ts);
}

async function failure(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("did not fail");
}

function isStopped(error: unknown): void {
  equal((error as { code?: string }).code, "stopped");
}

function equal(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) throw new Error(difference(found, expected));
}

function difference(found: unknown, expected: unknown): string {
  return `found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`;
}
