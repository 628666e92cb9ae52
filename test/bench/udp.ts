// Lines of statsd over UDP, received, parsed and aggregated, against etsy's statsd: each is sent the same, by turns.
import { type ChildProcess, fork } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { kernelDrops } from "../../src/node/statsd/kernel-drops.ts";
import { serveStatsd } from "../../src/node/statsd/serve-statsd.ts";
import { freeUdpPort } from "../support/free-port.ts";
import { type Figure, median } from "./figure.ts";
import { packetsOf } from "./lines.ts";

/** Pairs of processes, since a compiler's luck lasts as long as its process. */
const PAIRS = 3;
const ROUNDS = 3;
const ROUND_MS = 1_000;
/** The socket's buffer is empty by then. */
const DRAIN_MS = 200;
const SERIES = 1_000;
const FLUSH_MS = 1_000;
/** Packets that are sent without a look at anything else. */
const BURST = 64;

const script = fileURLToPath(import.meta.url);

/** What a server says when it is asked: since it began. */
interface Spent {
  readonly cpuSeconds: number;
  /** Packets that its socket had no room for. */
  readonly dropped: number;
}

/** A server in a process of its own. */
interface Server {
  readonly port: number;
  ask(): Promise<Spent>;
  stop(): Promise<void>;
}

/** Lines per second of CPU, ours to etsy's, under more of them than either can take. */
export async function benchUdp(): Promise<Figure[]> {
  const ratios = new Map<number, number[]>([
    [20, []],
    [1, []],
  ]);
  const sender = createSocket("udp4");
  try {
    for (let pair = 0; pair < PAIRS; pair += 1) await measurePair(sender, ratios);
  } finally {
    sender.close();
  }
  const figure = (size: number): Figure => ({
    name: `lines over UDP, ${size} a packet, against etsy's statsd`,
    measured: median(ratios.get(size) ?? []),
    unit: "x",
  });
  return [{ ...figure(20), bound: 2, atLeast: true }, figure(1)];
}

async function measurePair(sender: Socket, ratios: Map<number, number[]>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-udp-"));
  const servers: Server[] = [];
  try {
    for (const name of ["theirs", "ours"]) servers.push(await start(name, folder));
    const [theirs, ours] = servers as [Server, Server];
    for (const [size, found] of ratios) {
      const packets = packetsOf(SERIES, size);
      for (let round = -1; round < ROUNDS; round += 1) {
        const them = (await load(sender, theirs, packets)) * size;
        const us = (await load(sender, ours, packets)) * size;
        if (round < 0) continue;
        const told = [them, us].map((rate) => `${(rate / 1e6).toFixed(2)} million`);
        console.log(`  ${told[0]} lines/s of CPU by etsy's, ${told[1]} by ours, ${size} a packet`);
        found.push(us / them);
      }
    }
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true });
  }
}

/** Packets that it took, per second of its CPU. */
async function load(sender: Socket, { port, ask }: Server, packets: Buffer[]): Promise<number> {
  const before = await ask();
  let sent = 0;
  for (const until = performance.now() + ROUND_MS; performance.now() < until; await turn()) {
    for (let i = 0; i < BURST; i += 1) {
      sender.send(packets[sent % packets.length] as Buffer, port, "127.0.0.1");
      sent += 1;
    }
  }
  await pause(DRAIN_MS);
  const after = await ask();
  return (sent - (after.dropped - before.dropped)) / (after.cpuSeconds - before.cpuSeconds);
}

async function start(name: string, folder: string): Promise<Server> {
  const config = join(folder, "config.js");
  const port = await freeUdpPort();
  const etsy = { port, address: "127.0.0.1", mgmt_port: 0, backends: [], flushInterval: FLUSH_MS };
  writeFileSync(config, JSON.stringify(etsy));
  const child: ChildProcess = fork(script, [config, name, String(port)], {
    execArgv: ["--no-warnings"],
  });
  const ended = once(child, "exit");
  const heard = () => Promise.race([once(child, "message"), ended.then(() => raise(name))]);
  await heard();
  return {
    port,
    async ask() {
      child.send("");
      return (await heard())[0] as Spent;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function raise(name: string): never {
  throw new Error(`the server that is ${name} ended`);
}

async function serveTheirs(): Promise<void> {
  const require = createRequire(import.meta.url);
  // Node has none since its version 23.
  const util = require("node:util") as { log?: () => void };
  util.log ??= () => {};
  // It reads the config that the second argument names.
  require("statsd/stats.js");
}

async function serveOurs(port: number): Promise<void> {
  const aggregator = createAggregator({ backends: [], flushMs: FLUSH_MS });
  aggregator.start();
  await serveStatsd({ address: `127.0.0.1:${port}`, sink: aggregator.receive });
}

if (process.argv[1] === script && process.send) {
  const [name, port] = [process.argv[3], Number(process.argv[4])];
  await (name === "ours" ? serveOurs(port) : serveTheirs());
  let dropped = kernelDrops("IPv4", port);
  while (dropped() === undefined) {
    await pause(10);
    dropped = kernelDrops("IPv4", port);
  }
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      dropped: dropped() ?? Number.NaN,
    } satisfies Spent);
  });
  process.send("ready");
}
