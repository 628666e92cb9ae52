// Ingest against a node:http handler that only reads and parses the same body, both under the same load.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../src/node/serve.ts";
import { keepRequestsYoung } from "../../src/node/young.ts";
import { type Figure, median } from "./figure.ts";
import { load, NO_LIMITS, pace, percentile, startChild, updates } from "./load.ts";

/** Pairs of processes, since a compiler's luck lasts as long as its process. */
const PAIRS = 3;
const ROUNDS = 3;
const ROUND_MS = 1_200;
const WARM_UP_MS = 1_500;
/** How much of the highest rate is asked for when it is measured how long an update takes. */
const SHARE = 0.7;
const PACED_MS = 3_000;

/**
 * Requests per second of the server, durable before each reply, as a share of the baseline's; and how long one update of
 * a hundred takes at least, at seven tenths of that: of all rounds the middle one, since others use the machine as well.
 */
export async function benchIngest(): Promise<Figure[]> {
  const ratios: number[] = [];
  const slowest: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const found = await measurePair();
    ratios.push(...found.ratios);
    slowest.push(...found.slowest);
  }
  return [
    {
      name: "ingest with SQLite against reading and parsing",
      measured: median(ratios),
      unit: "x",
      bound: 0.6,
      atLeast: true,
    },
    {
      name: "an update at 70 % of the highest rate, 99th percentile",
      measured: median(slowest),
      unit: "ms",
      bound: 25,
    },
  ];
}

/** Both servers, each loaded by turns with its own updates. */
async function measurePair(): Promise<{ ratios: number[]; slowest: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-ingest-"));
  const script = fileURLToPath(import.meta.url);
  const servers = ["baseline", "tallybeacon"].map((name) => startChild(script, name, folder));
  try {
    const [baseline, ours] = (await Promise.all(servers.map(({ url }) => url))) as [URL, URL];
    const [toBaseline, toOurs] = [updates(), updates()];
    await load(baseline, toBaseline, WARM_UP_MS);
    await load(ours, toOurs, WARM_UP_MS);
    const ratios: number[] = [];
    const slowest: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const bare = await load(baseline, toBaseline, ROUND_MS);
      const full = await load(ours, toOurs, ROUND_MS);
      ratios.push(full / bare);
      const took = await pace(ours, toOurs, full * SHARE, PACED_MS);
      slowest.push(percentile(took, 0.99));
      const [middle, slow] = [0.5, 0.99].map((share) => percentile(took, share).toFixed(1));
      console.log(
        `  ${bare.toFixed(0)} bare, ${full.toFixed(0)} tallybeacon requests/s; ` +
          `at ${SHARE * 100} % median ${middle} ms, 99th percentile ${slow} ms`,
      );
    }
    return { ratios, slowest };
  } finally {
    await Promise.all(servers.map(({ stop }) => stop()));
    rmSync(folder, { recursive: true });
  }
}

/** Each in the process that `tallybeacon serve` would make of it. */
async function runServer(name: string, folder: string): Promise<void> {
  keepRequestsYoung();
  const options = { port: 0, dataFolder: folder, ...NO_LIMITS };
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
