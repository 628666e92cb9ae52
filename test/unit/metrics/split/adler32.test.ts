// The checksum that shards are found by.
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { adler32 } from "../../../../src/metrics/split/adler32.ts";

test.each(["", "a", "Wikipedia", "é😀", "\u{FFFF}".repeat(10_000)])(
  "is zlib's own: %.20s",
  (text) => {
    expect(adler32(text)).toBe(deflateSync(text).readUInt32BE(deflateSync(text).length - 4));
  },
);
