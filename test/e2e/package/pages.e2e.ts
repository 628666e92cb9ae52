// The package in pages: bundled from its tarball by the bundlers that people use, run in Chromium.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { type Browser, chromium } from "playwright";
import { rollup } from "rollup";
import { createLogger, build as vite } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchOptions } from "../../support/browser.ts";
import {
  COUNTED,
  installPacked,
  MOVED,
  type Project,
  serveInstalled,
} from "../../support/package.ts";
import { listen } from "../../support/serve.ts";

let project: Project;
let browser: Browser;
beforeAll(async () => {
  [project, browser] = await Promise.all([installPacked(), chromium.launch(launchOptions())]);
});
afterAll(async () => {
  await browser.close();
  project.remove();
});

/** What a bundler made of page.mjs in a folder: the module to load, what it took in, what it complained of. */
interface Bundle {
  readonly first: string;
  readonly taken: readonly string[];
  readonly warnings: readonly string[];
}

/** Each as its manual begins: no option but the program and the folder, and modules that may have chunks. */
const BUNDLERS: Readonly<Record<string, (program: string, folder: string) => Promise<Bundle>>> = {
  async rollup(program, folder) {
    const warnings: string[] = [];
    const onwarn = ({ message }: { message: string }) => void warnings.push(message);
    const bundle = await rollup({ input: program, plugins: [nodeResolve()], onwarn });
    const { output } = await bundle.write({ dir: folder });
    const taken = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
    return { first: output[0].fileName, taken, warnings };
  },

  async esbuild(program, folder) {
    const options = { bundle: true, splitting: true, format: "esm", logLevel: "silent" } as const;
    const { warnings, metafile } = await esbuild({
      ...options,
      entryPoints: [program],
      outdir: folder,
      metafile: true,
    });
    const taken = Object.keys(metafile.inputs).map((file) => join(process.cwd(), file));
    return { first: "page.js", taken, warnings: warnings.map(({ text }) => text) };
  },

  async Vite(program, folder) {
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    const customLogger = { ...createLogger("silent"), warn, warnOnce: warn, error: warn };
    const rolldownOptions = { input: program };
    const made = await vite({
      root: project.folder,
      configFile: false,
      logLevel: "warn",
      customLogger,
      build: { outDir: folder, rolldownOptions },
    });
    const output = "output" in made ? made.output : [];
    const chunks = output.flatMap((file) => (file.type === "chunk" ? [file] : []));
    const first = chunks.find(({ isEntry }) => isEntry)?.fileName ?? "";
    return { first, taken: chunks.flatMap(({ moduleIds }) => moduleIds), warnings };
  },
};

/** Serves a bundle beside the collector, and a page that loads it. */
function serveBundle(folder: string, first: string): Promise<string> {
  const file = ({ url }: Request) => {
    const path = new URL(url).pathname.replace("/bundle/", "");
    const type = { "content-type": "text/javascript" };
    return new Response(readFileSync(join(folder, path)), { headers: type });
  };
  const html = `<!doctype html><title>page</title><link rel="icon" href="data:,">
    <body><script type="module" src="/bundle/${first}"></script>`;
  const page = () => new Response(html, { headers: { "content-type": "text/html" } });
  return serveInstalled(project, { routes: { "GET /bundle/*": file, "GET /page": page } });
}

test.each(Object.entries(BUNDLERS))(
  "%s bundles a page that counts, keeps and hashes, of nothing but what pages need",
  async (_, bundle) => {
    const folder = mkdtempSync(project.path("bundle-"));
    const { first, taken, warnings } = await bundle(project.path("page.mjs"), folder);
    expect(warnings).toEqual([]);
    // Compiled, it would not be worth its bytes in the first chunk.
    expect(
      readdirSync(folder, { recursive: true }).filter((name) => /js$/.test(String(name))).length,
    ).toBeGreaterThan(1);

    const ours = taken
      .filter((id) => !id.startsWith("\0"))
      .map((id) => relative(join(project.folder, "node_modules"), id))
      .filter((id) => !/^\.\.\/(page|use)\.mjs$/.test(id));
    expect(ours).toContain("tallybeacon/dist/index.js");
    expect(ours).toContain("tallybeacon/dist/hash/wasm.js");
    const forPages = /^tallybeacon\/dist\/((index|shared)\.js|(client|core|hash)\/)|^idb-keyval\//;
    expect(ours.filter((id) => !forPages.test(id))).toEqual([]);

    const page = await browser.newPage();
    const trouble = listen(page);
    await page.goto(`${await serveBundle(folder, first)}/page`);
    const text = await page.waitForFunction(() => document.body.innerText);
    expect(JSON.parse(await text.jsonValue())).toEqual({
      hash: "compiled",
      kept: true,
      moved: MOVED,
      ...COUNTED,
    });
    expect(trouble).toEqual([]);
    await page.close();
  },
);
