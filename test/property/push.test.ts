// Whatever is pushed, the handler answers, stores all of it or nothing, and never has itself to blame.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { MetricFamily } from "../../src/core/family.ts";
import type { Push } from "../../src/core/push.ts";
import { addressOf } from "../../src/prometheus/address.ts";
import { openMetrics } from "../../src/prometheus/open-metrics.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { text } from "../../src/prometheus/text.ts";
import { groupingOf } from "../../src/server/push/grouping.ts";
import { pushHandler } from "../../src/server/push.ts";
import { HOME } from "../support/requests.ts";

const FAMILIES: readonly MetricFamily[] = [
  {
    name: "a_total",
    help: "Some.",
    type: "counter",
    metrics: [{ labels: [["b", "c"]], value: 3 }],
  },
  {
    name: "s",
    type: "summary",
    metrics: [{ summary: { count: 1, sum: 2, quantiles: [{ quantile: 0.5, value: 2 }] } }],
  },
  {
    name: "h",
    type: "histogram",
    metrics: [{ histogram: { count: 1, sum: 2, buckets: [{ upperBound: 3, count: 1 }] } }],
  },
];
const FORMATS = [text, openMetrics, protobuf];

const stored: Push[] = [];
const handler = pushHandler({
  store: { write: (_message, push) => void stored.push(push) },
  maxBytes: 1_000,
});

async function throwAt(request: Request): Promise<void> {
  stored.length = 0;
  const response = await handler(request);
  const body = await response.text();
  expect([202, 400, 405, 413, 415]).toContain(response.status);
  const isTaken = response.status === 202;
  expect(stored).toHaveLength(isTaken ? 1 : 0);
  if (isTaken) expect(body).toBe("");
  else expect(JSON.parse(body)).toEqual({ error: expect.any(String) });
}

const runs = { numRuns: 500 };
const part = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "metrics",
    "job",
    "job@base64",
    "a",
    "__a",
    "%",
    "%ff",
    "=",
    "-_-",
    "..",
    "a@base64",
  ),
);
const path = fc.array(part, { maxLength: 8 }).map((parts) => `/${parts.join("/")}`);
const grouped = path.map((rest) => `/metrics/job${rest}`);
const query = fc.oneof(
  fc.constant(""),
  fc.tuple(part, part).map(([epoch, seq]) => `?epoch=${epoch}&seq=${seq}`),
  fc.webQueryParameters().map((words) => `?${words}`),
);
const formats = fc.constantFrom(...FORMATS);
const contentType = fc.oneof(
  formats.map((format) => format.contentType),
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  }),
  fc.constantFrom("text/plain", "text/plain;", 'text/plain; version="', "text/plain; a=b; a=b"),
);
const bytes = fc.uint8Array({ maxLength: 1_200 });

/** What is sound but for a few bytes. */
const nearly = fc
  .tuple(formats, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(20))
  .map(([format, changes, cut]) => {
    const encoded = format.encode(FAMILIES);
    const body = typeof encoded === "string" ? new TextEncoder().encode(encoded) : encoded;
    for (const [at, byte] of changes) body[at % body.length] = byte;
    return { body: body.slice(0, body.length - cut), contentType: format.contentType };
  });

function requestOf(url: string, type: string, body: Uint8Array, more: Record<string, string> = {}) {
  const headers = { "content-type": type, ...more };
  return new Request(HOME + url, { method: "PUT", headers, body: body as Uint8Array<ArrayBuffer> });
}

test("bytes that are nothing are refused, or read as what they happen to be", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(path, grouped), query, contentType, bytes, (url, words, type, body) =>
      throwAt(requestOf(url + words, type, body)),
    ),
    runs,
  );
});

test("what was sound and lost a few bytes is refused, or read as what it still says", async () => {
  await fc.assert(
    fc.asyncProperty(nearly, ({ body, contentType }) => throwAt(requestOf("/", contentType, body))),
    runs,
  );
});

test("what says to be zipped is unzipped or refused", async () => {
  const more = { "content-encoding": "gzip" };
  await fc.assert(
    fc.asyncProperty(bytes, (body) => throwAt(requestOf("/", "text/plain", body, more))),
    { numRuns: 100 },
  );
});

test("whatever a group is called, the server reads it as it was meant", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    part.map((text) => text.toWellFormed()),
  );
  fc.assert(
    fc.property(value, value, (region, name) => {
      const job = name || "shop";
      const address = addressOf({ url: HOME, job, grouping: { region }, epoch: "e", seq: 1 });
      expect(groupingOf(new Request(address).url)).toEqual([
        ["job", job],
        ["region", region],
      ]);
    }),
    runs,
  );
});
