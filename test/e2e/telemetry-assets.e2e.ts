// Files that a Worker serves from memory, as they come through workerd, which compresses what is not said to be.
import { afterAll, expect, test } from "vitest";
import { script, style } from "../../src/server/dashboard/assets.ts";
import { edgeServer, startEdge } from "../support/telemetry-server.ts";

const edge = await startEdge();
afterAll(edge.stop);

test.for([
  ["gzip", "gzip"],
  ["identity", null],
] as const)("the dashboard's files are whole for who accepts %s", async ([accepted, encoding]) => {
  const { ask } = await edgeServer(edge);
  for (const { name, text } of [script, style]) {
    const response = await ask(`/dashboard/${name}`, { headers: { "accept-encoding": accepted } });
    expect([response.status, response.headers.get("content-encoding")]).toEqual([200, encoding]);
    expect((await response.text()) === text).toBe(true);
  }
});
