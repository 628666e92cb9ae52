// The server on Workers, in workerd: alone, and spread over shards, it keeps the contract of servers.
import { randomUUID } from "node:crypto";
import { afterAll, describe, test } from "vitest";
import { type MakeServer, serverContract } from "../contract/server.ts";
import { runWorker } from "../support/workerd.ts";

const SERVER = "x-test-server";
const server = await runWorker(
  'export { Tally, worker as default } from "./test/support/telemetry-worker.ts";',
);
afterAll(server.stop);

const spread =
  (shards: number): MakeServer =>
  async (options = {}) => {
    const own = { [SERVER]: randomUUID() + JSON.stringify({ ...options, shards }) };
    const ask = (path: string, init?: RequestInit) =>
      fetch(server.url + path, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init?.headers)), ...own },
      });
    const objects = Array.from({ length: shards > 1 ? shards : 0 }, (_, at) => `shard-${at}`);
    return {
      ask,
      async settle() {
        for (const name of [...objects, "root"]) await ask(`/.alarm/${name}`);
      },
      close: async () => {},
    };
  };

describe.each([1, 4])("a server on Workers with shards: %i, keeps the contract:", (shards) => {
  for (const [sentence, check] of Object.entries(serverContract)) {
    test(sentence, () => check(spread(shards)));
  }
});
