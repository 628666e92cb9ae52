// Tagged metrics in the root of a server on Workers: taken, kept, and told once.
import { describe, expect, test } from "vitest";
import type { KeysReply } from "../../../../src/core/api.ts";
import type { Aggregates, Backend, MetricEvent } from "../../../../src/core/metric.ts";
import { EXPIRY_MS } from "../../../../src/core/metric-limits.ts";
import { EDGE_FLUSH_MS } from "../../../../src/core/shard-limits.ts";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { encodeMap } from "../../../../src/metrics/wire/encode.ts";
import { assemble } from "../../../../src/server/assemble.ts";
import { homeOf } from "../../../../src/workers/telemetry/home.ts";
import { type MetricsWingOptions, metrics } from "../../../../src/workers/telemetry/metrics.ts";
import type { PartOptions } from "../../../../src/workers/telemetry/options.ts";
import { openCluster } from "../../../support/cluster.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { mapOf } from "../../../support/metrics.ts";
import { HOME } from "../../../support/requests.ts";
import { faultySql, memorySql, NOW_MS, openStore } from "../../../support/store.ts";

const SHARD = homeOf("i", 3);

function open(options: Partial<MetricsWingOptions> = {}, part: PartOptions = {}) {
  const flushes: Aggregates[] = [];
  const events: MetricEvent[] = [];
  const backend: Backend = Object.assign((all: Aggregates) => void flushes.push(all), {
    event: (event: MetricEvent) => void events.push(event),
  });
  const wing = metrics({ backends: { test: backend }, statserType: "null", ...options });
  const world = openCluster({ wings: [wing], ...part });
  const post = async (lines: string, headers: HeadersInit = {}) =>
    (await world.ask("/v1/statsd", { method: "POST", body: lines, headers })).status;
  const ride = (seq: number, ...lines: string[]) =>
    world.send({ epoch: "e", seq, data: { statsd: lines, views: 1 } });
  /** What was told at each flush. */
  const told = () =>
    flushes.map(({ counters, gauges, timers, sets }) =>
      [
        ...counters.map((each) => ({ ...each, value: each.value.count })),
        ...gauges,
        ...timers.map((each) => ({ ...each, value: each.value.sum })),
        ...sets,
      ].map(({ name, tags, source, value }) =>
        [name, ...tags, source, value].filter((part) => part !== "").join(" "),
      ),
    );
  /** What a counter came to in all flushes. */
  const sum = (name: string) =>
    flushes
      .flatMap(({ counters }) => counters)
      .filter((each) => each.name === name)
      .reduce((all, { value }) => all + value.count, 0);
  return { world, post, ride, flushes, events, told, sum };
}

const LINES =
  "hits:2|c|#path:/\nhits:1|c|#path:/\nheat:5|g\nheat:+1|g\nwait:3|ms\nwho:x|s\nwho:y|s";

describe("metrics are told with the alarm", () => {
  test("ten seconds after they came, of all kinds and ways", async () => {
    const { world, post, told, flushes } = open();
    expect(await post(LINES.replace("heat:+1|g\n", ""))).toBe(202);
    const body = encodeMap(mapOf("hits:4|c|#path:/"));
    expect((await world.ask("/v2/raw", { method: "POST", body })).status).toBe(202);
    await world.send({ epoch: "e", seq: 1, data: { statsd: ["hits:8|c|#path:/"] } });
    await world.settle(EDGE_FLUSH_MS);
    expect(told()).toEqual([["hits path:/ 15", "heat 5", "wait 3", "who 2"]]);
    expect(flushes[0]?.intervalMs).toBeGreaterThanOrEqual(EDGE_FLUSH_MS);
    expect(flushes[0]?.intervalMs).toBeLessThan(EDGE_FLUSH_MS + 100);
  });

  test("until they expire, and not any more until others come", async () => {
    const { world, post, told, flushes } = open();
    await post("hits:1|c");
    await world.settle();
    const count = flushes.length;
    expect(count).toBe(EXPIRY_MS / EDGE_FLUSH_MS + 1);
    expect([told()[0], told().at(-1)]).toEqual([["hits 1"], ["hits 0"]]);
    world.clock.advance(3_600_000);
    await post("other:1|c");
    await world.settle(EDGE_FLUSH_MS);
    expect(told()[count]).toEqual(["other 1"]);
    // The hour in which there was nothing to tell is no part of an interval.
    expect(flushes[count]?.intervalMs).toBeLessThan(EDGE_FLUSH_MS + 100);
  });

  test.each([
    [{ expiryMs: -1 }, 2],
    [{ expiryMs: 20_000 }, 4],
    [{ expiryMs: { counter: -1, gauge: -1, timer: -1, set: 10_000 } }, 3],
    [{ expiryMs: -1, flushMs: 1_000 }, 2],
  ])("with %j in %i flushes", async (options, count) => {
    const { world, post, flushes } = open(options);
    await post("hits:1|c");
    await world.settle(EDGE_FLUSH_MS);
    await post("hits:1|c");
    await world.settle();
    expect(flushes).toHaveLength(count);
  });

  test("for ever, where they are to be told for ever", async () => {
    const { world, post, told } = open({ expiryMs: { gauge: 0 } });
    await post("heat:5|g");
    await world.settle(86_400_000 / 50);
    expect(told().at(-1)).toEqual(["heat 5"]);
    expect(told().length).toBeGreaterThan(150);
  });

  test("also where it rings for something else, and often", async () => {
    const { world, post, told } = open();
    await post("hits:1|c");
    for (let times = 0; times < 3; times += 1) await world.alarm("root");
    expect(told()).toEqual([]);
    world.clock.advance(EDGE_FLUSH_MS);
    await Promise.all([world.alarm("root"), world.alarm("root")]);
    expect(told()).toEqual([["hits 1"]]);
  });

  test("by another server, where all is forwarded", async () => {
    const sent: string[][] = [];
    const forward = Object.assign(async (map: never) => void sent.push(namesOf(map)), {
      event: async () => {},
      flush: async () => {},
      counts: () => ({}),
      takeLatencyMaxMs: () => 0,
      lastSentAtMs: () => undefined,
    });
    const world = openCluster({
      wings: [metrics({ forward: forward as never, statserType: "null" })],
    });
    await world.ask("/v1/statsd", { method: "POST", body: "hits:1|c" });
    await world.settle();
    expect(sent).toEqual([["hits"]]);
  });
});

