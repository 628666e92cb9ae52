// Statsd over UDP between this package and etsy's statsd, and from server to server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Aggregates, Metric } from "../../src/core/metric.ts";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { statsdBackend } from "../../src/metrics/backend/statsd.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { lineSink } from "../../src/node/statsd/line-sink.ts";
import { serveStatsd } from "../../src/node/statsd/serve-statsd.ts";
import { udpWriter } from "../../src/node/statsd/udp-writer.ts";
import { freeUdpPort } from "../support/free-port.ts";
import { start } from "../support/serve.ts";

/** What etsy's tells its backends at each flush, in a line that starts so. */
const FLUSHED = "flushed ";

interface Flushed {
  readonly counters: Record<string, number>;
  readonly gauges: Record<string, number>;
  readonly timers: Record<string, number[]>;
  readonly sets: Record<string, string[]>;
}

/** Etsy's statsd; `told` is all that it told its backends so far. */
async function startEtsy(): Promise<{ address: string; told(): Flushed }> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-etsy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [shim, backend, config] = ["shim.cjs", "backend.cjs", "config.js"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  // Node has no util.log since its version 23.
  writeFileSync(shim, 'require("node:util").log ??= console.log;');
  writeFileSync(
    backend,
    `exports.init = (_, config, events) => {
       events.on("flush", (at, { counters, gauges, timers, sets }) => {
         const members = Object.entries(sets).map(([name, set]) => [name, set.values()]);
         const all = { counters, gauges, timers, sets: Object.fromEntries(members) };
         console.log(${JSON.stringify(FLUSHED)} + JSON.stringify(all));
       });
       return true;
     };`,
  );
  const port = await freeUdpPort();
  const options = { port, address: "127.0.0.1", mgmt_port: 0, flushInterval: 200 };
  writeFileSync(config, JSON.stringify({ ...options, backends: [backend] }));
  const etsy = start(process.execPath, ["--require", shim, "node_modules/statsd/stats.js", config]);
  onTestFinished(() => etsy.end());
  await expect.poll(etsy.output, { timeout: 10_000 }).toContain(FLUSHED);
  return { address: `127.0.0.1:${port}`, told: () => addUp(etsy.output()) };
}

function addUp(output: string): Flushed {
  const all: Flushed = { counters: {}, gauges: {}, timers: {}, sets: {} };
  for (const line of output.split("\n").filter((each) => each.startsWith(FLUSHED))) {
    const flushed = JSON.parse(line.slice(FLUSHED.length)) as Flushed;
    for (const [name, count] of Object.entries(flushed.counters)) {
      all.counters[name] = (all.counters[name] ?? 0) + count;
    }
    Object.assign(all.gauges, flushed.gauges);
    for (const [name, times] of Object.entries(flushed.timers)) {
      all.timers[name] = [...(all.timers[name] ?? []), ...times];
    }
    for (const [name, members] of Object.entries(flushed.sets)) {
      all.sets[name] = [...new Set([...(all.sets[name] ?? []), ...members])];
    }
  }
  return all;
}

function open(address: string) {
  const writer = udpWriter(address);
  onTestFinished(writer.close);
  return writer;
}

/** A server of ours and what it aggregates. */
async function startOurs(backends: Parameters<typeof createAggregator>[0]["backends"] = []) {
  const aggregator = createAggregator({ backends });
  const server = await serveStatsd({ address: "127.0.0.1:0", sink: aggregator.receive });
  onTestFinished(server.stop);
  return {
    address: `127.0.0.1:${server.port}`,
    counts: server.counts,
    /** When so many lines are in. */
    async flush(lines: number): Promise<Aggregates> {
      await expect.poll(() => server.counts().metrics, { timeout: 10_000 }).toBe(lines);
      await server.stop();
      return aggregator.flush();
    },
  };
}

/** What matters of aggregates, by name. */
function summary({ counters, gauges, timers, sets }: Aggregates) {
  return {
    counters: Object.fromEntries(counters.map(({ name, value }) => [name, value.count])),
    gauges: Object.fromEntries(gauges.map(({ name, value }) => [name, value])),
    timers: Object.fromEntries(timers.map(({ name, value }) => [name, [value.count, value.sum]])),
    sets: Object.fromEntries(sets.map(({ name, value }) => [name, value])),
  };
}

