// Ingest against a node:http handler that only reads and parses the same body, both under the same load.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../src/node.ts";
import { median } from "./figure.ts";

/**
 * Enough for a commit to carry many updates, as it does under the load that matters: while one is written, those who
 * wait for it send nothing. With few connections the clients' pauses are measured.
 */
const CONNECTIONS = 512;
/** Instances that send at a time; each is followed by another before the server would call it too eager. */
const INSTANCES = 512;
const UPDATES_OF_ONE = 200;
const KEYS = 300;
const KEYS_IN_UPDATE = 60;
const UPDATE_BYTES = 2_048;
/** What an update says it has; one more in each of its epoch was dropped. */
const CALLS = 1_831;
/** Pairs of processes, since a compiler's luck lasts as long as its process. */
const PAIRS = 3;
const ROUNDS = 3;
const ROUND_MS = 1_200;
const WARM_UP_MS = 1_500;

/** Requests per second of the server, durable before each reply, as a share of the baseline's. */
export async function benchIngest(): Promise<
  { name: string; ratio: number; bound: number; atLeast: boolean }[]
> {
  const ratios: number[] = [];
  while (ratios.length < PAIRS * ROUNDS) ratios.push(...(await ratiosOfPair()));
  const name = "ingest with SQLite against reading and parsing";
  return [{ name, ratio: median(ratios), bound: 0.6, atLeast: true }];
}

/** Both servers, each loaded by turns with its own updates. */
async function ratiosOfPair(): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-ingest-"));
  const servers = [startServer("baseline", folder), startServer("tallybeacon", folder)];
  try {
    const [baseline, ours] = (await Promise.all(servers.map(({ url }) => url))) as [URL, URL];
    const [toBaseline, toOurs] = [updates(), updates()];
    await load(baseline, toBaseline, WARM_UP_MS);
    await load(ours, toOurs, WARM_UP_MS);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const bare = await load(baseline, toBaseline, ROUND_MS);
      const full = await load(ours, toOurs, ROUND_MS);
      ratios.push(full / bare);
      console.log(`  ${bare.toFixed(0)} bare, ${full.toFixed(0)} tallybeacon requests/s`);
    }
    return ratios;
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true });
  }
}

function startServer(name: string, folder: string): { url: Promise<URL>; stop(): Promise<void> } {
  const script = fileURLToPath(import.meta.url);
  const extra = process.env["INGEST_NODE_OPTIONS"]?.split(" ") ?? [];
  const child: ChildProcess = spawn(process.execPath, [...extra, script, name, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = new Promise<URL>((resolve, reject) => {
    child.stdout?.once("data", (line: Buffer) => resolve(new URL(line.toString().trim())));
    void ended.then(() => reject(new Error(`the ${name} server ended`)));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Whole requests, one after the other: instances take turns, each counting its own `seq`. */
function updates(): () => string {
  const data = Array.from({ length: KEYS }, (_, first) => {
    const members = Array.from({ length: KEYS_IN_UPDATE }, (_, i) => {
      return `"shop.section.${(first + i * 7) % KEYS}.clicks":${i + 1}`;
    });
    const text = members.join(",");
    return `{${text},"note":"${"x".repeat(Math.max(0, UPDATE_BYTES - 300 - text.length))}"}`;
  });
  let sent = 0;
  return () => {
    const turn = Math.floor(sent / INSTANCES);
    const instance = (sent % INSTANCES) + INSTANCES * Math.floor(turn / UPDATES_OF_ONE);
    const seq = (turn % UPDATES_OF_ONE) + 1;
    sent += 1;
    const id = `0b6cfa22-0d4c-41e8-b11b-7a00${String(instance).padStart(8, "0")}`;
    const body = `{"instance_id":"${id}","timestamp":"2026-11-21T08:26:04.143Z","epoch":"lx2k9a-4f","seq":${seq},"calls":${CALLS},"recorded":${(CALLS + 1) * seq},"dropped":{"disabled":${seq}},"controls":0,"offset_ms":0,"set_keys":["note"],"data":${data[instance % KEYS]}}`;
    return `POST /v1/update HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain;charset=UTF-8\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };
}

/** Keeps every connection busy with one request at a time; resolves with requests per second. */
async function load(url: URL, next: () => string, ms: number): Promise<number> {
  const startedAt = performance.now();
  let answered = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname);
      let held = "";
      socket.setNoDelay(true).setEncoding("latin1");
      socket.on("connect", () => socket.write(next(), "latin1"));
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.on("data", (text) => {
        held += text;
        const bodyAt = held.indexOf("\r\n\r\n") + 4;
        if (bodyAt < 4) return;
        const length = Number(/content-length: (\d+)/i.exec(held)?.[1]);
        if (held.length < bodyAt + length) return;
        if (!held.startsWith("HTTP/1.1 200")) return reject(new Error(held));
        held = "";
        answered += 1;
        if (performance.now() - startedAt < ms) socket.write(next(), "latin1");
        else socket.end();
      });
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
  return answered / ((performance.now() - startedAt) / 1000);
}

async function runServer(name: string, folder: string): Promise<void> {
  // All of the load comes from one address.
  const options = { port: 0, dataFolder: folder, maxPerAddress: 1e9 };
  const { url, close } = name === "baseline" ? await serveBare() : await serve(options);
  console.log(url);
  process.once("SIGTERM", () => void close());
}

async function serveBare(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const { seq } = JSON.parse(Buffer.concat(chunks).toString());
      const text = `{"next_update":3600000000000,"ack":${seq}}`;
      res.writeHead(200, { "content-type": "application/json", "content-length": text.length });
      res.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

const [, script, name, folder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (name && folder) await runServer(name, folder);
  else console.log(await benchIngest());
}
