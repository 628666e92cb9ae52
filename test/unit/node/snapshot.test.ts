import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import { BACKUP_TRIES } from "../../../src/core/limits.ts";
import { openDatabase } from "../../../src/node/database.ts";
import { type SnapshotOptions, snapshot } from "../../../src/node/snapshot.ts";
import { testFolder } from "../../support/folder.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

/** A database of some thousand pages, and a place for a copy. */
async function filled() {
  const { path } = testFolder();
  const database = await openDatabase(path("a.db"));
  undo.push(() => database.isOpen && database.close());
  database.exec("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT); BEGIN");
  const insert = database.prepare("INSERT INTO row (text) VALUES (?)");
  for (let i = 0; i < 5_000; i += 1) insert.run("x".repeat(1_000));
  database.exec("COMMIT");
  return { database, add: () => insert.run("later"), path: path("b.db") };
}

function rowsOf(path: string): unknown {
  const copy = new DatabaseSync(path);
  undo.push(() => copy.close());
  expect(copy.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  return copy.prepare("SELECT count(*) AS count FROM row").get()?.["count"];
}

test.each<[string, SnapshotOptions]>([
  ["in steps", {}],
  ["in one step, where Node has none", { backup: undefined }],
])("a copy is made %s, sound and whole", async (_, options) => {
  const { database, path } = await filled();
  await snapshot(database, path, options);
  expect(rowsOf(path)).toBe(5_000);
});

test("what is committed before a copy begins is in it, and commits of meanwhile do not wait for its end", async () => {
  const { database, add, path } = await filled();
  let isDone = false;
  const copying = snapshot(database, path).then(() => {
    isDone = true;
  });
  let added = 0;
  while (!isDone) {
    add();
    added += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await copying;
  expect(added).toBeGreaterThan(1);
  expect(rowsOf(path)).toBeGreaterThanOrEqual(5_000);
  expect(rowsOf(path)).toBeLessThanOrEqual(5_000 + added);
  expect(database.prepare("SELECT count(*) AS count FROM row").get()).toEqual({
    count: 5_000 + added,
  });
});

/** Node's backup when its first step comes upon a transaction, so many times. */
function early(times: number) {
  const error = Object.assign(new Error("not an error"), { code: "ERR_SQLITE_ERROR", errcode: 0 });
  const tried: unknown[] = [];
  const late: SnapshotOptions["backup"] = async (...asked) => {
    tried.push(asked);
    if (tried.length <= times) throw error;
    return backup(...asked);
  };
  return { error, tried, backup: late };
}

test("a copy that comes upon transactions at first is made all the same", async () => {
  const { database, path } = await filled();
  const { tried, backup } = early(3);
  await snapshot(database, path, { backup });
  expect([tried.length, rowsOf(path)]).toEqual([4, 5_000]);
});

test("a copy that never comes between two transactions is given up", async () => {
  const { database, path } = await filled();
  const { tried, error, backup } = early(Number.POSITIVE_INFINITY);
  await expect(snapshot(database, path, { backup })).rejects.toBe(error);
  expect(tried).toHaveLength(BACKUP_TRIES);
});

test("a copy that is not wanted any more ends, and the database goes on", async () => {
  const { database, add, path } = await filled();
  const wish = new AbortController();
  const copying = snapshot(database, path, { signal: wish.signal });
  wish.abort(new Error("enough"));
  await expect(copying).rejects.toThrow("enough");
  add();
  rmSync(path, { force: true });
  await expect(snapshot(database, path, { signal: wish.signal })).rejects.toThrow("enough");
  expect(existsSync(path)).toBe(false);
});

test("a copy that cannot be written says so", async () => {
  const { database, path } = await filled();
  await expect(snapshot(database, join(path, "nowhere.db"))).rejects.toThrow(/unable to open/);
});
