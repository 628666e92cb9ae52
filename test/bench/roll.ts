// What rolling up costs while a thousand updates come in a second, and how much room a million updates take.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Update } from "../../src/core/update.ts";
import { openDatabase } from "../../src/node/database.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { createStore } from "../../src/store/store.ts";
import { manualClock } from "../support/manual-clock.ts";
import type { Figure } from "./figure.ts";

const PER_SECOND = 1_000;
/** A quarter of an hour and a bit: fives are rolled up all along, and an hour once. */
const SECONDS = 900;
const START_MS = 1_795_254_900_000;
const INSTANCES = 20_000;
const KEYS = 300;
const KEYS_IN_UPDATE = 30;
/** Keys that count members, and how many members each has; an update has some of one. */
const SETS = 20;
const MEMBERS = 500;
const MEMBERS_IN_UPDATE = 5;

/** The share of one core that rolling up takes, and megabytes of the database for each million updates. */
export async function benchRollUp(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-roll-"));
  const path = join(folder, "tally.db");
  const database = await openDatabase(path);
  try {
    const clock = manualClock(START_MS);
    const commits: (() => void)[] = [];
    const sql = sqliteSql(database);
    const store = createStore(sql, { clock, later: (run) => void commits.push(run) });
    let rollingMs = 0;
    let longestMs = 0;
    let sent = 0;
    for (let second = 0; second < SECONDS; second += 1) {
      const answers: Promise<unknown>[] = [];
      for (let i = 0; i < PER_SECOND; i += 1) {
        const update = updateNumber(sent, clock.now());
        answers.push(store.accept(update, clock.now(), clock.now() + INSTANCES));
        sent += 1;
      }
      for (const run of commits.splice(0)) run();
      await Promise.all(answers);
      clock.advance(1_000);
      for (let isMore = true; isMore; ) {
        const [before, startedAt] = [process.cpuUsage(), performance.now()];
        isMore = store.compact();
        const { user, system } = process.cpuUsage(before);
        rollingMs += (user + system) / 1_000;
        longestMs = Math.max(longestMs, performance.now() - startedAt);
      }
    }
    await store.close();
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const megabytes = statSync(path).size / 1e6;
    const { rows } = sql.all("SELECT count(*) AS rows FROM member_minute")[0] as { rows: number };
    console.log(
      `  ${sent} updates of ${INSTANCES} instances: ${megabytes.toFixed(1)} MB, ${rows} rows of members`,
    );
    return [
      {
        name: "rolling up beside 1,000 updates a second, of one core",
        measured: rollingMs / (SECONDS * 1_000),
        unit: "x",
        bound: 1 / 20,
      },
      { name: "the longest slice of it", measured: longestMs, unit: "ms" },
      {
        name: "room for a million updates within a quarter of an hour",
        measured: (megabytes / sent) * 1e6,
        unit: "MB",
      },
    ];
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/** The `number`th of all, from one instance after the other. */
function updateNumber(number: number, nowMs: number): Update {
  const instance = number % INSTANCES;
  const seq = Math.floor(number / INSTANCES) + 1;
  const counts: Record<string, number> = {};
  for (let i = 0; i < KEYS_IN_UPDATE; i += 1) {
    counts[`shop.section.${(number + i * 7) % KEYS}.clicks`] = i + 1;
  }
  const members = Array.from({ length: MEMBERS_IN_UPDATE }, (_, i) => ({
    value: `/page/${(number * 31 + i * 97) % MEMBERS}`,
    count: 1,
  }));
  return {
    instance_id: `0b6cfa22-0d4c-41e8-b11b-${String(instance).padStart(12, "0")}`,
    timestamp: new Date(nowMs).toISOString(),
    epoch: "lx2k9a-4f",
    seq,
    calls: 1_000,
    recorded: 1_000 * seq,
    data: {
      ...counts,
      [`pages.${number % SETS}`]: members,
      theme: instance % 3 ? "dark" : "light",
    },
  };
}

const [, script] = process.argv;
if (script === fileURLToPath(import.meta.url)) console.log(await benchRollUp());
