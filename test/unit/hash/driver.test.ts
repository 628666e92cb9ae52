import { createXXHash32 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { WASM_BUFFER_BYTES } from "../../../src/core/limits.ts";
import { drive } from "../../../src/hash/driver.ts";
import { xxh32 } from "../../../src/hash/xxh32.ts";
import binary from "../../../src/hash/xxhash32.wasm";

const hasher = await createXXHash32();
const reference = (input: string | Uint8Array) =>
  Number.parseInt(hasher.init().update(input).digest(), 16);
const hash = drive(new WebAssembly.Instance(binary, {}));

describe("drive", () => {
  test("agrees with its JavaScript twin on text and bytes of every length from 0 to 299", () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 151 + length) & 255);
      const text = String.fromCharCode(...bytes.map((byte) => byte & 127));
      expect(hash(bytes), `${length} bytes`).toBe(xxh32(bytes));
      expect(hash(text), `${length} characters`).toBe(xxh32(text));
    }
  });

  const borders = [WASM_BUFFER_BYTES / 3, WASM_BUFFER_BYTES, 2 * WASM_BUFFER_BYTES, 65_536];
  const lengths = borders.flatMap((border) =>
    [-4, -3, -2, -1, 0, 1, 2, 3].map((off) => Math.floor(border) + off),
  );

  test.each([
    ["a", "ASCII"],
    ["é", "two bytes"],
    ["日", "three bytes"],
    ["\u{1f600}", "a surrogate pair"],
    ["\ud83d", "a lone high surrogate"],
    ["\ude00", "a lone low surrogate"],
    ["\ud83d\u{1f600}", "a high surrogate before a pair"],
  ])("agrees with hash-wasm when the border of a piece meets %j (%s)", (odd) => {
    for (const length of lengths) {
      const text = `${"x".repeat(length)}${odd.repeat(5)}${"y".repeat(40)}`;
      expect(hash(text), `at ${length}`).toBe(reference(new TextEncoder().encode(text)));
    }
  });

  test.each(["é", "日", "\u{1f600}", "\ud83d"])(
    "agrees with hash-wasm on long text of nothing but %j, shifted by up to three",
    (odd) => {
      for (const shift of [0, 1, 2, 3]) {
        const text = `${"x".repeat(shift)}${odd.repeat(40_000)}`;
        expect(hash(text), `by ${shift}`).toBe(reference(new TextEncoder().encode(text)));
      }
    },
  );

  test("agrees with hash-wasm on bytes around the borders of its buffer", () => {
    for (const length of lengths) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
      expect(hash(bytes), `${length} bytes`).toBe(reference(bytes));
    }
  });

  test("keeps nothing of one input for the next", () => {
    const long = "z".repeat(70_001);
    const first = hash(long);
    hash("in between");
    expect(hash(long)).toBe(first);
    expect(hash("")).toBe(0x02cc5d05);
  });
});
