// Build only. Writes dist/assets: what a server on Workers has Cloudflare serve, so that no Worker runs for it.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dist = new URL("../../dist/", import.meta.url);
const folder = fileURLToPath(new URL("assets/", dist));
const { dashboardHandler } = await import(new URL("server/dashboard.js", dist));
const { script, style } = await import(new URL("server/dashboard/assets.js", dist));
const { openapiDocument } = await import(new URL("server/openapi/document.js", dist));
const { SCRIPT_HEADERS } = await import(new URL("node/scripts.js", dist));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const ask = (path) => dashboardHandler()(new Request(`https://dashboard.invalid/${path}`));
const dashboard = await ask("");
writeFileSync(`${folder}index.html`, await dashboard.text());
mkdirSync(`${folder}dashboard`);
const parts = [script, style].map(({ name }) => `dashboard/${name}`);
const answers = await Promise.all(parts.map(ask));
for (const [at, path] of parts.entries()) writeFileSync(folder + path, await answers[at].text());
writeFileSync(`${folder}openapi.json`, JSON.stringify(openapiDocument(false)));
const scripts = ["tallybeacon.js", "tallybeacon-hash.js"];
for (const name of scripts) copyFileSync(fileURLToPath(new URL(name, dist)), folder + name);

/** Rules as https://developers.cloudflare.com/workers/static-assets/headers/ has them; a type is told by the name. */
const rule = (path, headers) =>
  [
    path,
    ...headers
      .filter(([name]) => name !== "content-type")
      .map(([name, value]) => `  ${name}: ${value}`),
  ].join("\n");
const rules = [
  rule("/", [...dashboard.headers]),
  ...parts.map((path, at) => rule(`/${path}`, [...answers[at].headers])),
  rule("/openapi.json", [["x-content-type-options", "nosniff"]]),
  ...scripts.map((name) => rule(`/${name}`, Object.entries(SCRIPT_HEADERS))),
];
writeFileSync(`${folder}_headers`, `${rules.join("\n\n")}\n`);
