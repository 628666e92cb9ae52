import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import { type BackupOptions, createBackups } from "../../../src/node/backup.ts";
import { openDatabase } from "../../../src/node/database.ts";
import { testFolder } from "../../support/folder.ts";
import { HOME } from "../../support/requests.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

async function setUp(options: Partial<BackupOptions> = {}) {
  const { folder, path } = testFolder();
  const database = await openDatabase(path("a.db"));
  undo.push(() => database.close());
  database.exec("CREATE TABLE row (id INTEGER PRIMARY KEY); INSERT INTO row VALUES (1), (2)");
  const errors: unknown[] = [];
  const backups = createBackups({
    database,
    folder,
    onError: (error) => errors.push(error),
    ...options,
  });
  undo.push(backups.close);
  const get = (init: RequestInit = {}) => backups.handler(new Request(`${HOME}/backup`, init));
  const left = () => readdirSync(folder).filter((name) => name.startsWith("backup-"));
  return { ...backups, get, left, folder, errors };
}

/** A copy that ends when it is told to. */
function slowly() {
  let finish = () => {};
  const begun: AbortSignal[] = [];
  const copy: BackupOptions["copy"] = (_, path, { signal }) => {
    writeFileSync(path, "a copy");
    begun.push(signal as AbortSignal);
    return new Promise<void>((resolve, reject) => {
      finish = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  };
  return { copy, begun, finish: () => finish() };
}

test("a backup is the database in one file, which nothing is left of on the server", async () => {
  const { get, left, folder } = await setUp();
  const response = await get();
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(response.headers.get("content-length")).toBe(String(bytes.length));
  expect(left()).toEqual([]);
  const path = join(folder, "copy.db");
  writeFileSync(path, bytes);
  const copy = new DatabaseSync(path);
  expect(copy.prepare("SELECT count(*) AS count FROM row").get()).toEqual({ count: 2 });
  copy.close();
});

test("nothing is left of a copy whose reader goes away, either", async () => {
  const { get, left } = await setUp();
  await (await get()).body?.cancel();
  expect(left()).toEqual([]);
  expect((await get()).status).toBe(200);
});

test("HEAD makes none", async () => {
  const { begun, copy } = slowly();
  const { get } = await setUp({ copy });
  const { status, body } = await get({ method: "HEAD" });
  expect([status, body, begun]).toEqual([200, null, []]);
});

test("one is made at a time", async () => {
  const { copy, finish } = slowly();
  const { get } = await setUp({ copy });
  const first = get();
  const second = await get();
  expect(second.status).toBe(409);
  expect(await second.json()).toEqual({
    error: "another backup is being made: try again later",
  });
  finish();
  expect(await (await first).text()).toBe("a copy");
});

test("a client that leaves ends its copy, and nobody is troubled", async () => {
  const { copy, begun } = slowly();
  const { get, left, errors } = await setUp({ copy });
  const client = new AbortController();
  const answer = get({ signal: client.signal });
  client.abort();
  await answer;
  expect([begun[0]?.aborted, left(), errors]).toEqual([true, [], []]);
});

test("closing waits for the copy to end, and there are no more", async () => {
  const { copy, begun } = slowly();
  const { get, left, errors, close } = await setUp({ copy });
  const answer = get();
  await close();
  expect([begun[0]?.aborted, left(), errors]).toEqual([true, [], []]);
  expect((await answer).status).toBe(503);
});

test("a backup after closing is refused", async () => {
  const { get, close, errors } = await setUp();
  await close();
  const response = await get();
  expect([response.status, await response.json()]).toEqual([
    503,
    { error: "the server is stopping" },
  ]);
  expect(errors).toEqual([]);
});

test("why one failed only the operator's log hears, and the next one may do", async () => {
  let isFull = true;
  const { get, left, errors } = await setUp({
    copy: async (_, path) => {
      writeFileSync(path, "half");
      // As SQLite does where the disk is full.
      if (isFull) writeFileSync(`${path}-journal`, "");
      if (isFull) throw new Error("database or disk is full");
    },
  });
  const response = await get();
  expect([response.status, await response.json()]).toEqual([500, { error: "internal error" }]);
  expect(errors).toMatchObject([
    { code: "storage", message: "a backup could not be made: database or disk is full" },
  ]);
  expect(left()).toEqual([]);
  isFull = false;
  expect(await (await get()).text()).toBe("half");
});

test("copies that a killed process has left are removed, and nothing else", async () => {
  const { folder } = await setUp();
  const copies = ["backup-0b6cfa22-0d4c-41e8-b11b-7a0058e13201.part"].flatMap((name) => [
    name,
    `${name}-journal`,
  ]);
  for (const name of [...copies, "backup-mine.part"]) writeFileSync(join(folder, name), "");
  const database = new DatabaseSync(":memory:");
  undo.push(() => database.close());
  createBackups({ database, folder });
  expect(copies.filter((name) => existsSync(join(folder, name)))).toEqual([]);
  expect(existsSync(join(folder, "backup-mine.part"))).toBe(true);
});
