// The demo on the edge's own runtime: the server as a Worker in workerd, the shop among its static assets.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { keepShop } from "./keep-shop.ts";
import { modules } from "./modules.ts";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** How often pages send, so that a click is on the dashboard while one looks there. */
const INTERVAL_SECONDS = 2;
const SHOP = [
  "index.html",
  "shop.css",
  "shop.js",
  "counts.js",
  "news.js",
  "metrics.js",
  "leaf.svg",
];

/** The assets of the server, and beside them the shop. */
function gather(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  cpSync(path("../dist/assets"), folder, { recursive: true });
  mkdirSync(`${folder}/demo`);
  for (const name of SHOP) cpSync(path(name), `${folder}/demo/${name}`);
  for (const name of modules()) cpSync(path(`../dist/${name}`), `${folder}/lib/${name}`);
  writeFileSync(`${folder}/_redirects`, "/demo /demo/ 308\n");
}

const { values } = parseArgs({
  options: {
    port: { type: "string", default: process.env["PORT"] ?? "8787" },
    data: { type: "string", default: "./data" },
  },
});
const assets = `${values.data}/edge-assets`;
gather(assets);
const home = `http://localhost:${values.port}`;
console.log(`Shop       ${home}/demo/  (click around: it counts)`);
console.log(`Dashboard  ${home}/  (see it arrive, switch a key off)`);
const config = path("server-worker/wrangler.jsonc");
const wrangler = spawn(
  process.execPath,
  [
    path("../node_modules/wrangler/bin/wrangler.js"),
    "dev",
    ...["--config", config, "--assets", assets, "--port", values.port],
    ...["--persist-to", `${values.data}/edge`, "--show-interactive-dev-session=false"],
    ...["--var", `TALLYBEACON_INTERVAL:${INTERVAL_SECONDS}`, "--var", "TALLYBEACON_ROLLUP:1"],
  ],
  { stdio: "inherit", env: { ...process.env, WRANGLER_SEND_METRICS: "false" } },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => wrangler.kill(signal));
}
wrangler.once("exit", (code) => {
  process.exitCode = code ?? 0;
});

const isOver = () => (wrangler.exitCode ?? wrangler.signalCode) !== null;
const isKept = () =>
  keepShop(home).then(
    () => true,
    () => false,
  );
// It takes a while until somebody listens.
while (!isOver() && !(await isKept())) await pause(500);
