// Backups of a server that runs, over HTTP: the database is locked for everybody else.
import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";
import { careful, refuse } from "../server/answer.ts";
import { type SnapshotOptions, snapshot } from "./snapshot.ts";

/** What backups are made of. */
export interface BackupOptions {
  readonly database: DatabaseSync;
  /** Where copies lie until they are sent: there must be room for one. */
  readonly folder: string;
  readonly onError?: (error: unknown) => void;
  /** `snapshot`, but in tests. */
  readonly copy?: (database: DatabaseSync, path: string, options: SnapshotOptions) => Promise<void>;
}

/** The handler of `GET /backup`, which knows no guard of its own, and its end. */
export interface Backups {
  /** Answers with a copy of the database; one at a time. */
  readonly handler: Handler;
  /** Ends the copy that is under way. The database must stay open until then. */
  close(): Promise<void>;
}

/** Makes backups of `database`, and removes copies that a killed process has left in `folder`. */
export function createBackups(options: BackupOptions): Backups {
  const { database, folder, onError, copy = snapshot } = options;
  for (const name of readdirSync(folder)) {
    if (/^backup-[\da-f-]{36}\.part(-journal)?$/.test(name)) rmSync(join(folder, name));
  }
  const ending = new AbortController();
  let underWay: Promise<unknown> | undefined;

  const get: Handler = async (request) => {
    if (request.method === "HEAD") return new Response(null, { headers: HEADERS });
    const signal = AbortSignal.any([request.signal, ending.signal]);
    if (underWay) return refuse(request, 409, "another backup is being made: try again later");
    const making = make(signal);
    underWay = making.catch(() => {});
    try {
      return await making;
    } catch (error) {
      if (signal.aborted) return refuse(request, 503, "the server is stopping");
      const why = `a backup could not be made: ${(error as Error).message}`;
      throw new TallybeaconError("storage", why, error);
    } finally {
      underWay = undefined;
    }
  };

  return {
    handler: careful(get, onError),
    async close() {
      ending.abort();
      await underWay;
    },
  };

  async function make(signal: AbortSignal): Promise<Response> {
    const path = join(folder, `backup-${randomUUID()}.part`);
    try {
      await copy(database, path, { signal });
      const file = await open(path);
      const { size } = await file.stat();
      const body = Readable.toWeb(file.createReadStream()) as ReadableStream;
      return new Response(body, { headers: { ...HEADERS, "content-length": String(size) } });
    } finally {
      // What is open can be read to its end, and goes with whoever reads it, a killed process too.
      await rm(path, { force: true });
      // A disk that is full leaves a journal beside it.
      await rm(`${path}-journal`, { force: true });
    }
  }
}

const HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/vnd.sqlite3",
  "content-disposition": 'attachment; filename="tallybeacon.db"',
  "cache-control": "no-store",
};
