// SQLite on disk, for this process alone.
import type { DatabaseSync } from "node:sqlite";
import { TallybeaconError } from "../core/errors.ts";
import { BUSY_TIMEOUT_MS } from "../core/limits.ts";

/**
 * Opens a database file for one process: what is committed survives a power cut (WAL, synchronous FULL), and a
 * second process is refused, as it would not see what the first one remembers. Needs Node 22.13.
 */
export async function openDatabase(path: string): Promise<DatabaseSync> {
  const sqlite = await import("node:sqlite").catch((error: unknown) => {
    const message = `SQLite needs Node 22.13 or newer; this is ${process.version}`;
    throw new TallybeaconError("unsupported", message, error);
  });
  let database: DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(path);
    database.exec(
      `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA locking_mode = EXCLUSIVE;
       PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`,
    );
    return database;
  } catch (error) {
    database?.close();
    const { message } = error as Error;
    throw new TallybeaconError("storage", `cannot open ${path}: ${message}`, error);
  }
}
