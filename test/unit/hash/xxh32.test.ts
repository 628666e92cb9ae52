import { createXXHash32 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { xxh32 } from "../../../src/hash/xxh32.ts";

const hasher = await createXXHash32();
const reference = (input: string | Uint8Array) =>
  Number.parseInt(hasher.init().update(input).digest(), 16);

describe("xxh32", () => {
  test.each([
    ["", 0x02cc5d05],
    ["a", 0x550d7456],
    ["as", 0x9d5a0464],
    ["asd", 0x3d83552b],
    ["asdf", 0x5e702c32],
    ["abc", 0x32d153ff],
    ["Nobody inspects the spammish repetition", 0xe2293b2f],
    ["Call me Ishmael. Some years ago--never mind how long precisely-", 0x6f320359],
  ])("gives the published digest of %j", (text, digest) => {
    expect(xxh32(text)).toBe(digest);
    expect(xxh32(new TextEncoder().encode(text))).toBe(digest);
  });

  test("agrees with hash-wasm on text and bytes of every length from 0 to 299", () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 151 + length) & 255);
      const text = String.fromCharCode(...bytes.map((byte) => byte & 127));
      expect(xxh32(bytes), `${length} bytes`).toBe(reference(bytes));
      expect(xxh32(text), `${length} characters`).toBe(reference(text));
    }
  });

  // One in each place of a word, in the stripes and in both tails: there it could be taken for ASCII.
  test.each([
    ["\u0080", "the first beyond ASCII"],
    ["\u00ff", "the last of one byte in memory"],
    ["\u0100", "one whose low byte is zero"],
    ["\u0161", "one whose low byte is a letter"],
    ["\u8000", "the highest bit alone"],
    ["\u{1f600}", "a surrogate pair"],
    ["\ud800", "a lone high surrogate"],
    ["\udfff", "a lone low surrogate"],
  ])("takes %j for its UTF-8 wherever it stands (%s)", (odd) => {
    for (let at = 0; at < 39; at++) {
      const text = `${"a".repeat(at)}${odd}${"b".repeat(38 - at)}`;
      expect(xxh32(text), `at ${at}`).toBe(reference(new TextEncoder().encode(text)));
    }
  });

  test("takes a lone surrogate for U+FFFD", () => {
    expect(xxh32("\ud800x")).toBe(xxh32("\ufffdx"));
  });

  test("reads a view that does not start at a word", () => {
    const bytes = Uint8Array.from({ length: 67 }, (_, at) => at * 7);
    expect(xxh32(bytes.subarray(3))).toBe(xxh32(bytes.slice(3)));
  });

  test("is never negative", () => {
    expect(xxh32("Nobody inspects the spammish repetition")).toBeGreaterThan(2 ** 31);
  });
});
