// One runner, one project a platform: node, sim (whole worlds of tabs, network and server), chromium (tests run in a
// page), workerd (in a Worker), e2e (tests drive whole pages, file after file and after the others, so that nothing
// competes with their clocks).
import { fileURLToPath } from "node:url";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { launchOptions } from "./support/browser.ts";
import { closingLine } from "./support/closing-line.ts";
import { wasmModule } from "./support/wasm-module.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Imports of `.wasm` as wrangler understands them. */
const wasm: Plugin = {
  name: "wasm",
  enforce: "pre",
  load: (id) => (id.endsWith(".wasm") ? wasmModule(id) : undefined),
};

/** As much of Cloudflare's own module as is used, where there is none. */
const workers: Plugin = {
  name: "cloudflare:workers",
  enforce: "pre",
  resolveId: (id) => (id === "cloudflare:workers" ? `\0${id}` : undefined),
  load: (id) => (id === "\0cloudflare:workers" ? "export class DurableObject {}" : undefined),
};

export default defineConfig({
  root,
  test: {
    reporters: ["default", closingLine()],
    allowOnly: false,
    projects: [
      {
        root,
        plugins: [wasm, workers],
        test: {
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "test/browser/**", "test/sim/**", "test/workerd/**"],
          // Thousands of cases in one test, on a machine that may be busy.
          testTimeout: 20_000,
        },
      },
      {
        root,
        test: {
          name: "sim",
          include: ["test/sim/*.test.ts"],
          testTimeout: 600_000,
          // Its threads take all cores there are.
          fileParallelism: false,
        },
      },
      {
        root,
        // Named, because vite starts a page again when it finds them on the way.
        optimizeDeps: {
          include: ["axe-core", "preact", "preact/hooks", "preact/jsx-runtime", "uplot"],
        },
        test: {
          name: "chromium",
          include: ["test/browser/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            main: "./test/workerd/object.ts",
            miniflare: {
              compatibilityDate: "2026-10-01",
              // The contracts assert by `node:assert`.
              compatibilityFlags: ["nodejs_compat"],
              kvNamespaces: ["TALLY"],
              durableObjects: { FRESH: { className: "Fresh", useSQLite: true } },
              cf: false,
            },
          }),
        ],
        test: { name: "workerd", include: ["test/workerd/*.workerd.test.ts"] },
      },
      {
        root,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.e2e.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
