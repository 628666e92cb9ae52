// The collector, its dashboard at /, and a shop at /demo/ that counts with the script tag.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
// In a project of your own this is `from "tallybeacon/node"`.
import { type Served, type ServeOptions, serve } from "../src/node.ts";
import { keepShop } from "./keep-shop.ts";
import { modules } from "./modules.ts";

/** How often pages send, so that a click is on the dashboard while one looks there. */
export const INTERVAL_MS = 2_000;

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

/** A server, and where its database is. */
export interface ServedDemo extends Served {
  readonly dataFolder: string;
}

/** What of the demo may differ. */
export interface DemoOptions extends Pick<ServeOptions, "port" | "intervalMs" | "keep" | "clock"> {
  readonly dataFolder: string;
}

/** Serves shop, collector and dashboard. Rejects when the port or the folder can not be had. */
export async function serveDemo(options: DemoOptions): Promise<ServedDemo> {
  const served = await serve({
    ...options,
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
  return { ...served, dataFolder: options.dataFolder };
}
