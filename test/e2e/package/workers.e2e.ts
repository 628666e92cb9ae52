// The package in Workers: bundled from its tarball as wrangler does it, and run by workerd.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../../support/house.ts";
import {
  COUNTED,
  doorsHere,
  installPacked,
  MOVED,
  type Project,
  runIn,
  serveInstalled,
  WORKERS_DOOR,
  workersDoor,
} from "../../support/package.ts";
import { WORKERS } from "../../support/runtimes.ts";

let project: Project;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project.remove());

/** No look at what is new, and nothing told about who runs it. */
const QUIET = {
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
};

/** What a module of a bundle is to workerd, by the ending of its name. */
const KINDS = { js: "ESModule", wasm: "CompiledWasm" } as const;

const isKind = (ending: string | undefined): ending is keyof typeof KINDS =>
  ending !== undefined && ending in KINDS;

/** Bundles a program of test/runtimes; gives its modules, the one to start with first. */
async function bundle(program: string, date: string) {
  const folder = mkdtempSync(project.path("worker-"));
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  const args = ["deploy", program, "--dry-run", "--outdir", folder, "--name", "tried"];
  const env = { ...QUIET, WRANGLER_LOG_PATH: folder };
  const said = await runIn(
    project.folder,
    process.execPath,
    [wrangler, ...args, "--compatibility-date", date],
    env,
  );
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).not.toMatch(/warning/i);
  const first = program.replace(/mjs$/, "js");
  const modules = readdirSync(folder).flatMap((path) => {
    const ending = path.split(".").at(-1);
    return isKind(ending)
      ? [{ type: KINDS[ending], path, contents: readFileSync(join(folder, path)) }]
      : [];
  });
  return modules.sort((a, b) => Number(b.path === first) - Number(a.path === first));
}

test.each(WORKERS)(
  "$program of $date counts and hashes, and has all doors but that to Node, each with the names it has here",
  async (row) => {
    const { program, date, hash } = row;
    const worker = new Miniflare(
      convertV4MiniflareOptions({
        cf: false,
        compatibilityDate: date,
        modules: await bundle(program, date),
        bindings: { SERVER: await serveInstalled(project) },
      }),
    );
    onTestFinished(() => worker.dispose());
    const answer = await worker.dispatchFetch("http://worker.example/");
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    const { "tallybeacon/node": _besides, ...others } = await doorsHere(project);
    const doors = { ...others, [WORKERS_DOOR]: workersDoor(project) };
    expect(JSON.parse(text)).toEqual({ hash, moved: MOVED, doors, ...COUNTED });
  },
);

/** A Worker in TypeScript whose bindings wrangler types: that it compiles is all there is to it. */
const TYPED = `import { createCollector, durableStorage, kvStorage } from "tallybeacon";
import {
  fetchTelemetry,
  isolateStorage,
  objectTransport,
  queueTelemetry,
  TallyObject,
  TelemetryObject,
  tallyObject,
  telemetry,
} from "tallybeacon/workers";

export { TallyObject, TelemetryObject };
export const Own = telemetry((env: Env) => ({
  namespace: env.TELEMETRY,
  shards: 2,
})).TelemetryObject;
export class Counts extends tallyObject((env: Env) => ({ endpoint: env.TALLY_ENDPOINT })) {}

const endpoint = "https://count.example/v1/update";
// Not exported: all that is, is to be something that Workers can run.
const collectors = (env: Env, state: DurableObjectState) => [
  createCollector({ endpoint, storage: kvStorage(env.KV) }),
  createCollector({ endpoint, storage: durableStorage(state.storage) }),
  createCollector({
    endpoint,
    storage: isolateStorage(),
    transport: objectTransport(() => env.TALLY.getByName("counts")),
  }),
];

void collectors;

export default { fetch: fetchTelemetry, queue: queueTelemetry } satisfies ExportedHandler<Env>;
`;

test("a Worker whose bindings wrangler has typed compiles", async () => {
  const folder = mkdtempSync(project.path("types-"));
  const main = "typed.ts";
  writeFileSync(join(folder, main), TYPED);
  const write = (name: string, value: object) =>
    writeFileSync(join(folder, name), JSON.stringify(value));
  const classes = ["TelemetryObject", "TallyObject"];
  const bindings = [
    { name: "TELEMETRY", class_name: classes[0] },
    { name: "TALLY", class_name: classes[1] },
  ];
  write("wrangler.json", {
    name: "typed",
    main,
    compatibility_date: WORKERS.at(-1)?.date,
    durable_objects: { bindings },
    migrations: [{ tag: "v1", new_sqlite_classes: classes }],
    kv_namespaces: [{ binding: "KV", id: "kv" }],
    queues: { producers: [{ binding: "TELEMETRY_QUEUE", queue: "updates" }] },
    analytics_engine_datasets: [{ binding: "TELEMETRY_ANALYTICS" }],
    vars: { TALLYBEACON_SHARDS: "4", TALLY_ENDPOINT: "https://count.example/v1/update" },
  });
  write("tsconfig.json", {
    compilerOptions: {
      target: "es2022",
      lib: ["es2024"],
      module: "esnext",
      moduleResolution: "bundler",
      strict: true,
      noEmit: true,
      types: ["./worker-configuration.d.ts"],
    },
    include: [main, "worker-configuration.d.ts"],
  });
  const run = (...args: string[]) =>
    runIn(folder, process.execPath, args, { ...QUIET, WRANGLER_LOG_PATH: folder });
  const wrangler = join(ROOT, "node_modules/wrangler/bin/wrangler.js");
  expect(await run(wrangler, "types", "--config", "wrangler.json")).toMatchObject({ code: 0 });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  expect(await run(tsc, "-p", ".", "--pretty", "false")).toMatchObject({ code: 0, stdout: "" });
});