const namesOf = ({ counters }: { counters: Map<string, { name: string }> }) =>
  [...counters.values()].map(({ name }) => name);

describe("a root that was evicted", () => {
  test.each([1, 3])("of %i shards has what it took, and the interval it was in", async (shards) => {
    const { world, post, told, flushes } = open({}, { shards });
    await post("hits:1|c");
    world.evict("root");
    await post("hits:2|c\nheat:5|g");
    world.clock.advance(4_000);
    world.evict("root");
    await world.settle(EDGE_FLUSH_MS);
    expect(told()).toEqual([["hits 3", "heat 5"]]);
    expect(flushes[0]?.intervalMs).toBeGreaterThanOrEqual(EDGE_FLUSH_MS);
  });

  test("goes on telling what it knew, with gauges as they were, until it expires", async () => {
    const { world, post, told, flushes } = open({ expiryMs: { counter: 20_000 } });
    await post("hits:1|c\nheat:5|g");
    for (let times = 0; times < 100; times += 1) {
      await world.settle(EDGE_FLUSH_MS);
      world.evict("root");
    }
    expect(told().slice(0, 4)).toEqual([
      ["hits 1", "heat 5"],
      ["hits 0", "heat 5"],
      ["hits 0", "heat 5"],
      ["heat 5"],
    ]);
    expect(flushes).toHaveLength(EXPIRY_MS / EDGE_FLUSH_MS + 1);
    for (const { intervalMs } of flushes) expect(intervalMs).toBeLessThan(EDGE_FLUSH_MS + 100);
  });

  test("while a lookup was under way looks up again, and tells once", async () => {
    let answers = 0;
    const lookup = async (source: string) => {
      answers += 1;
      if (answers === 1) await new Promise(() => {});
      return { source: "", tags: [`from:${source}`] };
    };
    const { world, post, told } = open({ lookup, sourceOf: () => "a", expiryMs: -1 });
    await post("hits:1|c");
    world.clock.advance(EDGE_FLUSH_MS);
    const ringing = world.peer("root") && world.alarm("root").catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    world.evict("root");
    await ringing;
    await post("hits:2|c");
    await world.settle();
    expect(told()).toEqual([["hits from:a 3"], []]);
  });

  test("while backends were told has told it, and does not again", async () => {
    const { world, post, sum } = open();
    await post("hits:1|c");
    world.clock.advance(EDGE_FLUSH_MS);
    const ringing = world.alarm("root");
    world.evict("root");
    await ringing.catch(() => {});
    await world.settle();
    expect(sum("hits")).toBe(1);
  });
});

