// A copy of a database while it is in use.
import type { DatabaseSync } from "node:sqlite";
import { BACKUP_PAGES, BACKUP_TRIES } from "../core/limits.ts";
import { type Sqlite, sqlite } from "./database.ts";

/** How a copy is made. */
export interface SnapshotOptions {
  /** Ends the copy, which is then worth nothing. */
  readonly signal?: AbortSignal;
  /** Node's, but in tests. */
  readonly backup?: Sqlite["backup"];
}

/**
 * Copies an open database into a file that is empty or not there: all that was committed before, each commit of meanwhile
 * whole or not at all. It goes in steps on another thread, and commits come between them; a Node without that copies
 * in one step, which commits wait for. Rejects when the disk is full or `signal` says so; the file is then the caller's.
 */
export async function snapshot(
  database: DatabaseSync,
  path: string,
  options: SnapshotOptions = {},
): Promise<void> {
  const { signal } = options;
  const { backup } = "backup" in options ? options : await sqlite();
  signal?.throwIfAborted();
  if (!backup) return void database.prepare("VACUUM INTO ?").run(path);
  const progress = () => signal?.throwIfAborted();
  for (let tries = 1; ; tries += 1) {
    try {
      await backup(database, path, { rate: BACKUP_PAGES, progress });
      return;
    } catch (error) {
      if (!isTooEarly(error) || tries === BACKUP_TRIES) throw error;
    }
  }
}

/** Node takes it for an error, of number 0, when the first step comes upon a transaction; later steps wait for theirs. */
function isTooEarly(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === "ERR_SQLITE_ERROR" && errcode === 0;
}
