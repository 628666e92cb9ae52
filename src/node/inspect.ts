// Whether a database file is sound, and what is in it.
import type { DatabaseSync } from "node:sqlite";
import type { Accounting } from "../core/accounting.ts";
import { COMMAND_BUSY_MS, MAX_FINDINGS } from "../core/limits.ts";
import type { Sql } from "../core/ports.ts";
import { sqlHistory } from "../history/sql.ts";
import { sqliteSql } from "../storage/sqlite-sql.ts";
import { createAccounting } from "../store/accounting.ts";
import { createPushes } from "../store/pushes/pushes.ts";
import { createReports } from "../store/reports/reports.ts";
import { createStore } from "../store/store.ts";
import { disagreements } from "./agreement.ts";
import { openDatabase, sqlite } from "./database.ts";
import type { Finding } from "./finding.ts";
import { strangers } from "./strangers.ts";

/** Tables of one room: the version they have, and the one that this release makes of them. */
export interface RoomVersion {
  readonly room: string;
  readonly version?: number;
  readonly known?: number;
}

/** What a file holds; what could not be read is absent. */
export interface Inspection {
  readonly bytes: number;
  /** Of those, what the database has no use for at the moment. */
  readonly freeBytes: number;
  readonly versions: readonly RoomVersion[];
  /** Bytes are with the table's indexes; absent where SQLite was built without `dbstat`. */
  readonly tables: readonly { name: string; rows: number; bytes?: number }[];
  readonly accounting?: Accounting;
  readonly findings: readonly Finding[];
}

/** What to do about a file that is damaged. */
export const RESTORE =
  "keep a copy of the file, and put the last backup in its place; without one, try `.recover` of the sqlite3 shell";

/**
 * Looks whether a copy can be read and has our tables in it, of whatever version. It is left as one file that can be
 * read from where nothing can be written.
 */
export async function inspectCopy(path: string): Promise<Finding[]> {
  const database = await openDatabase(path, COMMAND_BUSY_MS);
  try {
    const sql = sqliteSql(database);
    const findings = damage(sql);
    if (findings.length > 0) return findings;
    if (!tablesIn(sql).includes("schema_version") || versionsIn(sql).size === 0) {
      findings.push({ what: "no tables of tallybeacon are in it", advice: RESTORE });
    }
    database.exec("PRAGMA journal_mode = DELETE");
    return findings;
  } finally {
    database.close();
  }
}

/** Looks at an open database. */
export async function inspect(database: DatabaseSync): Promise<Inspection> {
  const sql = sqliteSql(database);
  const findings = damage(sql);
  /** What a damaged file does not let us read is a finding, too. */
  const look = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      findings.push({ what: `cannot be read: ${(error as Error).message}`, advice: RESTORE });
      return undefined;
    }
  };

  const release = await schemaOfRelease();
  const versions = look(() => compareVersions(versionsIn(sql), release.versions)) ?? [];
  findings.push(...versions.flatMap(versionFinding));
  const names = look(() => tablesIn(sql)) ?? [];
  const isCurrent =
    versions.length > 0 && versions.every(({ version, known }) => version === known);
  if (isCurrent) {
    for (const name of release.tables.filter((each) => !names.includes(each))) {
      findings.push({ what: `the table ${name} is missing`, advice: RESTORE });
    }
    look(() => findings.push(...strangers(sql, names)));
    look(() => findings.push(...disagreements(sql)));
  }
  const accounting = isCurrent ? look(() => createAccounting(sql)(MAX_FINDINGS)) : undefined;
  const page = look(() => pageOf(sql)) ?? { size: 0, count: 0, free: 0 };
  return {
    bytes: page.size * page.count,
    freeBytes: page.size * page.free,
    versions,
    tables: look(() => sizes(sql, names)) ?? [],
    ...(accounting && { accounting }),
    findings,
  };
}

function damage(sql: Sql): Finding[] {
  try {
    return sql
      .all(`PRAGMA integrity_check(${MAX_FINDINGS})`)
      .map((row) => String(row["integrity_check"]))
      .filter((what) => what !== "ok")
      .map((what) => ({ what, advice: RESTORE }));
  } catch (error) {
    return [{ what: (error as Error).message, advice: RESTORE }];
  }
}

type Versions = ReadonlyMap<string, number>;

function versionsIn(sql: Sql): Versions {
  const rows = sql.all("SELECT room, version FROM schema_version ORDER BY room");
  return new Map(rows.map((row) => [String(row["room"]), Number(row["version"])]));
}

/** What this release makes of an empty database. */
async function schemaOfRelease(): Promise<{ versions: Versions; tables: string[] }> {
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(":memory:");
  const sql = sqliteSql(database);
  await sqlHistory(sql).close();
  await createStore(sql).close();
  createPushes(sql);
  createReports(sql);
  const schema = { versions: versionsIn(sql), tables: tablesIn(sql) };
  database.close();
  return schema;
}

function compareVersions(found: Versions, known: Versions): RoomVersion[] {
  return [...new Set([...known.keys(), ...found.keys()])].sort().map((room) => {
    const [version, ours] = [found.get(room), known.get(room)];
    return {
      room,
      ...(version !== undefined && { version }),
      ...(ours !== undefined && { known: ours }),
    };
  });
}

function versionFinding({ room, version, known }: RoomVersion): Finding[] {
  if (version === known) return [];
  const what = `tables of "${room}" have version ${version ?? "none"}, this release has ${known ?? "none"}`;
  const isOlder = known !== undefined && (version ?? 0) < known;
  const advice = isOlder
    ? "back up, then start the server: it brings them up to date"
    : "a newer release has been here: install that one";
  return [{ what, advice }];
}

function tablesIn(sql: Sql): string[] {
  const rows = sql.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  return rows.map((row) => String(row["name"]));
}

function pageOf(sql: Sql): { size: number; count: number; free: number } {
  const [row] = sql.all(
    `SELECT page_size AS size, page_count AS count, freelist_count AS free
     FROM pragma_page_size, pragma_page_count, pragma_freelist_count`,
  );
  return {
    size: Number(row?.["size"]),
    count: Number(row?.["count"]),
    free: Number(row?.["free"]),
  };
}

function sizes(sql: Sql, names: readonly string[]): Inspection["tables"] {
  const bytes = bytesByTable(sql);
  return names.map((name) => {
    const [row] = sql.all(`SELECT count(*) AS rows FROM "${name}"`);
    const size = bytes?.get(name);
    return { name, rows: Number(row?.["rows"]), ...(size !== undefined && { bytes: size }) };
  });
}

function bytesByTable(sql: Sql): ReadonlyMap<string, number> | undefined {
  try {
    const rows = sql.all(
      `SELECT tbl_name AS name, sum(pgsize) AS bytes FROM dbstat
       JOIN sqlite_schema USING (name) WHERE aggregate = TRUE GROUP BY tbl_name`,
    );
    return new Map(rows.map((row) => [String(row["name"]), Number(row["bytes"])]));
  } catch {
    return undefined;
  }
}
