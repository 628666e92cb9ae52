// Tagged metrics on the dashboard of a server on Workers.
import { describe, expect, test } from "vitest";
import { EDGE_FLUSH_MS } from "../../../../src/core/shard-limits.ts";
import { dashboard } from "../../../../src/workers/telemetry/dashboard.ts";
import { type MetricsWingOptions, metrics } from "../../../../src/workers/telemetry/metrics.ts";
import { pushes } from "../../../../src/workers/telemetry/wings.ts";
import { openCluster } from "../../../support/cluster.ts";

function open(options: MetricsWingOptions = {}, shards = 1) {
  const wing = metrics({ statserType: "null", dashboard, ...options });
  const world = openCluster({ shards, wings: [wing, pushes] });
  const post = (body: string) => world.ask("/v1/statsd", { method: "POST", body });
  /** Samples of the job that statsd is. */
  const scraped = async () =>
    (await (await world.ask("/metrics")).text())
      .split("\n")
      .filter((line) => /^(?!tallybeacon_).*\{job="statsd"/.test(line));
  return { world, post, scraped };
}

describe("what is aggregated is scraped and shown", () => {
  test.each([1, 3])("of %i shards, and goes on over lives of the root", async (shards) => {
    const { world, post, scraped } = open({}, shards);
    await post("hits:2|c|#path:/\nwait:3|ms\nheat:5|g");
    await world.send({ epoch: "e", seq: 1, data: { statsd: ["hits:1|c|#path:/"] } });
    await world.settle(2 * EDGE_FLUSH_MS);
    world.evict("root");
    await post("hits:4|c|#path:/\nheat:6|g");
    await world.settle();
    expect(await scraped()).toEqual([
      'heat{job="statsd"} 6',
      'hits_total{job="statsd",path="/"} 7',
      'wait{job="statsd",quantile="0.5"} 3',
      'wait{job="statsd",quantile="0.9"} 3',
      'wait_sum{job="statsd"} 3',
      'wait_count{job="statsd"} 1',
    ]);
    expect(await world.read("/pushed")).toMatchObject({ pushed: [{ host: "sum/statsd" }] });
    const { samples } = await world.read<{ samples: object[] }>(
      "/history?host=sum/statsd&range=30m",
    );
    expect(samples.length).toBeGreaterThan(0);
  });

  test("once, wherever in a flush the root is evicted, and however often it flushes", async () => {
    for (let turns = 0; turns < 30; turns += 1) {
      const { world, post, scraped } = open({ flushMs: 1_000 });
      await post("hits:1|c");
      await world.settle(1_000);
      await post("hits:2|c");
      world.clock.advance(1_000);
      const ringing = world.alarm("root").catch(() => {});
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      world.evict("root");
      await ringing;
      await post("hits:4|c");
      await world.settle(5_000);
      expect([turns, await scraped()]).toEqual([turns, ['hits_total{job="statsd"} 7']]);
    }
  });

  test("beside other backends, and by no forwarder", async () => {
    const told: number[] = [];
    const backends = { test: () => void told.push(1) };
    const { world, post, scraped } = open({ backends, expiryMs: -1 });
    await post("hits:1|c");
    await world.settle();
    expect([told.length, await scraped()]).toEqual([1, ['hits_total{job="statsd"} 1']]);
    const forward = (() => {}) as never;
    expect(() => open({ forward }).world.peer("root")).toThrow("backends: there are none");
  });
});
