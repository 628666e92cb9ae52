// The demo's server: the collector, its dashboard at /, and a shop at /demo/ that counts with the script tag.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { parseArgs } from "node:util";
// In a project of your own this is `from "tallybeacon/node"`.
import { type Served, serve } from "../src/node.ts";
import { keepShop } from "./keep-shop.ts";
import { modules } from "./modules.ts";

/** How often pages send, so that a click is on the dashboard while one looks there. */
const INTERVAL_MS = 2_000;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Answers with a file that lies at `path` from here, read anew each time. */
function file(path: string, headers: Readonly<Record<string, string>> = {}) {
  const url = new URL(path, import.meta.url);
  const type = TYPES[extname(path)] ?? "application/octet-stream";
  return () =>
    new Response(readFileSync(url), {
      headers: { "content-type": type, "cache-control": "no-cache", ...headers },
    });
}

/** What a careful shop allows itself: its own files, the one inline script by its hash, and no DOM sinks. */
function policy(): string {
  const html = readFileSync(new URL("index.html", import.meta.url), "utf8");
  const stub = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(stub).digest("base64");
  return `default-src 'self'; script-src 'self' 'sha256-${hash}'; require-trusted-types-for 'script'`;
}

/** Serves shop, collector and dashboard. Rejects when the port or the folder can not be had. */
export async function serveDemo(port: number, dataFolder: string): Promise<Served> {
  const served = await serve({
    port,
    dataFolder,
    intervalMs: INTERVAL_MS,
    title: "Windowsill",
    onError: console.error,
    routes: {
      "GET /demo": () => new Response(null, { status: 308, headers: { location: "/demo/" } }),
      "GET /demo/": file("index.html", { "content-security-policy": policy() }),
      "GET /demo/shop.css": file("shop.css"),
      "GET /demo/shop.js": file("shop.js"),
      "GET /demo/counts.js": file("counts.js"),
      "GET /demo/news.js": file("news.js"),
      "GET /demo/metrics.js": file("metrics.js"),
      "GET /demo/leaf.svg": file("leaf.svg"),
      "GET /tallybeacon.js": file("../dist/tallybeacon.js"),
      "GET /tallybeacon-hash.js": file("../dist/tallybeacon-hash.js"),
      ...Object.fromEntries(modules().map((name) => [`GET /lib/${name}`, file(`../dist/${name}`)])),
    },
  });
  await keepShop(served.url);
  return served;
}

/** A sentence for the person at the terminal. */
function reasonOf(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} is taken. Choose another: npm start -- --port ${port + 1}`;
  }
  if (/locked/.test(error.message)) {
    return `${error.message}. Is the demo running already? Choose another folder: npm start -- --data ./other`;
  }
  return error.message;
}

async function main(): Promise<void> {
  let port = Number.NaN;
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: process.env["PORT"] ?? "8787" },
        data: { type: "string", default: "./data" },
      },
    });
    port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port must be a whole number from 0 to 65535: ${values.port}`);
    }
    const { url, close } = await serveDemo(port, values.data);
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void close());
    const home = url.replace("127.0.0.1", "localhost");
    console.log(`Shop       ${home}/demo/  (click around: it counts)`);
    console.log(`Dashboard  ${home}/  (see it arrive, switch a key off, watch the shop obey)`);
    console.log(`Collector  ${home}/v1/update  (what it acknowledged is in ${values.data})`);
  } catch (error) {
    console.error(reasonOf(error as NodeJS.ErrnoException, port));
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
