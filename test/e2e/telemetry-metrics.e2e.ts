// Tagged metrics of a server on Workers, in workerd: told by the root's own alarm, once, with where they came in.
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KeysReply } from "../../src/core/api.ts";
import { fakeServer } from "../support/fake-server.ts";
import { testFolder } from "../support/folder.ts";
import { killable, telemetryWorker } from "../support/killable.ts";
import { type EdgeServer, edgeServer, startEdge } from "../support/telemetry-server.ts";
import { bundleWorker, type RunningWorker } from "../support/workerd.ts";

let edge: RunningWorker;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

/** As Cloudflare tells a Worker. */
const FROM = { "mf-cf-blob": JSON.stringify({ colo: "FRA", country: "DE" }) };

const post = (server: EdgeServer, body: string) =>
  server.ask("/v1/statsd", { method: "POST", body, headers: FROM });

/** Sends an update until it was acknowledged. */
async function ride(server: EdgeServer, instance_id: string, seq: number, line: string) {
  const timestamp = new Date().toISOString();
  const data = { views: 1, statsd: [line] };
  const body = JSON.stringify({ instance_id, timestamp, epoch: "e", seq, data });
  const send = () => server.ask("/v1/update", { method: "POST", body, headers: FROM });
  while ((await send()).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
}

test.each([1, 3])("of %i shards its metrics are tagged with where they came in", async (shards) => {
  const server = await edgeServer(edge, { shards, rollupMs: 100 });
  expect((await post(server, "posted:2|c|#path:/")).status).toBe(202);
  for (const instance of ["a", "b", "c"]) await ride(server, instance, 1, "ridden:3|c");
  await expect.poll(server.told, { timeout: 20_000 }).toEqual({
    "posted colo:FRA country:DE path:/": 2,
    "ridden colo:FRA country:DE": 9,
  });
});

test("of objects that are evicted again and again, each line that rode is told once, and none that was taken is lost", async () => {
  const server = await edgeServer(edge, { shards: 3, rollupMs: 50 });
  let [taken, tried, isOver] = [0, 0, false];
  const posting = async () => {
    for (let at = 0; at < 150; at += 1) {
      tried += 1;
      if ((await post(server, "posted:1|c")).status === 202) taken += 1;
    }
  };
  const riding = async (instance: string) => {
    for (let seq = 1; seq <= 100; seq += 1) await ride(server, instance, seq, "ridden:1|c");
  };
  const evicting = async () => {
    const objects = ["root", "shard-0", "root", "shard-1", "root", "shard-2"];
    for (let at = 0; !isOver; at += 1) {
      await server.evict(objects[at % objects.length] as string);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    return objects;
  };
  const evicted = evicting();
  await Promise.all([posting(), ...["a", "b", "c", "d"].map(riding)]);
  isOver = true;
  await evicted;
  const sum = async (name: string) => (await server.told())[`${name} colo:FRA country:DE`];
  await expect.poll(() => sum("ridden"), { timeout: 20_000 }).toBe(400);
  await expect.poll(() => sum("posted"), { timeout: 20_000 }).toBeGreaterThanOrEqual(taken);
  expect(await sum("posted")).toBeLessThanOrEqual(tried);
  expect(taken).toBeGreaterThan(50);
  await server.settle();
  const { keys } = (await (await server.ask("/keys")).json()) as KeysReply;
  expect(keys.map(({ key, total }) => [key, total])).toEqual([["views", 400]]);
});

test("a server whose runtime is killed before its flush tells InfluxDB of it when it is there again, by its own alarm", async () => {
  const lines: string[] = [];
  const influxdb = await fakeServer(async (request, response) => {
    lines.push(...(await text(request)).trim().split("\n"));
    response.writeHead(204).end();
  });
  const script = await bundleWorker(`
    import { influxdbBackend } from "./src/metrics/backend/influxdb.ts";
    import { metrics } from "./src/workers/telemetry/metrics.ts";
    import { telemetry } from "./src/workers/telemetry/telemetry-object.ts";
    const apiEndpoint = "${influxdb.url}";
    const influxdb = { apiEndpoint, bucket: "b", org: "o", compressPayload: false };
    const { TelemetryObject, fetch } = telemetry((env) => ({
      namespace: env.TALLY,
      isOpen: true,
      wings: [
        metrics({ backends: { influxdb: influxdbBackend(influxdb) }, flushMs: 4000, statserType: "null" }),
      ],
    }));
    export { TelemetryObject as Tally };
    export default { fetch };`);
  const { start, kill } = killable(testFolder().folder, [telemetryWorker(script)]);
  const { telemetry: url } = await start();
  const path = new URL("/v1/statsd", url);
  for (const body of ["hits:1|c", "hits:2|c\nheat:5|g"]) {
    expect((await fetch(path, { method: "POST", body })).status).toBe(202);
  }
  await kill();
  expect(lines).toEqual([]);
  await start();
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  const [first, second] = [lines.slice(0, 2), lines.slice(2, 4)];
  expect(first.map((line) => line.replace(/ \d+$/, ""))).toEqual([
    expect.stringMatching(/^hits count=3/),
    "heat value=5",
  ]);
  expect(second[0]).toMatch(/^hits count=0/);
});
