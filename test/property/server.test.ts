// Whatever is thrown at the server, it answers, goes on, and counts what is sound.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryHistory } from "../../src/history/memory.ts";
import { createHandler } from "../../src/server/handler.ts";
import { openReports, reportOf } from "../support/kept-reports.ts";
import { HOME, validUpdate } from "../support/requests.ts";
import { HOUR, openStore } from "../support/store.ts";

/** A server that counts, beside whatever is thrown at it, how often it was sent something sound. */
function open() {
  const { store, clock } = openStore();
  const told: unknown[] = [];
  const { reports } = openReports(undefined, { clock });
  reports.keep({ application: "shop" });
  const handler = createHandler({
    store,
    reports,
    clock,
    history: memoryHistory({ clock }),
    maxUpdates: Number.POSITIVE_INFINITY,
    onError: (error) => told.push(error),
  });
  let seq = 0;
  return {
    told,
    reports,
    async throwAt(
      body: string | Uint8Array,
      headers: Record<string, string> = {},
      path = "/v1/update",
    ) {
      const init = { method: "POST", headers, body: body as BodyInit };
      const response = await handler(new Request(HOME + path, init));
      expect(response.headers.get("content-type")).toBe("application/json");
      const json = (await response.json()) as { error?: string; ack?: number };
      expect(response.status === 200 || (response.status >= 400 && response.status < 500)).toBe(
        true,
      );
      expect(typeof json.error).toBe(response.status === 200 ? "undefined" : "string");
      return { status: response.status, json };
    },
    /** A sound update is taken, and every one that ever was is counted exactly once. */
    async stillCounts() {
      seq += 1;
      const update = validUpdate({ instance_id: "witness", seq, data: { "the witness": 1 } });
      const { json } = await this.throwAt(JSON.stringify(update));
      expect(json.ack).toBe(seq);
      const { points } = store.series("the witness", undefined, HOUR);
      expect(points.reduce((sum, { total }) => sum + total, 0)).toBe(seq);
    },
  };
}

const server = open();
const runs = { numRuns: 150 };

/** Any JSON, with the names that trip programs, and texts that are not well-formed. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "\ud800",
    "\udfff\ud800",
    "\0",
    "value",
    "count",
  ),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, -0, 1e308, 5e-324, 2 ** 53, ""),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    text,
    fc.array(tie("value")),
    fc.array(fc.record({ value: tie("value"), count: fc.oneof(fc.integer(), tie("value")) })),
    fc.dictionary(text, tie("value")),
  ),
})).value;

const members = [
  "instance_id",
  "timestamp",
  "expect_next",
  "data",
  "epoch",
  "seq",
  "set_keys",
  "calls",
  "dropped",
  "recorded",
  "lost",
  "faults",
  "controls",
  "offset_ms",
  "forget",
] as const;

describe("whatever is sent", () => {
  test("bytes are answered in JSON, and the server goes on", async () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const encoding = fc.constantFrom({}, { "content-encoding": "gzip" });
    await fc.assert(
      fc.asyncProperty(bytes, encoding, async (body, headers) => {
        expect((await server.throwAt(body, headers)).status).toBe(400);
        await server.stillCounts();
      }),
      runs,
    );
  });

  test("damaged gzip is answered in JSON, and the server goes on", async () => {
    const zip = new Blob([JSON.stringify(validUpdate({ epoch: "zipped" }))]).stream();
    const zipped = zip.pipeThrough(new CompressionStream("gzip"));
    const whole = new Uint8Array(await new Response(zipped).arrayBuffer());
    const damage = fc.tuple(
      fc.nat(whole.length - 1),
      fc.integer({ min: 0, max: 255 }),
      fc.nat(whole.length),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([at, byte, end]) => {
        const broken = whole.with(at, byte).slice(0, end);
        await server.throwAt(broken, { "content-encoding": "gzip" });
        await server.stillCounts();
      }),
      runs,
    );
  });

  test("any JSON is answered in JSON, and the server goes on", async () => {
    await fc.assert(
      fc.asyncProperty(json, async (value) => {
        const { status } = await server.throwAt(JSON.stringify(value));
        expect(status).toBe(400);
        await server.stillCounts();
      }),
      runs,
    );
  });

  test("text that is nearly JSON is refused with the position of the fault", async () => {
    const sound = JSON.stringify(validUpdate());
    const cut = fc.record({
      at: fc.nat(sound.length),
      drop: fc.nat(5),
      put: fc.string({ maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ at, drop, put }) => {
        const body = sound.slice(0, at) + put + sound.slice(at + drop);
        const { status, json } = await server.throwAt(body);
        if (isJson(body)) return;
        expect(status).toBe(400);
        const position = Number(/^body: not JSON at position (\d+)$/.exec(json.error ?? "")?.[1]);
        expect(position).toBeLessThanOrEqual(body.length);
        await server.stillCounts();
      }),
      runs,
    );
  });

  test("an update with one member replaced is taken, or refused by the name of a member", async () => {
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...members), json, async (member, value) => {
        serial += 1;
        const update = { ...validUpdate({ epoch: `e${serial}` }), [member]: value };
        const { status, json } = await server.throwAt(JSON.stringify(update));
        if (status !== 200) expect(json.error).toMatch(new RegExp(`^${member}[^:]*: `, "s"));
        await server.stillCounts();
      }),
      { numRuns: 500 },
    );
  });

  test("an update with any data is taken, and again without being counted again", async () => {
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(text, json), async (data) => {
        serial += 1;
        const body = JSON.stringify({ ...validUpdate({ epoch: `d${serial}` }), data });
        const first = await server.throwAt(body);
        if (first.status !== 200) expect(first.json.error).toMatch(/^data\./);
        expect(await server.throwAt(body)).toEqual(first);
        await server.stillCounts();
      }),
      runs,
    );
  });

  test("nesting without end costs nothing else", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const whole = JSON.stringify(validUpdate({ epoch: "deep" })).replace(
        '{"page.view":1}',
        `{"a":${deep}}`,
      );
      expect((await server.throwAt(whole)).status).toBe(200);
      expect((await server.throwAt(deep)).status).toBe(400);
      expect((await server.throwAt(open.repeat(100_000))).status).toBe(400);
      await server.stillCounts();
    }
  });

  test("a report with one member replaced is kept, or refused by the name of a member", async () => {
    const names = fc.constantFrom("install_id", "version", "metadata", "more", "__proto__");
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(names, json, async (member, value) => {
        const body = JSON.stringify({ ...reportOf(), [member]: value });
        const { status, json } = await server.throwAt(body, {}, "/scout");
        if (status !== 200) expect(json.error).toMatch(new RegExp(`^${member}[^:]*: `, "s"));
        else kept += 1;
        const [shop] = server.reports.applications();
        expect(shop?.reports).toBe(kept);
        const [newest] = server.reports.newest("shop", 1);
        if (status === 200 && member === "metadata" && newest?.metadata)
          expect(JSON.stringify(newest.metadata)).toBe(JSON.stringify(value ?? {}));
      }),
      { numRuns: 500 },
    );
  });

  test("a report with metadata without end is kept without", async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const body = JSON.stringify(reportOf()).replace('"metadata":{}', `"metadata":${deep}`);
    expect((await server.throwAt(body, {}, "/v1/report")).status).toBe(200);
    expect(server.reports.newest("shop", 1)[0]).not.toHaveProperty("metadata");
  });

  test("nothing went wrong inside", () => {
    expect(server.told).toEqual([]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
