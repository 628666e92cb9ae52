import { afterEach, describe, expect, test, vi } from "vitest";
import { WASM_PAYS_BYTES } from "../../../src/core/limits.ts";
import { hex, fastHash as ofPages } from "../../../src/hash/fast-hash.ts";
import { xxh32 } from "../../../src/hash/xxh32.ts";

const { Instance } = WebAssembly;
const long = "long ".repeat(WASM_PAYS_BYTES);
const inputs = [
  "",
  "a",
  "x".repeat(WASM_PAYS_BYTES - 1),
  "x".repeat(WASM_PAYS_BYTES),
  "日本語".repeat(30_000),
  long,
  Uint8Array.of(0, 127, 128, 255),
  Uint8Array.from({ length: 100_000 }, (_, at) => at & 255),
];

/** As a Worker has it that has hashed nothing yet, and how often the binary was instantiated. */
async function fresh() {
  vi.resetModules();
  const { fastHash } = await import("../../../src/workers/fast-hash.ts");
  let instances = 0;
  WebAssembly.Instance = function Counting(module: WebAssembly.Module, imports: object) {
    instances += 1;
    return new Instance(module, imports as WebAssembly.Imports);
  } as unknown as typeof Instance;
  return { fastHash, instances: () => instances };
}

afterEach(() => {
  WebAssembly.Instance = Instance;
});

describe("fastHash of Workers", () => {
  test("gives the digests of pages, at once and again", async () => {
    const { fastHash } = await fresh();
    for (let round = 0; round < 2; round++) {
      for (const input of inputs) {
        expect(fastHash(input)).toBe(hex(xxh32(input)));
        expect(fastHash(input)).toBe(ofPages(input));
      }
    }
  });

  test("has WebAssembly hash the first long input, and none of the short ones", async () => {
    const { fastHash, instances } = await fresh();
    fastHash("x".repeat(WASM_PAYS_BYTES - 1));
    fastHash(new Uint8Array(WASM_PAYS_BYTES - 1));
    expect(instances()).toBe(0);
    fastHash(long);
    expect(instances()).toBe(1);
    fastHash(new Uint8Array(WASM_PAYS_BYTES));
    expect(instances()).toBe(1);
  });

  test("stays on JavaScript where the binary is no module", async () => {
    const { fastHash } = await fresh();
    WebAssembly.Instance = function Refused() {
      throw new TypeError("not a module");
    } as unknown as typeof Instance;
    expect(inputs.map(fastHash)).toEqual(inputs.map((input) => hex(xxh32(input))));
  });

  test.each<[string, unknown, string]>([
    ["a number", 404, "404"],
    ["null", null, "null"],
    ["undefined", undefined, "undefined"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a long list", Array(1_000).fill(1), Array(1_000).fill(1).join()],
  ])("hashes %s as its string", async (_, value, text) => {
    const { fastHash } = await fresh();
    expect(fastHash(value as string)).toBe(hex(xxh32(text)));
  });
});
