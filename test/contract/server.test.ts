// The servers of Node keep the contract of servers: the handler by itself, and behind a port.
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "vitest";
import { memoryHistory } from "../../src/history/memory.ts";
import { serve } from "../../src/node/serve.ts";
import type { Asked } from "../../src/server/address.ts";
import { createHandler } from "../../src/server/handler.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { createReports } from "../../src/store/reports/reports.ts";
import { createStore } from "../../src/store/store.ts";
import { testFolder } from "../support/folder.ts";
import { HOME } from "../support/requests.ts";
import { type MakeServer, serverContract } from "./server.ts";

const addressOf = ({ headers }: Asked) => headers.get("cf-connecting-ip") ?? undefined;
/** What is acknowledged is in what is read. */
const settle = async () => {};

const inMemory: MakeServer = async ({ intervalMs, ...options } = {}) => {
  const database = new DatabaseSync(":memory:");
  const own = intervalMs === undefined ? {} : { intervalMs };
  const sql = sqliteSql(database);
  const store = createStore(sql, own);
  const reports = createReports(sql);
  const pushes = createPushes(sql);
  const history = memoryHistory();
  const handler = createHandler({ ...options, store, history, reports, pushes, addressOf });
  return {
    ask: async (path, init) => handler(new Request(HOME + path, init)),
    settle,
    async close() {
      await store.close();
      await history.close();
      database.close();
    },
  };
};

const behindPort: MakeServer = async (options) => {
  const { folder } = testFolder();
  const server = await serve({ ...options, port: 0, dataFolder: folder, addressOf });
  return {
    ask: (path, init) => fetch(server.url + path, init),
    settle,
    close: server.close,
  };
};

describe.each([
  ["createHandler over SQLite in memory", inMemory],
  ["serve over HTTP", behindPort],
])("%s keeps the contract:", (_, make) => {
  for (const [sentence, check] of Object.entries(serverContract)) {
    test(sentence, () => check(make));
  }
});
