// Smaller bodies.
import { inflateSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { canDeflate, deflate } from "../../../../src/metrics/forward/deflate.ts";

afterEach(() => vi.unstubAllGlobals());

test("zlib reads it", async () => {
  const bytes = new Uint8Array(100_000).fill(7);
  const deflated = await deflate(bytes);
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
  expect(canDeflate()).toBe(expected);
});
