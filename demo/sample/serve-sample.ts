// The demo over two months of made-up traffic: `npm start -- --sample`, tests and pictures.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { sqliteSql } from "../../src/history/index.ts";
import { databasePath, makeDatabaseFile, openDatabase } from "../../src/node/database.ts";
import { type ServedDemo, serveDemo } from "../serve-demo.ts";
import { fillSample, SAMPLE_KEEP, type SampleOptions } from "./fill-sample.ts";

/** How the sample is served. */
export interface ServeSampleOptions extends Partial<SampleOptions> {
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Where the database stays; there may be none yet. Default: a folder that goes with the server. */
  readonly dataFolder?: string;
}

/** A server over a sample. */
export interface ServedSample extends ServedDemo {
  /** What was made, in a sentence. */
  readonly told: string;
}

/**
 * Fills a database, and serves it with the shop. With `now` the server's time stands there, so that pictures repeat.
 * Rejects where there is a database already.
 */
export async function serveSample(options: ServeSampleOptions = {}): Promise<ServedSample> {
  const { port = 0, now, days = 60, seed } = options;
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), "tallybeacon-sample-"));
  const remove = () => {
    if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    const told = await fill(dataFolder, { now: now ?? Date.now(), days, ...(seed && { seed }) });
    const served = await serveDemo({
      port,
      dataFolder,
      keep: SAMPLE_KEEP,
      ...(now !== undefined && { clock: { ...systemClock, now: () => now } }),
    });
    const close = () => served.close().finally(remove);
    return { ...served, close, dataFolder, told };
  } catch (error) {
    remove();
    throw error;
  }
}

async function fill(folder: string, options: SampleOptions): Promise<string> {
  const startedMs = performance.now();
  if (existsSync(databasePath(folder))) {
    throw new Error(`${databasePath(folder)} is there already: a sample wants a new folder`);
  }
  const path = makeDatabaseFile(folder);
  const database = await openDatabase(path);
  try {
    // Whoever is cut off meanwhile starts anew.
    database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
    const updates = await fillSample(sqliteSql(database), options);
    database.close();
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    const megabytes = (statSync(path).size / 1e6).toFixed(0);
    return `${updates} updates of ${options.days} days, made up in ${seconds} s (${megabytes} MB)`;
  } finally {
    if (database.isOpen) database.close();
  }
}
