import { runInNewContext } from "node:vm";
import { createXXHash32 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { RECENT_TEXTS, WASM_PAYS_BYTES } from "../../../src/core/limits.ts";
import { createFastHash, fastHash } from "../../../src/hash/fast-hash.ts";
import * as wasm from "../../../src/hash/wasm.ts";

const hasher = await createXXHash32();
const reference = (input: string | Uint8Array) => hasher.init().update(input).digest();
const long = "long ".repeat(WASM_PAYS_BYTES);
const inputs = [
  "",
  "a",
  "Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Firefox/60.0",
  "héllo, 日本語 and \u{1f600}",
  "x".repeat(WASM_PAYS_BYTES - 1),
  "x".repeat(WASM_PAYS_BYTES),
  "日本語".repeat(30_000),
  long,
  new Uint8Array(0),
  Uint8Array.of(0, 127, 128, 255),
  Uint8Array.from({ length: 100_000 }, (_, at) => at & 255),
];
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("fastHash", () => {
  test("gives hash-wasm's digest, before WebAssembly arrives and after", async () => {
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let calls = 0;
    const hash = createFastHash(async () => {
      await arrival;
      const quick = wasm.compile();
      if (!quick) throw new Error("this test needs WebAssembly");
      return {
        compile: () => (input) => {
          calls++;
          return quick(input);
        },
      };
    });
    const before = inputs.map(hash);
    expect(before).toEqual(inputs.map(reference));
    expect(calls).toBe(0);
    arrive();
    await settled();
    expect(inputs.map(hash)).toEqual(before);
    expect(calls).toBe(4);
  });

  test("loads the real chunk by itself", async () => {
    expect(inputs.map(fastHash)).toEqual(inputs.map(reference));
    await import("../../../src/hash/wasm.ts");
    await settled();
    expect(inputs.map(fastHash)).toEqual(inputs.map(reference));
  });

  test("has 8 digits when the hash is small", () => {
    expect(fastHash("k69")).toBe(reference("k69"));
    const short = Array.from({ length: 5_000 }, (_, at) => `k${at}`).filter((key) =>
      reference(key).startsWith("000"),
    );
    expect(short.length).toBeGreaterThan(0);
    for (const key of short) expect(fastHash(key)).toBe(reference(key));
  });

  test("remembers texts without ever mixing them up", () => {
    const texts = Array.from(
      { length: 5 * RECENT_TEXTS },
      (_, at) => `/product/${at % 640}/reviews`,
    );
    for (const text of [...texts, ...texts.reverse()]) expect(fastHash(text)).toBe(reference(text));
  });

  test("asks for WebAssembly once, and only when an input is long enough", async () => {
    let asked = 0;
    const hash = createFastHash(async () => {
      asked++;
      return { compile: () => undefined };
    });
    hash("x".repeat(WASM_PAYS_BYTES - 1));
    hash(new Uint8Array(WASM_PAYS_BYTES - 1));
    expect(asked).toBe(0);
    hash("x".repeat(WASM_PAYS_BYTES));
    hash(new Uint8Array(WASM_PAYS_BYTES));
    await settled();
    hash(long);
    expect(asked).toBe(1);
  });

  test.each<[string, () => Promise<{ compile(): undefined }>]>([
    ["compiling is refused", async () => ({ compile: () => undefined })],
    ["the chunk is absent", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["the chunk is another file", async () => ({}) as never],
    ["the chunk never comes", () => new Promise(() => {})],
    [
      "the chunk throws",
      async () => ({
        compile() {
          throw new Error("broken");
        },
      }),
    ],
  ])("stays on JavaScript, in silence, when %s", async (_, load) => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    try {
      const hash = createFastHash(load);
      expect(hash(long)).toBe(reference(long));
      await settled();
      expect(inputs.map(hash)).toEqual(inputs.map(reference));
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", listen);
    }
  });

  test("takes bytes of a subclass and of another realm, and never remembers them", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, at) => at);
    const foreign = runInNewContext("Uint8Array.from({ length: 64 }, (_, at) => at)");
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    for (const view of [Buffer.from(bytes), foreign]) {
      expect(fastHash(view as Uint8Array)).toBe(reference(bytes));
    }
    bytes[0] = 9;
    expect(fastHash(bytes)).toBe(reference(bytes));
    bytes[0] = 8;
    expect(fastHash(bytes)).toBe(reference(bytes));
  });

  test.each<[string, unknown, string]>([
    ["a number", 404, "404"],
    ["null", null, "null"],
    ["undefined", undefined, "undefined"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a date", new Date(0), String(new Date(0))],
  ])("hashes %s as its string", (_, value, text) => {
    expect(fastHash(value as string)).toBe(reference(text));
  });
});
