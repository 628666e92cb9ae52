// Weighs what a page downloads and what a Worker carries, in brotli, against its budget and against what README.md says.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";
import { script, style } from "../src/server/dashboard/assets.ts";
import { documentOf } from "../src/server/dashboard/document.ts";

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const built = (name: string): string => readFileSync(path(name), "utf8");

// The plugin's types describe CommonJS, its code is a module.
const minify = terser as unknown as typeof terser.default;

if (!existsSync(path("dist/tallybeacon.js"))) {
  console.error("nothing to weigh: run `npm run build` first");
  process.exit(1);
}

/** What a door needs that comes apart from what is weighed: WebAssembly, and what the platform has. */
const APART = [path("dist/hash/wasm.js"), /^cloudflare:/, /\.wasm$/];

/** Names of doors as a bundler would ship them, together. */
async function bundled(doors: Readonly<Record<string, string>>): Promise<string> {
  const entry = "\0page";
  const lines = Object.entries(doors).map(
    ([door, names]) => `export ${names} from ${JSON.stringify(path(door))};`,
  );
  const bundle = await rollup({
    input: entry,
    external: APART,
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? lines.join("\n") : undefined),
      },
      nodeResolve(),
      minify({ module: true, ecma: 2020, compress: { passes: 3 } }),
    ],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  // Under the name that the chunk gets, or the weight would depend on where this repository lies.
  const paths = { [path("dist/hash/wasm.js")]: "./tallybeacon-hash.js" };
  const { output } = await bundle.generate({ format: "es", paths });
  return output[0].code;
}

/** All that a page needs; fetch, beacon and the cycle come with the collector. */
const PAGE = { "dist/index.js": "{ createCollector, fastHash, idbStorage }" };
/** All that a Worker needs. */
const WORKER = { "dist/index.js": "{ createCollector, fastHash, kvStorage, durableStorage }" };
/** What a page needs to report. */
const REPORT = { "dist/report/index.js": "{ createReporter, storedInstallId }" };
/** What a page needs for tagged metrics, of whose sinks it takes one. */
const metrics = (...sinks: string[]) =>
  bundled({ "dist/metrics/index.js": `{ ${["createMetrics", ...sinks].join(", ")} }` });

/** What is weighed, under the name that README's table has for it; with `beside`, what it adds to that. 1 kB is 1,000 bytes. */
const weights: readonly { name: string; code: string; beside?: string; budget: number }[] = [
  { name: "tallybeacon", code: await bundled(PAGE), budget: 5_500 },
  { name: "kvStorage", code: await bundled(WORKER), budget: 8_000 },
  { name: "* of tallybeacon", code: await bundled({ "dist/index.js": "*" }), budget: 7_900 },
  { name: "dist/tallybeacon.js", code: built("dist/tallybeacon.js"), budget: 6_000 },
  { name: "dist/tallybeacon-hash.js", code: built("dist/tallybeacon-hash.js"), budget: 4_000 },
  {
    name: "tallybeacon/report",
    code: await bundled({ ...PAGE, ...REPORT }),
    beside: await bundled(PAGE),
    budget: 800,
  },
  {
    name: "tallybeacon/client",
    code: await bundled({ "dist/client/index.js": "*" }),
    budget: 1_600,
  },
  {
    name: "dashboard",
    code: documentOf({ title: "", api: "" }) + script.text + style.text,
    budget: 60_000,
  },
  { name: "createMetrics", code: await metrics(), budget: 4_000 },
  {
    name: "createMetrics and forwardSink",
    code: await metrics("forwardSink"),
    budget: 6_000,
  },
  {
    name: "createMetrics and collectorSink",
    code: await metrics("collectorSink"),
    budget: 4_000,
  },
  {
    name: "push",
    code: await bundled({ "dist/prometheus/index.js": "{ push }" }),
    budget: 2_000,
  },
  {
    name: "server on Workers",
    code: await bundled({ "dist/workers.js": "{ telemetry }" }),
    budget: 40_000,
  },
  {
    name: "server on Workers, with reports and pushed metrics",
    code: await bundled({ "dist/workers.js": "{ telemetry, reports, pushes }" }),
    budget: 54_000,
  },
  {
    name: "server on Workers, with metrics",
    code: await bundled({
      "dist/workers.js": "{ telemetry, metrics }",
      "dist/metrics/index.js": "{ influxdbBackend }",
    }),
    budget: 53_000,
  },
  {
    name: "server on Workers, with all its wings",
    code: await bundled({ "dist/workers.js": "{ TelemetryObject, fetchTelemetry }" }),
    budget: 66_000,
  },
];

/** Bytes on the wire. */
function weigh(code: string): number {
  return brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** First size in the row of README's table whose first cell names `name` in backticks. */
function claimed(readme: string, name: string): string | undefined {
  const row = readme
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .find(
      (cells) => cells[0] === "" && cells[1]?.includes(`\`${name}\``) && / kB/.test(cells[2] ?? ""),
    );
  return /[\d.]+ kB/.exec(row?.[2] ?? "")?.[0];
}

const readme = existsSync(path("README.md")) ? built("README.md") : undefined;
if (readme === undefined) console.log("README.md is missing: its size table is not compared");

for (const { name, code, beside, budget } of weights) {
  const bytes = weigh(code) - (beside === undefined ? 0 : weigh(beside));
  const size = `${(bytes / 1000).toFixed(1)} kB`;
  const claim = readme === undefined ? size : claimed(readme, name);
  const faults = [
    ...(bytes > budget ? [`over by ${bytes - budget} bytes`] : []),
    ...(claim === size ? [] : [`README.md says ${claim ?? "nothing"}`]),
  ];
  const limit = `budget ${(budget / 1000).toFixed(1)} kB`;
  console.log([name.padEnd(26), size, `${bytes} bytes`.padStart(12), limit, ...faults].join("   "));
  if (faults.length > 0) process.exitCode = 1;
}
