// Build only. Writes dist/assets: what a server on Workers has Cloudflare serve, so that no Worker runs for it.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dist = new URL("../../dist/", import.meta.url);
const folder = fileURLToPath(new URL("assets/", dist));
const { dashboardHandler } = await import(new URL("server/dashboard.js", dist));
const { openapiDocument } = await import(new URL("server/openapi/document.js", dist));
const { SCRIPT_HEADERS } = await import(new URL("node/scripts.js", dist));

mkdirSync(folder, { recursive: true });
const dashboard = await dashboardHandler()(new Request("https://dashboard.invalid/"));
writeFileSync(`${folder}index.html`, await dashboard.text());
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
  rule("/openapi.json", [["x-content-type-options", "nosniff"]]),
  ...scripts.map((name) => rule(`/${name}`, Object.entries(SCRIPT_HEADERS))),
];
writeFileSync(`${folder}_headers`, `${rules.join("\n\n")}\n`);
