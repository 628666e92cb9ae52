// The server on Workers, in workerd: alone, and spread over shards, it keeps the contract of servers.
import { afterAll, describe, test } from "vitest";
import { type MakeServer, serverContract } from "../contract/server.ts";
import { edgeServer, startEdge } from "../support/telemetry-server.ts";

const edge = await startEdge();
afterAll(edge.stop);

const spread =
  (shards: number): MakeServer =>
  async (options = {}) => {
    const { ask, settle } = await edgeServer(edge, { ...options, shards });
    return { ask, settle, close: async () => {} };
  };

describe.each([1, 4])("a server on Workers with shards: %i, keeps the contract:", (shards) => {
  for (const [sentence, check] of Object.entries(serverContract)) {
    test(sentence, () => check(spread(shards)));
  }
});
