// The database of a data folder, while no server runs on it.
import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { TallybeaconError } from "../core/errors.ts";
import { COMMAND_BUSY_MS } from "../core/limits.ts";
import { databasePath, openDatabase } from "../node/database.ts";

/** Opens it for this process alone; makes none. Says what to do when a server has it. */
export async function openFolder(folder: string): Promise<DatabaseSync> {
  const path = databasePath(folder);
  if (!existsSync(path)) throw new TallybeaconError("storage", `there is no database in ${folder}`);
  try {
    return await openDatabase(path, COMMAND_BUSY_MS);
  } catch (error) {
    const { message } = error as Error;
    if (!isLocked(error)) throw error;
    const advice = "a server runs on it: ask that one, with --url";
    throw new TallybeaconError("storage", `${message}: ${advice}`, error);
  }
}

/** True of what SQLite cannot make sense of. Source: SQLITE_CORRUPT is 11, SQLITE_NOTADB 26. */
export function isDamaged(error: unknown): boolean {
  return [11, 26].includes(numberOf(error));
}

/** Source: SQLITE_BUSY is 5. */
function isLocked(error: unknown): boolean {
  return numberOf(error) === 5;
}

/** SQLite's number of what went wrong, without what it adds to that in the higher bits. */
function numberOf(error: unknown): number {
  const { cause } = error as { cause?: { errcode?: number } };
  return (cause?.errcode ?? 0) & 0xff;
}
