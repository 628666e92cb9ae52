// Files that are there whole or not at all.
import { existsSync, rmSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { TallybeaconError } from "../core/errors.ts";

/**
 * Has `write` fill an empty file of another name beside `path`, and gives it its name when that is done and on disk. What it
 * throws leaves nothing behind, nor does a signal that ends the process. An older file is replaced only when `isForced`.
 */
export async function save(
  path: string,
  isForced: boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  if (existsSync(path) && !isForced) {
    const advice = "give another name, or --force to replace it";
    throw new TallybeaconError("bad-option", `${path} is there already: ${advice}`);
  }
  const temporary = `${path}.${process.pid}.part`;
  const leave = (signal: NodeJS.Signals) => {
    for (const rest of RESTS) rmSync(temporary + rest, { force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, leave);
  try {
    // Whoever may read the folder may not read what was counted.
    await (await open(temporary, "wx", 0o600)).close();
    await write(temporary);
    const file = await open(temporary, "r+");
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } finally {
    for (const rest of RESTS) await rm(temporary + rest, { force: true });
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

const RESTS: readonly string[] = ["", "-journal", "-wal", "-shm"];
const SIGNALS = ["SIGINT", "SIGTERM"] as const;
