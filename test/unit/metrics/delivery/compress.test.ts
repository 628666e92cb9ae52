// Smaller bodies.
import { inflateSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { canCompress, compress } from "../../../../src/metrics/delivery/compress.ts";

afterEach(() => vi.unstubAllGlobals());

test("zlib reads it", async () => {
  const bytes = new Uint8Array(100_000).fill(7);
  const deflated = await compress(bytes, "deflate");
  expect(deflated.length).toBeLessThan(1000);
  expect(Uint8Array.from(inflateSync(deflated))).toEqual(bytes);
});

test.each([
  ["here", {}, true],
  ["in a page", { document: { visibilityState: "visible" } }, true],
  ["in a page that goes away", { document: { visibilityState: "hidden" } }, false],
  ["where the platform cannot", { CompressionStream: undefined }, false],
])("%s it can: %s", (_, globals, expected) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  expect(canCompress()).toBe(expected);
});
