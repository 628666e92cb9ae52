// What ten million minutes of totals cost: asking for a key's sixty days, listing the keys, taking updates in.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sql } from "../../src/core/ports.ts";
import type { Keep } from "../../src/core/tally.ts";
import { databasePath, openDatabase } from "../../src/node/database.ts";
import { serve } from "../../src/node/serve.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { createStore } from "../../src/store/store.ts";
import { type Figure, median } from "./figure.ts";
import { load, NO_LIMITS, percentile, startChild, updates } from "./load.ts";

const ROWS = 10_000_000;
const DAYS = 60;
const DAY_MINUTES = 1_440;
const STORED_KEYS = Math.ceil(ROWS / (DAYS * DAY_MINUTES));
/** A key with members has as many of them. */
const MEMBERS = 20;
const MEMBER_KEYS = 1;
const INSTANCES = 10_000;
/** All minutes stay, so that they are there to be in the way. */
const KEEP: Keep = { minute: 0, fiveMinutes: 0, hour: 0, day: 0 };

const ASKED = 300;
const ROUNDS = 5;
const ROUND_MS = 1_500;
const WARM_UP_MS = 2_000;

/** Questions to a server with ten million rows, and its updates beside those of an empty one. */
export async function benchRows(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-rows-"));
  const [full, empty] = ["full", "empty"].map((name) => join(folder, name)) as [string, string];
  const script = fileURLToPath(import.meta.url);
  const children = [];
  try {
    const filled = startChild(script, "fill", full);
    await filled.url;
    await filled.stop();
    for (const name of [full, empty]) children.push(startChild(script, "serve", name));
    const [ours, bare] = (await Promise.all(children.map(({ url }) => url))) as [URL, URL];
    const series = await ask(ours, (i) => `/series?key=key.${i % STORED_KEYS}&range=60d`);
    const members = await ask(
      ours,
      (i) => `/series?key=set.0&member=%22m${i % MEMBERS}%22&range=60d`,
    );
    const ranges = ["1h", "6h", "24h", "7d", "30d", "60d"];
    const keys = await ask(ours, (i) => `/keys?range=${ranges[i % ranges.length]}`);
    return [
      figure("60 days of a key among ten million rows, 99th percentile", series, 50),
      figure("60 days of a member, 99th percentile", members, 50),
      figure("the list of keys over an hour to 60 days, 99th percentile", keys, 100),
      {
        name: "updates into a store of ten million rows, against an empty one",
        measured: await compare(ours, bare),
        unit: "x",
        bound: 0.8,
        atLeast: true,
      },
    ];
  } finally {
    await Promise.all(children.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true });
  }
}

function figure(name: string, took: readonly number[], bound: number): Figure {
  return { name, measured: percentile(took, 0.99), unit: "ms", bound };
}

/** How long each answer took, the body read, ms. */
async function ask(url: URL, path: (index: number) => string): Promise<number[]> {
  const took: number[] = [];
  for (let i = -20; i < ASKED; i += 1) {
    const startedAt = performance.now();
    const response = await fetch(new URL(path(Math.abs(i)), url));
    const text = await response.text();
    if (response.status !== 200) throw new Error(text);
    if (i >= 0) took.push(performance.now() - startedAt);
  }
  return took;
}

async function compare(full: URL, empty: URL): Promise<number> {
  const [toFull, toEmpty] = [updates(), updates()];
  await load(empty, toEmpty, WARM_UP_MS);
  await load(full, toFull, WARM_UP_MS);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await load(empty, toEmpty, ROUND_MS);
    const ours = await load(full, toFull, ROUND_MS);
    console.log(`  ${bare.toFixed(0)} into an empty store, ${ours.toFixed(0)} requests/s`);
    ratios.push(ours / bare);
  }
  return median(ratios);
}

/** Writes minutes up to now, and has them rolled up as they would have been. */
async function fill(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const database = await openDatabase(databasePath(folder));
  const sql = sqliteSql(database);
  const store = createStore(sql, { keep: KEEP });
  database.exec("PRAGMA synchronous = OFF");
  const now = Math.floor(Date.now() / 60_000);
  const from = now - DAYS * DAY_MINUTES;
  const startedAt = performance.now();
  sql.tx(() => fillKeys(sql, now));
  for (let minute = from; minute < now; minute += DAY_MINUTES) {
    sql.tx(() => fillDay(sql, minute));
  }
  const filledAt = performance.now();
  let slices = 0;
  while (store.compact()) slices += 1;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const { rows } = sql.all("SELECT count(*) AS rows FROM key_minute")[0] as { rows: number };
  console.error(
    `  ${rows} rows written in ${seconds(filledAt - startedAt)}, ` +
      `rolled up in ${slices} slices and ${seconds(performance.now() - filledAt)}`,
  );
  await store.close();
  database.close();
}

const COUNT = "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)";

function fillKeys(sql: Sql, now: number): void {
  const nowMs = now * 60_000;
  const put = (name: string, kind: string, count: number) =>
    sql.all(
      `${COUNT} INSERT INTO key (app, key, kind, last_at) SELECT 1, ? || i, ?, ? FROM n`,
      count,
      name,
      kind,
      nowMs,
    );
  put("key.", "count", STORED_KEYS);
  put("set.", "set", MEMBER_KEYS);
  for (let key = 0; key < MEMBER_KEYS; key += 1) {
    sql.all(
      `${COUNT} INSERT INTO member (key, value, last_minute)
       SELECT CAST(? AS INTEGER), '"m' || i || '"', CAST(? AS INTEGER) FROM n`,
      MEMBERS,
      STORED_KEYS + 1 + key,
      now,
    );
  }
  sql.all(
    `${COUNT} INSERT INTO instance SELECT 'install-' || i, CAST(? AS INTEGER), CAST(? AS INTEGER),
     CAST(? AS INTEGER), 9, 0, NULL, NULL, NULL, 1 FROM n`,
    INSTANCES,
    nowMs,
    nowMs,
    nowMs,
  );
  const ids = Array.from({ length: 60 }, (_, i) => i + 1).join(",");
  sql.all(
    `${COUNT} INSERT INTO instance_keys SELECT 'install-' || i, CAST(? - i % 1440 AS INTEGER),
     '{"' || CAST(? - i % 1440 AS INTEGER) || '":[${ids}]}' FROM n`,
    INSTANCES,
    now,
    now,
  );
  sql.all("UPDATE app SET instances = ?, members = ?", INSTANCES, MEMBERS * MEMBER_KEYS);
}

function fillDay(sql: Sql, from: number): void {
  sql.all(
    `${COUNT} INSERT INTO key_minute SELECT CAST(? AS INTEGER) + i, key.id, 1 + (i * key.id) % 7,
     (CAST(? AS INTEGER) + i) * 60000 FROM n CROSS JOIN key`,
    DAY_MINUTES,
    from,
    from,
  );
  sql.all(
    `${COUNT} INSERT INTO member_minute SELECT CAST(? AS INTEGER) + i, member.key, member.id, 1
     FROM n CROSS JOIN member ON TRUE ORDER BY 1, 2, 3`,
    DAY_MINUTES,
    from,
  );
}

async function run(what: string, folder: string): Promise<void> {
  if (what === "fill") {
    await fill(folder);
    // Said when it is done.
    console.log("http://filled.invalid");
    return;
  }
  const options = { port: 0, dataFolder: folder, keep: KEEP, ...NO_LIMITS };
  const { url, close } = await serve(options);
  console.log(url);
  process.once("SIGTERM", () => void close());
}

const [, script, what, folder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (what && folder) await run(what, folder);
  else console.log(await benchRows());
}
