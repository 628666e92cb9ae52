// The hash twins agree, whatever the input.
import fc from "fast-check";
import { createXXHash32 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { fastHash } from "../../src/hash/fast-hash.ts";
import { fnv1a } from "../../src/hash/fnv1a.ts";
import { compile } from "../../src/hash/wasm.ts";
import { xxh32 } from "../../src/hash/xxh32.ts";

const hasher = await createXXHash32();
const reference = (bytes: Uint8Array) => hasher.init().update(bytes).digest();
const wasm = compile();

const text = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 700 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 100 }),
  // Any sequence of code units, lone surrogates included.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom("a", "é", "日", "\ud83d", "\ude00"), { maxLength: 300 })
    .map((parts) => parts.join("")),
);

describe("hash", () => {
  test("any text has the same digest in JavaScript, WebAssembly, fastHash and hash-wasm", () => {
    fc.assert(
      fc.property(text, (text) => {
        const digest = reference(new TextEncoder().encode(text));
        expect(fastHash(text)).toBe(digest);
        expect(xxh32(text)).toBe(Number.parseInt(digest, 16));
        expect(wasm?.(text)).toBe(xxh32(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("any bytes have the same digest in all four", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        const digest = reference(bytes);
        expect(fastHash(bytes)).toBe(digest);
        expect(xxh32(bytes)).toBe(Number.parseInt(digest, 16));
        expect(wasm?.(bytes)).toBe(xxh32(bytes));
      }),
      { numRuns: 1_000 },
    );
  });

  test("any text repeated beyond the WebAssembly buffer keeps its digest", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 5_000, max: 40_000 }), (text, length) => {
        const long = (text || "x").repeat(Math.ceil(length / (text.length || 1))).slice(0, length);
        expect(wasm?.(long)).toBe(xxh32(long));
      }),
      { numRuns: 60 },
    );
  });

  test("any digest of fnv1a is 1 to 8 digits, never with a leading zero", () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(fnv1a(text)).toMatch(/^(0|[1-9a-f][0-9a-f]{0,7})$/);
      }),
    );
  });
});
