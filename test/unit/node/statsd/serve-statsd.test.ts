import { createSocket } from "node:dgram";
import { EventEmitter } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import { createInternal } from "../../../../src/metrics/internal.ts";
import { emptyMap, merge } from "../../../../src/metrics/map.ts";
import { type StatsdServerOptions, serveStatsd } from "../../../../src/node/statsd/serve-statsd.ts";
import { fakeClock } from "../../../support/clock.ts";

async function start(options: Partial<StatsdServerOptions> = {}) {
  const all = emptyMap();
  const errors: string[] = [];
  const server = await serveStatsd({
    address: "127.0.0.1:0",
    sink: (map) => void merge(all, map),
    onError: ({ code, message }) => void errors.push(`${code}: ${message}`),
    ...options,
  });
  onTestFinished(server.stop);
  const socket = createSocket("udp4");
  onTestFinished(() => void socket.close());
  const send = (...datagrams: string[]) =>
    Promise.all(
      datagrams.map(
        (text) => new Promise((done) => socket.send(text, server.port, "127.0.0.1", done)),
      ),
    );
  const heard = (count: number) => expect.poll(() => server.counts().datagrams).toBe(count);
  return { server, all, errors, send, heard };
}

/** A unix socket that hears what it is told, at once. */
function openSocket() {
  const socket = new EventEmitter();
  return Object.assign(socket, { bind() {}, setRecvBufferSize() {}, close() {} });
}

const values = (all: MetricMap) =>
  Object.values(all).flatMap((kind) =>
    [...kind.values()].map(({ name, value, source }) => [name, value, source]),
  );

