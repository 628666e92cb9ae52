// SQLite on disk, for this process alone.
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { TallybeaconError } from "../core/errors.ts";
import { BUSY_TIMEOUT_MS } from "../core/limits.ts";

/** SQLite as Node has it: `backup` came with Node 22.16 and 23.8. */
export type Sqlite = Pick<typeof import("node:sqlite"), "DatabaseSync"> &
  Partial<Pick<typeof import("node:sqlite"), "backup">>;

/** The database file of a data folder. */
export function databasePath(dataFolder: string): string {
  return join(dataFolder, "tallybeacon.db");
}

/** Makes folder and file where they are missing, for nobody's eyes but their owner's; gives the file's path. */
export function makeDatabaseFile(dataFolder: string): string {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = databasePath(dataFolder);
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  return path;
}

/** Node's SQLite, looked up when it is needed: the rest of this door runs without. */
export async function sqlite(): Promise<Sqlite> {
  return import("node:sqlite").catch((error: unknown) => {
    const message = `SQLite needs Node 22.13 or newer; this is ${process.version}`;
    throw new TallybeaconError("unsupported", message, error);
  });
}

/**
 * Opens a database file for one process: what is committed survives a power cut (WAL, synchronous FULL), and a
 * second process is refused, as it would not see what the first one remembers. Needs Node 22.13.
 */
export async function openDatabase(
  path: string,
  busyTimeoutMs: number = BUSY_TIMEOUT_MS,
): Promise<DatabaseSync> {
  const { DatabaseSync } = await sqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(
      `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA locking_mode = EXCLUSIVE;
       PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`,
    );
    return database;
  } catch (error) {
    database?.close();
    const { message } = error as Error;
    throw new TallybeaconError("storage", `cannot open ${path}: ${message}`, error);
  }
}
