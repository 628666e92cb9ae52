// Lines of statsd, parsed and added up, against etsy's statsd, whose packets go the same way in the same process.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { utf8 } from "../../src/core/utf8.ts";
import { createLineParser } from "../../src/metrics/line/parse-datagram.ts";
import { emptyMap } from "../../src/metrics/map.ts";
import { type Figure, median } from "./figure.ts";

const LINES = 20_000;
const LINES_PER_PACKET = 20;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 3;
/** The packets go through so often in a round. */
const REPEATS = 5;

const script = fileURLToPath(import.meta.url);

/** Lines per second of CPU, ours to etsy's: counters, timers, gauges and sets in equal parts, half of all tagged. */
export function benchLines(): Figure[] {
  return [
    { series: 1_000, bound: 2 },
    { series: 10_000, bound: undefined },
  ].map(({ series, bound }) => ({
    name: `lines parsed and added up, ${series} series, against etsy's statsd`,
    measured: inProcess(series),
    unit: "x",
    ...(bound && { bound, atLeast: true }),
  }));
}

/** In one of its own, since etsy's never ends by itself. */
function inProcess(series: number): number {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-lines-"));
  const server = join(folder, "server.cjs");
  const config = join(folder, "config.js");
  try {
    writeFileSync(
      server,
      "exports.start = (_, take) => { globalThis.takePacket = take; return true; };",
    );
    // Without a backend, and flushed by nobody.
    writeFileSync(
      config,
      JSON.stringify({ server, backends: [], mgmt_port: 0, flushInterval: 86_400_000 }),
    );
    const args = ["--no-warnings", script, config, String(series)];
    const { ours, theirs } = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
    const perSecond = (lines: number) => `${(lines / 1e6).toFixed(2)} million`;
    console.log(`  ${perSecond(theirs)} lines/s of CPU by etsy's, ${perSecond(ours)} by ours`);
    return ours / theirs;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type TakePacket = (packet: Uint8Array, from: object) => void;

/** What etsy's does with a packet, of which it tells its server. It reads the config that the second argument names. */
async function etsy(): Promise<TakePacket> {
  const require = createRequire(import.meta.url);
  // Node has none since its version 23.
  const util = require("node:util") as { log?: () => void };
  util.log ??= () => {};
  require("statsd/stats.js");
  const found = globalThis as { takePacket?: TakePacket };
  while (!found.takePacket) await new Promise((done) => setTimeout(done, 10));
  return found.takePacket;
}

async function measure(series: number): Promise<void> {
  const packets = packetsOf(series, LINES_PER_PACKET);
  const parse = createLineParser();
  const take = await etsy();
  const from = { address: "127.0.0.1", family: "IPv4", port: 8125, size: 0 };
  const ours = (): void => {
    const map = emptyMap();
    for (const packet of packets) {
      parse(packet, map, { source: from.address, atMs: performance.now() });
    }
  };
  const theirs = (): void => {
    for (const packet of packets) take(packet, from);
  };
  const rates: Record<"ours" | "theirs", number[]> = { ours: [], theirs: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries({ ours, theirs })) {
      const rate = (LINES * REPEATS) / cpuSeconds(run);
      if (round >= 0) rates[name as keyof typeof rates].push(rate);
    }
  }
  const found = { ours: median(rates.ours), theirs: median(rates.theirs) };
  process.stdout.write(JSON.stringify(found), () => process.exit());
}

function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < REPEATS; i += 1) run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** So many lines a packet, in an order that is the same each time. */
export function packetsOf(series: number, size: number): Buffer[] {
  const lines = Array.from({ length: LINES }, (_, i) => lineOf((i * 7_919) % series, i));
  return Array.from({ length: LINES / size }, (_, packet) =>
    Buffer.from(utf8(lines.slice(packet * size, (packet + 1) * size).join("\n"))),
  );
}

function lineOf(series: number, i: number): string {
  const values = [
    `${1 + (i % 9)}|c`,
    `${(i % 4_000) / 10}|ms`,
    `${i % 997}.5|g`,
    `user-${i % 500}|s`,
  ];
  const isTagged = (series >> 2) % 2 === 1;
  const tags = isTagged ? `|#region:eu-west-${series % 3},service:web,version:1.${series % 5}` : "";
  return `shop.checkout.step${series}.done:${values[series % 4]}${tags}`;
}

if (process.argv[1] === script) await measure(Number(process.argv[3]));