test("etsy's statsd adds up what our client sends over UDP", async () => {
  const { address, told } = await startEtsy();
  const sink = lineSink({ write: open(address).write });
  const map = emptyMap();
  const tell = (metric: Partial<Metric> & Pick<Metric, "type" | "name">) =>
    receive(map, { values: [], rate: 1, tags: [], source: "", atMs: 1, ...metric });
  for (let i = 0; i < 300; i += 1) {
    tell({ type: "counter", name: `hits.${i % 100}`, values: [i] });
    tell({ type: "timer", name: "took", values: [i], rate: 0.5 });
    tell({ type: "set", name: "users", member: `user-${i % 7}` });
  }
  tell({ type: "counter", name: "sampled", values: [1], rate: 0.25 });
  tell({ type: "gauge", name: "load", values: [0.75] });
  await sink(map);
  expect(sink.counts()).toMatchObject({ dropped: 0, seriesSent: 100 + 300 + 7 + 2 });

  await expect.poll(() => told().gauges["load"], { timeout: 10_000 }).toBe(0.75);
  const { counters, timers, sets } = told();
  expect(counters["statsd.bad_lines_seen"]).toBe(0);
  expect(counters["statsd.metrics_received"]).toBe(409);
  expect(counters["sampled"]).toBe(4);
  const hits = Array.from({ length: 100 }, (_, i) => counters[`hits.${i}`]);
  expect(hits).toEqual(Array.from({ length: 100 }, (_, i) => 3 * i + 300));
  expect(timers["took"]?.toSorted((a, b) => a - b)).toEqual(Array.from(Array(300).keys()));
  expect(sets["users"]?.toSorted()).toEqual(Array.from({ length: 7 }, (_, i) => `user-${i}`));
});

test("our server aggregates what etsy's clients send", async () => {
  const ours = await startOurs();
  const { write } = open(ours.address);
  for (const packet of [
    "gorets:1|c",
    "gorets:1|c|@0.1\nglork:320|ms\nglork:80|ms|@0.1",
    "gaugor:333|g\nuniques:765|s\nuniques:766|s\n",
    "gaugor:334|g\nuniques:765|s",
  ]) {
    await write(packet);
  }
  expect(summary(await ours.flush(9))).toEqual({
    counters: { gorets: 11 },
    gauges: { gaugor: 334 },
    timers: { glork: [11, 400] },
    sets: { uniques: 2 },
  });
  expect(ours.counts()).toMatchObject({ datagrams: 4, badLines: 0, kernelDropped: 0 });
});

test("a server that re-emits to another one makes it add up the same", async () => {
  const behind = await startOurs();
  const onward = statsdBackend({ write: open(behind.address).write });
  const front = await startOurs([onward]);
  const { write } = open(front.address);
  for (let i = 0; i < 200; i += 1) {
    await write(`hits:${i}|c|#page:home\ntook:${i}|ms|#page:home\nload:${i}|g\nusers:u${i % 9}|s`);
  }
  const first = await front.flush(800);
  const lines = 1 + 200 + 1 + 9;
  const second = await behind.flush(lines);
  expect(summary(second)).toEqual(summary(first));
  expect(summary(second)).toMatchObject({ counters: { hits: 19_900 }, gauges: { load: 199 } });
  // Whose they are goes as a tag.
  expect(second.counters[0]?.tags).toEqual(["page:home", "s:127.0.0.1"]);
  expect(onward.counts?.()).toMatchObject({ dropped: 0, seriesSent: lines });
});

test("our server and etsy's statsd agree on the same packets", async () => {
  const { address, told } = await startEtsy();
  const ours = await startOurs();
  const writers = [open(address), open(ours.address)];
  for (let i = 0; i < 100; i += 1) {
    for (const { write } of writers) await write(`a.b:${i}|c\na.b:1|c|@0.5\nt:${i}.5|ms\ng:${i}|g`);
  }
  const { counters, gauges, timers } = await ours.flush(400);
  await expect.poll(() => told().counters["a.b"], { timeout: 10_000 }).toBe(4_950 + 200);
  expect(counters[0]?.value.count).toBe(told().counters["a.b"]);
  expect(gauges[0]?.value).toBe(told().gauges["g"]);
  expect([...(timers[0]?.value.values ?? [])]).toEqual(
    told().timers["t"]?.toSorted((a, b) => a - b),
  );
});