describe("lines that ride on updates of shards", () => {
  const once = (world: ReturnType<typeof open>["world"], happen: () => "there" | "back") => {
    world.fate = (_, verb) => {
      if (verb !== "report") return undefined;
      world.fate = () => undefined;
      return happen();
    };
  };

  test("are the root's, and no values of their key", async () => {
    const { world, ride, told } = open({}, { shards: 3 });
    await ride(1, "hits:1|c\n", "hits:2|c\n");
    await ride(1, "hits:1|c\n", "hits:2|c\n");
    await world.settle(2 * EDGE_FLUSH_MS);
    expect(told()).toEqual([["hits 3"]]);
    const { keys } = await world.read<KeysReply>("/keys");
    expect(keys.map(({ key, total }) => [key, total])).toEqual([["views", 1]]);
  });

  test.each<["there" | "back", string]>([
    ["there", "none"],
    ["back", "none"],
    ["there", SHARD],
    ["back", SHARD],
    ["there", "root"],
    ["back", "root"],
  ])(
    "are told once when a report is lost on its way %s, and %s is evicted",
    async (way, evicted) => {
      const { world, ride, sum } = open({}, { shards: 3 });
      await ride(1, "hits:1|c\n", "hits:2|c\n");
      world.evict(evicted);
      once(world, () => {
        world.evict(evicted);
        return way;
      });
      await world.alarm(SHARD).catch(() => {});
      await ride(2, "hits:4|c\n");
      await world.settle();
      expect(sum("hits")).toBe(7);
    },
  );

  test("stay values of their key where the root does not take any", async () => {
    const world = openCluster({ shards: 3 });
    await world.send({ epoch: "e", seq: 1, data: { statsd: ["a:1|c"] } });
    await world.settle();
    const { keys } = await world.read<KeysReply>("/keys");
    expect(keys.map(({ key }) => key)).toEqual(["statsd"]);
  });
});

test.each([1, 3])("of %i shards lines are from whom the server says", async (shards) => {
  const sourceOf = ({ headers }: Request) => headers.get("x-colo") ?? "";
  const lookup = (source: string) => ({ source: "", tags: [`colo:${source}`] });
  const { world, post, told } = open({ sourceOf, lookup }, { shards });
  await post("a:1|c|#host:h", { "x-colo": "FRA" });
  for (const [seq, colo] of ["FRA", "AMS"].entries()) {
    const timestamp = new Date(world.clock.now()).toISOString();
    const data = { statsd: ["b:1|c"] };
    const body = JSON.stringify({ instance_id: "i", timestamp, epoch: "e", seq: seq + 1, data });
    await world.ask("/v1/update", { method: "POST", body, headers: { "x-colo": colo } });
  }
  await world.alarm(SHARD);
  await world.settle(EDGE_FLUSH_MS + 100);
  expect(told()[0]?.sort()).toEqual(["a colo:FRA host:h 1", "b colo:AMS 1", "b colo:FRA 1"]);
});

test("events go to backends at once", async () => {
  const { world, post, events } = open({ tags: ["env:test"] });
  await post("_e{1,1}:t|b");
  await world.settle(0);
  expect(events.map(({ title, tags }) => [title, tags])).toEqual([["t", ["env:test"]]]);
});

describe("where the database fails", () => {
  function start() {
    const clock = manualClock(NOW_MS);
    const sql = faultySql(memorySql());
    const flushes: Aggregates[] = [];
    const backends = { test: (all: Aggregates) => void flushes.push(all) };
    const wakes: number[] = [];
    const wing = metrics({ backends, statserType: "null" })(sql, clock, (ms) => wakes.push(ms));
    const history = memoryHistory({ clock });
    const handler = assemble({ ...openStore(memorySql(), { clock }), history }, () => ({}), [wing]);
    const post = (body: string) =>
      handler(new Request(`${HOME}/v1/statsd`, { method: "POST", body }));
    const counts = () => flushes.map(({ counters }) => counters[0]?.value.count);
    return { clock, sql, wing, post, counts, wakes };
  }

  test("what could not be kept is not taken", async () => {
    const { sql, post, clock, wing, counts } = start();
    sql.failNext(0);
    expect((await post("hits:1|c")).status).toBe(500);
    expect((await post("hits:2|c")).status).toBe(202);
    clock.advance(EDGE_FLUSH_MS);
    await wing.alarm?.();
    expect(counts()).toEqual([2]);
  });

  test.each([0, 1, 2])("at statement %i of a flush, it is told by the next one", async (at) => {
    const { sql, post, clock, wing, counts, wakes } = start();
    await post("hits:1|c");
    clock.advance(EDGE_FLUSH_MS);
    sql.failNext(at);
    await expect(wing.alarm?.()).rejects.toThrow("disk full");
    expect(counts()).toEqual([]);
    await post("hits:2|c");
    expect(wakes.at(-1)).toBe(0);
    await wing.alarm?.();
    expect(counts()).toEqual([3]);
  });
});
