// Node, Deno and Bun: counts against each server that the runtime can be, and against the one on the command line.
import { createServer } from "node:http";
import process from "node:process";
import { sqlHistory, sqliteSql } from "tallybeacon/history";
import { nodeListener, serve } from "tallybeacon/node";
import { createHandler, createStore, keepUp } from "tallybeacon/server";
import { measure, sums } from "./measure.mjs";
import { count, hash, redirected } from "./use.mjs";

const [url, dataFolder] = process.argv.slice(2);
const { Bun, Deno } = globalThis;
const sqlite = await import("node:sqlite").catch(() => undefined);
const hostname = "127.0.0.1";

/** Counts against a handler with a store of its own, which `listen` puts behind a port. */
async function own(listen) {
  const database = new sqlite.DatabaseSync(":memory:");
  const sql = sqliteSql(database);
  const store = createStore(sql);
  const history = sqlHistory(sql);
  const rest = keepUp(store);
  const { sink, found: measured } = sums();
  const { port, close } = await listen(createHandler({ store, history, metrics: { sink } }));
  const counted = await count(`http://${hostname}:${port}`);
  await measure(`http://${hostname}:${port}`);
  await close();
  rest();
  await history.close();
  await store.close();
  database.close();
  return { ...counted, measured };
}

const found = {
  hash: await hash(),
  moved: await redirected(url),
  "another process": await count(url),
};
if (sqlite) {
  found["node:http"] = await own(async (handler) => {
    const server = createServer(nodeListener(handler));
    await new Promise((resolve) => server.listen(0, hostname, resolve));
    return {
      port: server.address().port,
      close: () => new Promise((resolve) => server.close(resolve)),
    };
  });
}
if (Deno) {
  found["Deno.serve"] = await own((handler) => {
    const server = Deno.serve({ port: 0, hostname, onListen() {} }, handler);
    return { port: server.addr.port, close: () => server.shutdown() };
  });
}
if (Bun) {
  found["Bun.serve"] = await own((fetch) => {
    const server = Bun.serve({ port: 0, hostname, fetch });
    return { port: server.port, close: () => server.stop() };
  });
}
found.serve = await serve({ port: 0, dataFolder }).then(
  async (served) => {
    const counted = await count(served.url);
    await served.close();
    return counted;
  },
  ({ code, message }) => ({ code, message }),
);
console.log(JSON.stringify(found));
