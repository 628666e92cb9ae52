// `npm run bench:edge`: 20,000 updates for a server in workerd, spread over four shards, and for one on Node, one after
// the other. Prints requests per second of both; fails when a count is missing or double anywhere.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../../src/node/serve.ts";
import { heldOf, loadEdge } from "../support/edge-load.ts";
import { edgeServer, startEdge } from "../support/telemetry-server.ts";
import { NO_LIMITS } from "./load.ts";

const PLAN = { updates: 20_000, instances: 200, duplicates: 0.05, malformed: 0.02 };
const SHARDS = 4;
let failures = 0;

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Loads a server, and compares what it has with what it was sent, to the last count. */
async function measure(name: string, ask: Ask, settle: () => Promise<void>): Promise<number> {
  const { perSecond, counted, fresh, again, refused, wrong } = await loadEdge(ask, PLAN);
  await settle();
  const held = await heldOf(ask);
  const expected = {
    counted,
    updates: fresh,
    members: counted,
    pending: 0,
    duplicates: again,
    instances: PLAN.instances,
  };
  const isEqual = JSON.stringify(held) === JSON.stringify(expected) && wrong.length === 0;
  if (!isEqual) failures += 1;
  console.log(
    `${name.padEnd(28)} ${Math.round(perSecond)} requests/s, ${fresh} updates, ${again} again, ${refused} malformed: ` +
      `${isEqual ? "all counts equal" : `WRONG ${JSON.stringify({ held, expected, wrong: wrong.slice(0, 3) })}`}`,
  );
  return perSecond;
}

const folder = mkdtempSync(join(tmpdir(), "tallybeacon-edge-"));
const node = await serve({ ...NO_LIMITS, port: 0, dataFolder: join(folder, "node") });
const onNode = await measure(
  "Node",
  (path, init) => fetch(node.url + path, init),
  async () => {},
);
await node.close();

const edge = await startEdge(join(folder, "edge"));
const server = await edgeServer(edge, { ...NO_LIMITS, shards: SHARDS });
const onEdge = await measure(`workerd, ${SHARDS} shards`, server.ask, server.settle);
const { read, written, bytes } = await server.usage();
const each = (count: number) => (count / PLAN.updates).toFixed(1);
console.log(
  `rows of all objects: ${each(written)} written and ${each(read)} read for each update sent`,
);
console.log(`databases: ${(bytes / 1e6).toFixed(1)} MB`);
await edge.stop();
rmSync(folder, { recursive: true, force: true });
console.log(`workerd against Node: ${(onEdge / onNode).toFixed(2)}x`);
process.exitCode = failures > 0 ? 1 : 0;
