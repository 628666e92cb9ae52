import { describe, expect, test } from "vitest";
import { fnv1a } from "../../../src/hash/fnv1a.ts";

describe("fnv1a", () => {
  test.each([
    ["", "811c9dc5"],
    ["a", "e40c292c"],
    ["foobar", "bf9cf968"],
    ["héllo", "4aa48540"],
    ["日本語", "805f5ce7"],
    ["\0", "50c5d1f"],
    ["k120", "493fd3b"],
    ["k2225", "6da193"],
    ["k113547", "f1e5"],
    ["k1967444", "e79"],
    ["303-[1301 c02b a]-[0 17 ff01]-00-[1d 17 18]-00", "309c8c0e"],
    ["0-[]-?-?-[]-", "e9dc3aec"],
  ])("gives Caddy's digest of %j, without leading zeros", (text, digest) => {
    expect(fnv1a(text)).toBe(digest);
    expect(fnv1a(new TextEncoder().encode(text))).toBe(digest);
  });

  test("takes a lone surrogate for U+FFFD", () => {
    expect(fnv1a("\udc00")).toBe(fnv1a("\ufffd"));
  });
});
