// The package in Workers: bundled from its tarball as wrangler does it, and run by workerd.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
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
