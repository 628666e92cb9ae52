import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../../src/core/family.ts";
import { openMetrics } from "../../../../src/prometheus/open-metrics.ts";
import { protobuf } from "../../../../src/prometheus/protobuf.ts";
import { text } from "../../../../src/prometheus/text.ts";
import { readPush } from "../../../../src/server/push/read.ts";
import { HOME } from "../../../support/requests.ts";

const families: readonly MetricFamily[] = [
  { name: "views_total", type: "counter", metrics: [{ labels: [["path", "/"]], value: 3 }] },
];

function read(path: string, init: RequestInit = {}, limits = {}) {
  const headers = { "content-type": text.contentType };
  const all = { method: "POST", headers, body: text.encode(families), ...init };
  return readPush(new Request(HOME + path, all), limits);
}

describe("a push", () => {
  test.each([
    ["text", text],
    ["OpenMetrics", openMetrics],
    ["protobuf", protobuf],
  ])("is read as %s", async (_, format) => {
    const headers = { "content-type": format.contentType };
    const push = await read("/metrics/job/shop", { body: format.encode(families), headers });
    expect(push).toMatchObject({ method: "POST", grouping: [["job", "shop"]], families });
    expect([push.epoch, push.seq]).toEqual([undefined, undefined]);
  });

  test("may be zipped", async () => {
    const zipped = new Blob([text.encode(families) as string])
      .stream()
      .pipeThrough(new CompressionStream("gzip"));
    const headers = { "content-type": "text/plain", "content-encoding": "gzip" };
    const body = await new Response(zipped).arrayBuffer();
    expect((await read("/metrics/job/shop", { body, headers })).families).toMatchObject(families);
  });

  test("may say nothing of who pushes, nor hold anything", async () => {
    expect(await read("/", { body: "" })).toEqual({ method: "POST", grouping: [], families: [] });
  });

  test("says by what method it came, and under which numbers", async () => {
    const push = await read("/metrics/job/shop?epoch=e%26&seq=7", { method: "PUT" });
    expect(push).toMatchObject({ method: "PUT", epoch: "e&", seq: 7 });
  });

  test("that deletes is its path alone", async () => {
    const init = { method: "DELETE", headers: {}, body: "nonsense" };
    expect(await read("/metrics/job/shop/region/eu", init)).toEqual({
      method: "DELETE",
      grouping: [
        ["job", "shop"],
        ["region", "eu"],
      ],
      families: [],
    });
  });

  test.each([
    ["epoch=e", "seq: must be a whole number from 1"],
    ["epoch=e&seq=", "seq: must be a whole number from 1"],
    ["epoch=e&seq=0", "seq: must be a whole number from 1"],
    ["epoch=e&seq=1e3", "seq: must be a whole number from 1"],
    ["epoch=e&seq=9007199254740993", "seq: must be a whole number from 1"],
    ["seq=1", "epoch: must be a string of 1 to 64 characters"],
    ["epoch=&seq=1", "epoch: must be a string of 1 to 64 characters"],
    [`epoch=${"e".repeat(65)}&seq=1`, "epoch: must be a string of 1 to 64 characters"],
  ])("with %s is refused", async (query, message) => {
    const refused = read(`/metrics/job/shop?${query}`);
    await expect(refused).rejects.toMatchObject({ code: "parse", message });
  });

  test.each([
    ["text", text],
    ["protobuf", protobuf],
  ])("whose metrics have timestamps is refused, also at 0, as %s", async (_, format) => {
    const timed = [{ name: "a", type: "gauge" as const, metrics: [{ value: 1, timestampMs: 0 }] }];
    const headers = { "content-type": format.contentType };
    const refused = read("/", { body: format.encode(timed), headers });
    const message = "pushed metrics must not have timestamps";
    await expect(refused).rejects.toMatchObject({ code: "parse", message });
  });

  test.each([
    ["a path that is no grouping", "/metrics/job/shop/region", {}, "parse"],
    ["a type that nobody knows", "/", { headers: { "content-type": "application/json" } }, "parse"],
    ["no type", "/", { body: new Uint8Array([0x0a]), headers: {} }, "parse"],
    ["a body that is too long", "/", { body: `# ${"x".repeat(100)}\n` }, "too-large"],
    [
      "an encoding that nobody knows",
      "/",
      { headers: { "content-type": "text/plain", "content-encoding": "br" } },
      "unsupported",
    ],
  ])("with %s is refused", async (_, path, init, code) => {
    await expect(read(path, init, { maxBytes: 100 })).rejects.toMatchObject({ code });
  });

  test("that does not read as it says is refused with the line", async () => {
    const refused = read("/", { body: "a 1\nb x\n" });
    const message = expect.stringMatching(/line 2/);
    await expect(refused).rejects.toMatchObject({ code: "parse", message });
  });
});
