// Who looks at a server on Workers, in workerd: the root holds the streams, and hears of what its shards have counted.
import { afterAll, expect, test } from "vitest";
import { HEARTBEAT_MS, MAX_STREAMS } from "../../src/core/live-limits.ts";
import { listenTo } from "../support/listening.ts";
import { validUpdate } from "../support/requests.ts";
import { type EdgeServer, edgeServer, startEdge } from "../support/telemetry-server.ts";

const edge = await startEdge();
afterAll(edge.stop);

const listen = async ({ ask }: EdgeServer) => listenTo(await ask("/events"));
const post = (body: object): RequestInit => ({ method: "POST", body: JSON.stringify(body) });
const update = (instance_id: string) =>
  post(validUpdate({ instance_id, timestamp: new Date().toISOString() }));

test.each([1, 3])("of %i shards tells of updates, of controls and of pushes", async (shards) => {
  const server = await edgeServer(edge, { shards, rollupMs: 100 });
  const { response, heard, changes, leave } = await listen(server);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  await expect.poll(heard).toBe("retry: 1000\n\n");
  const json = { "content-type": "application/json" };
  const text = { "content-type": "text/plain" };
  const sent: [path: string, init: RequestInit][] = [
    ["/v1/update", update("a")],
    ["/controls", { method: "PUT", headers: json, body: '{"disable":["b"]}' }],
    ["/metrics/job/shop", { method: "PUT", headers: text, body: "hits 1\n" }],
    ["/metrics/job/shop", { method: "DELETE" }],
  ];
  for (const [path, init] of sent) {
    const before = changes();
    expect((await server.ask(path, init)).ok).toBe(true);
    await expect.poll(changes, { timeout: 10_000 }).toBeGreaterThan(before);
  }
  await leave();
});

test("a stream is kept alive, and others that have gone are forgotten", async () => {
  const server = await edgeServer(edge);
  const { heard, leave } = await listen(server);
  for (let count = 0; count < 2 * MAX_STREAMS; count += 40) {
    const all = await Promise.all(Array.from({ length: 40 }, () => listen(server)));
    await Promise.all(all.map((each) => each.leave()));
  }
  // They are forgotten one by one, and each who asks may take the place that the first of them left.
  for (const method of ["GET", "HEAD"]) {
    const status = async () => {
      const next = await server.ask("/events", { method });
      await next.body?.cancel();
      return next.status;
    };
    await expect.poll(status, { timeout: 2 * HEARTBEAT_MS }).toBe(200);
  }
  await expect.poll(heard, { timeout: 2 * HEARTBEAT_MS }).toContain(":\n\n");
  await leave();
});

test("an object that is evicted ends its streams, and whoever comes again hears of what follows", async () => {
  const server = await edgeServer(edge);
  const first = await listen(server);
  await expect.poll(first.heard).not.toBe("");
  await server.evict("root");
  await first.over.catch(() => {});
  const again = await listen(server);
  await server.ask("/v1/update", update("a"));
  await expect.poll(again.changes, { timeout: 10_000 }).toBe(1);
  await again.leave();
});
