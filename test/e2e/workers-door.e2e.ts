// The door to Workers in a real workerd, through wrangler's own bundler.
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WASM_PAYS_BYTES } from "../../src/core/limits.ts";
import { hex } from "../../src/hash/fast-hash.ts";
import { xxh32 } from "../../src/hash/xxh32.ts";
import { installed, type Project } from "../support/workers.ts";

let project: Project;
beforeAll(() => {
  project = installed();
});
afterAll(() => project.remove());

const inputs = [
  "",
  "a",
  "héllo, 日本語",
  "x".repeat(WASM_PAYS_BYTES - 1),
  "x".repeat(WASM_PAYS_BYTES),
  "日本語".repeat(30_000),
];

/** Answers with digests, and with how many modules and instances of WebAssembly were made. */
const worker = (door: string) => `
import { fastHash } from "${door}";
const { Instance } = WebAssembly;
let instances = 0;
WebAssembly.Instance = function (...rest) { instances++; return new Instance(...rest); };
export default {
  async fetch(request) {
    const inputs = await request.json();
    return Response.json({ digests: inputs.map(fastHash), instances });
  },
};`;

describe.each(["2025-01-01", "2026-10-01"])("at compatibility date %s", (date) => {
  test.each([
    ["tallybeacon/workers", 1],
    ["tallybeacon", 0],
  ])(
    "fastHash of %s gives the digests of everywhere, with %i instance of WebAssembly",
    async (door, instances) => {
      const { modules } = project.bundle(door.replace("/", "-"), worker(door), date);
      const binaries = modules.filter(({ type }) => type === "CompiledWasm");
      expect(binaries).toHaveLength(instances);
      const runtime = new Miniflare(
        convertV4MiniflareOptions({ cf: false, compatibilityDate: date, modules: [...modules] }),
      );
      try {
        const init = { method: "POST", body: JSON.stringify(inputs) };
        const response = await runtime.dispatchFetch("http://worker/", init);
        const digests = inputs.map((input) => hex(xxh32(input)));
        expect(await response.json()).toEqual({ digests, instances });
      } finally {
        await runtime.dispose();
      }
    },
  );
});
