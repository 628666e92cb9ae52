import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { sqlHistory } from "../../../src/history/sql.ts";
import { inspect, inspectCopy } from "../../../src/node/inspect.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { createPushes } from "../../../src/store/pushes/pushes.ts";
import { createReports } from "../../../src/store/reports/reports.ts";
import { openStore } from "../../support/store.ts";

const base = mkdtempSync(join(tmpdir(), "tallybeacon-inspect-"));
afterAll(() => rmSync(base, { recursive: true }));
let files = 0;
const newPath = () => join(base, `${files++}.db`);

/** A database with one count in it. */
async function filled(path = ":memory:"): Promise<DatabaseSync> {
  const database = new DatabaseSync(path);
  const sql = sqliteSql(database);
  await sqlHistory(sql).close();
  createPushes(sql);
  createReports(sql);
  const { send } = openStore(sql);
  await send({ n: 1 }, { epoch: "e", seq: 1, calls: 1, recorded: 1 });
  return database;
}

describe("an open database", () => {
  test("that is sound has versions, tables, sizes and accounts", async () => {
    const seen = await inspect(await filled());
    expect(seen.findings).toEqual([]);
    for (const { version, known } of seen.versions) expect(version).toBe(known);
    expect(seen.versions.map(({ room }) => room)).toEqual([
      "history",
      "pushes",
      "reports",
      "store",
    ]);
    const sizes = new Map(seen.tables.map(({ name, rows, bytes }) => [name, [rows, bytes]]));
    expect(sizes.get("key")).toEqual([1, expect.any(Number)]);
    expect(sizes.get("sample")).toEqual([0, expect.any(Number)]);
    const sum = seen.tables.reduce((all, { bytes = 0 }) => all + bytes, 0);
    expect(sum).toBeLessThanOrEqual(seen.bytes);
    expect(seen.accounting).toMatchObject({ recorded: 1, accepted: 1, unexplained: 0 });
  });

  test("that has never had a server is told from one that has", async () => {
    const { findings, accounting } = await inspect(new DatabaseSync(":memory:"));
    expect(findings).toEqual([
      { what: "cannot be read: no such table: schema_version", advice: expect.any(String) },
    ]);
    expect(accounting).toBeUndefined();
  });

  test("of an older release is not touched, and the server is named that will", async () => {
    const database = await filled();
    database.exec("UPDATE schema_version SET version = 1 WHERE room = 'store'");
    const { findings, accounting } = await inspect(database);
    expect(findings).toEqual([
      {
        what: expect.stringMatching(/^tables of "store" have version 1, this release has \d+$/),
        advice: "back up, then start the server: it brings them up to date",
      },
    ]);
    expect(accounting).toBeUndefined();
    expect(
      database.prepare("SELECT version FROM schema_version WHERE room = 'store'").get(),
    ).toEqual({
      version: 1,
    });
  });

  test("with tables of a room that is not known is of a newer release", async () => {
    const database = await filled();
    database.exec("INSERT INTO schema_version VALUES ('attic', 1)");
    expect((await inspect(database)).findings).toEqual([
      {
        what: 'tables of "attic" have version 1, this release has none',
        advice: "a newer release has been here: install that one",
      },
    ]);
  });
});

describe("a copy", () => {
  test("that is sound is left as one file in the plain journal mode", async () => {
    const path = newPath();
    const database = await filled(path);
    database.exec("PRAGMA journal_mode = WAL");
    database.close();
    expect(await inspectCopy(path)).toEqual([]);
    const copy = new DatabaseSync(path, { readOnly: true });
    expect(copy.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
    copy.close();
  });

  test("of an older or a newer release is as good as any", async () => {
    const path = newPath();
    const database = await filled(path);
    database.exec("UPDATE schema_version SET version = 99");
    database.close();
    expect(await inspectCopy(path)).toEqual([]);
  });

  test("of another program is no copy of ours", async () => {
    const path = newPath();
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE cake (id INTEGER)");
    database.close();
    expect(await inspectCopy(path)).toMatchObject([{ what: "no tables of tallybeacon are in it" }]);
  });

  test("that is no database at all is refused", async () => {
    const path = newPath();
    writeFileSync(path, "this is a letter".repeat(100));
    await expect(inspectCopy(path)).rejects.toThrow("file is not a database");
  });
});
