// Pages to measure in: a server of blank pages, a Chromium, and modules bundled for it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { type Browser, chromium, type Page } from "playwright";
import { type Plugin, type RollupLog, rollup } from "rollup";
import { transformWithOxc } from "vite";
import { launchOptions } from "../support/browser.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// The plugin's types describe CommonJS, its code is a module.
const minify = terser as unknown as typeof terser.default;

/** The bench's own files as they are, the library's as they were built. */
const built: Plugin = {
  name: "built",
  resolveId: {
    order: "pre",
    async handler(source, importer) {
      const found = await this.resolve(source, importer, { skipSelf: true });
      if (!found?.id.startsWith(`${root}src/`)) return found;
      return found.id.replace(`${root}src/`, `${root}dist/`).replace(/ts$/, "js");
    },
  },
  transform: (code, id) =>
    id.endsWith(".ts")
      ? transformWithOxc(code, id).then(({ code }) => ({ code, map: null }))
      : null,
};

// A script that is shaken to nothing must not be measured.
function onwarn({ message }: RollupLog): never {
  throw new Error(message);
}

/** A module of the bench as one ES module for a page. */
export async function pageModule(file: URL): Promise<string> {
  const bundle = await rollup({
    input: fileURLToPath(file),
    plugins: [built, nodeResolve()],
    onwarn,
  });
  const { output } = await bundle.generate({ format: "es", inlineDynamicImports: true });
  return output[0].code;
}

/** `source` and what it imports as one minified script. */
export async function pageScript(source: string): Promise<string> {
  const entry = "\0script";
  const bundle = await rollup({
    input: entry,
    jsx: { mode: "classic", factory: "h", fragment: "Fragment", importSource: "preact" },
    plugins: [
      {
        name: "script",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? source : undefined),
      },
      nodeResolve(),
      minify({ ecma: 2020, compress: { passes: 3 } }),
    ],
    onwarn,
  });
  const { output } = await bundle.generate({ format: "iife" });
  return output[0].code;
}

/** Where pages come from. */
export interface Pages {
  /** A blank page that shares nothing with earlier ones. */
  open(): Promise<Page>;
  readonly files: Files;
  close(): Promise<void>;
}

/** What a bench may add to the server after it has started: scripts, and pages under all other names, by path. */
export type Files = Record<string, string>;

/** Starts the browser and a server that gives `files` by path, a blank page for any other path, and takes every POST. */
export async function openPages(files: Files): Promise<Pages> {
  const server = createServer((request, response) => {
    const { method, url = "" } = request;
    const file = files[url] ?? "<!doctype html><title>bench</title>";
    const [type, text] =
      method === "POST"
        ? ["application/json", '{"next_update":3600000000000}']
        : [url.endsWith(".js") ? "text/javascript" : "text/html", file];
    request.resume();
    response.writeHead(200, {
      "content-type": type,
      // Isolated pages have a clock of 5 us, others of 100.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await chromium.launch(launchOptions());
  return {
    files,
    async open() {
      // The page owns the context that it comes with: closing one closes the other.
      const page = await browser.newPage();
      await page.goto(`http://localhost:${port}/`);
      return page;
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
