// Bodies of metrics.
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import { readMetrics } from "../../../../src/server/statsd/read.ts";
import { HOME } from "../../../support/requests.ts";

const TEXT = new TextEncoder().encode("text");

function read(
  body: Uint8Array | null,
  encoding?: string,
  decode: (body: Uint8Array) => unknown = (read) => new TextDecoder().decode(read),
) {
  const headers: Record<string, string> =
    encoding === undefined ? {} : { "content-encoding": encoding };
  const onFailure = vi.fn();
  const request = new Request(HOME, {
    method: "POST",
    headers,
    body: body && Uint8Array.from(body),
  });
  return { onFailure, reading: readMetrics(request, { maxBytes: 100 }, decode, onFailure) };
}

test.each<[string, Uint8Array | null, string | undefined, string]>([
  ["as it is", TEXT, undefined, "text"],
  ["identity", TEXT, "identity", "text"],
  ["of an encoding without a name", TEXT, "", "text"],
  ["deflated", deflateSync(TEXT), "deflate", "text"],
  ["that is not there", null, undefined, ""],
])("a body %s is read", async (_, body, encoding, expected) => {
  const { reading, onFailure } = read(body, encoding);
  expect(await reading).toBe(expected);
  expect(onFailure).not.toHaveBeenCalled();
});

test.each<[string, Uint8Array | null, string | undefined, string, string]>([
  ["gzip", gzipSync(TEXT), "gzip", "encoding", "parse"],
  ["another case", deflateSync(TEXT), "Deflate", "encoding", "parse"],
  ["two encodings", deflateSync(TEXT), "deflate, identity", "encoding", "parse"],
  ["lz4", TEXT, "lz4", "encoding", "parse"],
  ["no wrapper", deflateRawSync(TEXT), "deflate", "decompress", "parse"],
  ["an end that is missing", deflateSync(TEXT).subarray(0, -2), "deflate", "decompress", "parse"],
  ["nothing deflated", null, "deflate", "decompress", "parse"],
  ["no bytes deflated", new Uint8Array(), "deflate", "decompress", "parse"],
  ["too much", new Uint8Array(101), undefined, "read", "too-large"],
  [
    "too much unzipped",
    deflateSync(new Uint8Array(1e6)).subarray(0, 90),
    "deflate",
    "read",
    "too-large",
  ],
])("a body with %s is refused", async (_, body, encoding, failure, code) => {
  const { reading, onFailure } = read(body, encoding);
  await expect(reading).rejects.toMatchObject({ code });
  expect(onFailure.mock.calls).toEqual([[failure]]);
});

test("what does not decode is refused", async () => {
  const { reading, onFailure } = read(TEXT, undefined, () => {
    throw new TallybeaconError("parse", "no");
  });
  await expect(reading).rejects.toMatchObject({ message: "no" });
  expect(onFailure.mock.calls).toEqual([["unmarshal"]]);
});
