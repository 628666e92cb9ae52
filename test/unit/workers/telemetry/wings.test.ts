// The wings of a server on Workers.
import { expect, test } from "vitest";
import type { KeysReply } from "../../../../src/core/api.ts";
import { RETELL_MS } from "../../../../src/core/shard-limits.ts";
import { type ObjectWing, pushes, reports } from "../../../../src/workers/telemetry/wings.ts";
import { openCluster } from "../../../support/cluster.ts";
import { reportOf } from "../../../support/kept-reports.ts";

test.each([1, 3])(
  "of %i shards reports are the root's to keep, and there after it was evicted",
  async (shards) => {
    const world = openCluster({ shards, wings: [reports, pushes] });
    const send = () =>
      world.ask("/v1/report", { method: "POST", body: JSON.stringify(reportOf()) });
    expect(await (await send()).text()).toBe("");
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ application: "shop", latest_version: "2" });
    await world.ask("/applications", { method: "PUT", headers, body });
    world.evict("root");
    expect(await (await send()).json()).toMatchObject({ latest_version: "2" });
    expect(await world.read("/applications")).toMatchObject({
      applications: [{ application: "shop", reports: 2, installs: 1 }],
    });
  },
);

test.each([1, 3])(
  "of %i shards pushes are the root's to add up, and there after it was evicted",
  async (shards) => {
    const world = openCluster({ shards, wings: [reports, pushes] });
    const push = (seq: number) =>
      world.ask(`/metrics/job/shop?epoch=e&seq=${seq}`, {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: `# TYPE n_total counter\nn_total ${seq}\n`,
      });
    for (const seq of [1, 2, 1]) expect((await push(seq)).status).toBe(202);
    world.evict("root");
    expect((await push(3)).status).toBe(202);
    const response = await world.ask("/metrics");
    expect(await response.text()).toContain('\nn_total{job="shop"} 3\n');
  },
);

test("a wing whose alarm fails is called again soon, and the rest is done nevertheless", async () => {
  const told: string[] = [];
  let tries = 0;
  const wing: ObjectWing = (_sql, _clock, wake) => {
    wake(1_000);
    return Object.assign(() => ({ routes: {}, guarded: {} }), {
      async alarm() {
        tries += 1;
        if (tries === 1) throw new Error("away");
      },
    });
  };
  const onError = (error: unknown) => void told.push((error as Error).message);
  const world = openCluster({ shards: 2, wings: [wing], onError });
  await world.send({ data: { a: 1 } });
  await world.settle(1_000 + RETELL_MS);
  expect([tries > 1, told]).toEqual([true, ["away"]]);
  const [key] = (await world.read<KeysReply>("/keys")).keys;
  expect(key).toMatchObject({ key: "a", pending: 1 });
});

test("without its wings a server has none of their routes", async () => {
  const world = openCluster();
  for (const path of ["/applications", "/metrics", "/pushed"]) {
    expect((await world.ask(path)).status).toBe(404);
  }
});