describe("a server of statsd", () => {
  test("hands on what came in, and who sent it", async () => {
    const { server, all, send, heard } = await start();
    await send("hits:1|c\nhits:2|c|@0.5", "hits:3|c\ntook:9|ms\nusers:ann|s");
    await heard(2);
    await server.stop();
    expect(values(all)).toEqual([
      ["hits", 8, "127.0.0.1"],
      ["took", { values: [9], sampledCount: 1 }, "127.0.0.1"],
      ["users", new Set(["ann"]), "127.0.0.1"],
    ]);
    expect(server.counts()).toMatchObject({ datagrams: 2, metrics: 5, events: 0, badLines: 0 });
  });

  test("hands datagrams that come together on together", async () => {
    const socket = openSocket();
    const maps: MetricMap[] = [];
    const sink = (map: MetricMap) => void maps.push(map);
    const { server } = await start({ address: "/none", unixSocket: socket, sink });
    for (let i = 0; i < 50; i += 1) socket.emit("data", Buffer.from("hits:1|c"));
    await server.stop();
    expect(maps.map(values)).toEqual([[["hits", 50, ""]]]);
    expect(server.counts()).toMatchObject({ datagrams: 50, batches: 1 });
  });

  test("of a gauge takes the last datagram's word in one millisecond, and the first in one datagram", async () => {
    const clock = fakeClock();
    const socket = openSocket();
    const { server, all } = await start({ address: "/none", unixSocket: socket, clock });
    for (const text of ["a:1|g\nb:1|g\nb:2|g", "a:2|g", "a:3|g"]) {
      socket.emit("data", Buffer.from(text));
    }
    await server.stop();
    expect(values(all)).toEqual([
      ["a", 3, ""],
      ["b", 1, ""],
    ]);
  });

  test("adds the namespace, and takes the host that a tag names", async () => {
    const { server, all, send, heard } = await start({ namespace: "shop", ignoreHost: true });
    await send("hits:1|c|#host:web-1");
    await heard(1);
    await server.stop();
    expect(values(all)).toEqual([["shop.hits", 1, "web-1"]]);
  });

  test("passes events on at once", async () => {
    const events: MetricEvent[] = [];
    const { server, send, heard } = await start({ event: (event) => void events.push(event) });
    await send("_e{1,2}:a|bc|d:7");
    await heard(1);
    expect(events).toMatchObject([
      { title: "a", text: "bc", dateHappened: 7, source: "127.0.0.1" },
    ]);
    expect(server.counts()).toMatchObject({ events: 1, batches: 0 });
  });

  test("counts bad lines, and tells so many a minute of them", async () => {
    const clock = fakeClock();
    const told: string[] = [];
    const onBadLine = (line: string) => void told.push(line);
    const { server, send, heard } = await start({ onBadLine, badLinesPerMinute: 2, clock });
    await send("nonsense\nb:x|c\n", "hits:1|c\r");
    await heard(2);
    expect(server.counts()).toMatchObject({ badLines: 3, metrics: 0 });
    await clock.advance(30_000);
    await send('"');
    await heard(3);
    expect(told).toEqual([
      '127.0.0.1: "nonsense": missing key separator',
      '127.0.0.1: "\\"": missing key separator',
    ]);
  });

  test("tells of no bad line unless it is asked to", async () => {
    const told: string[] = [];
    const { send, heard } = await start({ onBadLine: (line) => void told.push(line) });
    await send("nonsense");
    await heard(1);
    expect(told).toEqual([]);
  });

  test.each([
    ["sink", { sink: () => Promise.reject(new Error("no")) }, "hits:1|c"],
    ["event", { event: () => raise() }, "_e{1,1}:a|b"],
    ["onBadLine", { onBadLine: raise, badLinesPerMinute: 60 }, "nonsense"],
  ])("goes on when %s fails, and says so", async (what, options, line) => {
    const { server, errors, send, heard } = await start(options);
    await send(line);
    await heard(1);
    await send(line);
    await heard(2);
    await server.stop();
    expect(errors).toEqual([`source: statsd: ${what} failed`]);
  });

  test("tells the pipeline what came in", async () => {
    const internal = createInternal();
    const { server, send, heard } = await start({ internal });
    await send("hits:1|c\nnonsense\n_e{1,1}:a|b");
    await heard(1);
    await server.stop();
    expect(values(internal.collect(1))).toEqual([
      ["statsd.receiver.datagrams_received", 1, ""],
      ["statsd.receiver.batches_read", 1, ""],
      ["statsd.parser.metrics_received", 1, ""],
      ["statsd.parser.events_received", 1, ""],
      ["statsd.parser.bad_lines_seen", 1, ""],
    ]);
  });

  test("stops when all that it heard was taken", async () => {
    let isTaken = false;
    const receive = async () => {
      await new Promise((done) => setTimeout(done, 20));
      isTaken = true;
    };
    const { server, send, heard } = await start({ sink: receive });
    await send("hits:1|c");
    await heard(1);
    await server.stop();
    expect(isTaken).toBe(true);
  });

  test("reads what lies in its buffer before it stops", async () => {
    const { server, all, send } = await start();
    await send(...Array.from({ length: 80 }, () => "hits:1|c"));
    await server.stop();
    expect(values(all)).toEqual([["hits", 80, "127.0.0.1"]]);
  });

  test("stops though lines come in for ever", async () => {
    const socket = openSocket();
    const { server } = await start({ address: "/none", unixSocket: socket });
    let isOver = false;
    const flood = () => {
      socket.emit("data", Buffer.from("hits:1|c"));
      if (!isOver) setImmediate(flood);
    };
    flood();
    await server.stop();
    isOver = true;
    expect(server.counts().datagrams).toBeGreaterThan(900);
  });

  test.each([
    ["nowhere", "bad-option"],
    ["/run/statsd.sock", "bad-option"],
  ])("refuses the address %s", async (address, code) => {
    await expect(start({ address })).rejects.toMatchObject({ code });
  });

  // On Linux: anywhere else nobody tells what was dropped.
  test("accounts for 200,000 lines that are sent in bursts: what did not come in the kernel dropped", async () => {
    const { server, all, send } = await start();
    const datagram = Array.from({ length: 20 }, (_, i) => `hits.${i}:1|c`).join("\n");
    const burst = Array.from({ length: 250 }, () => datagram);
    const sum = () => {
      const { datagrams, kernelDropped = Number.NaN } = server.counts();
      return datagrams + kernelDropped;
    };
    for (let sent = 250; sent <= 10_000; sent += 250) {
      await send(...burst);
      await expect.poll(sum, { interval: 1 }).toBe(sent);
    }
    const { datagrams, metrics } = server.counts();
    await server.stop();
    expect(metrics).toBe(datagrams * 20);
    const counted = [...all.counters.values()].reduce((total, { value }) => total + value, 0);
    expect(counted).toBe(metrics);
  });

  test("tells what the kernel dropped", async () => {
    const { server, send } = await start({ receiveBufferBytes: 4_096 });
    await send(...Array.from({ length: 2_000 }, () => "hits:1|c"));
    const counts = () => server.counts();
    await expect.poll(() => counts().datagrams + (counts().kernelDropped ?? 0)).toBe(2_000);
    expect(counts().kernelDropped).toBeGreaterThan(0);
  });
});

function raise(): never {
  throw new Error("no");
}
