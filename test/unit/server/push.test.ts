import { describe, expect, test } from "vitest";
import type { Encoder, MetricFamily } from "../../../src/core/family.ts";
import type { Push } from "../../../src/core/push.ts";
import { type PushHandlerOptions, pushHandler } from "../../../src/server/push.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { ask } from "../../support/requests.ts";

const TEXT = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
const NOW_MS = 1_795_250_403_123;

/** A handler, what its store was given, and what its operator heard. */
function open(options: Partial<PushHandlerOptions> = {}) {
  const clock = manualClock(NOW_MS);
  const stored: { message: unknown; push: Push }[] = [];
  const told: unknown[] = [];
  const write = (message: unknown, push: Push) => void stored.push({ message, push });
  const onError = (error: unknown) => void told.push(error);
  const handler = pushHandler({ store: { write }, clock, onError, ...options });
  return { handler, clock, stored, told };
}

/** A store that waits to be told that nobody waits for it. */
function slowStore() {
  const signals: AbortSignal[] = [];
  return {
    signals,
    write: (_message: unknown, _push: Push, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<void>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a push", () => {
  test.each(["POST", "PUT"])(
    "by %s is stored as text with the time, and answered with nothing",
    async (method) => {
      const { handler, stored } = open();
      const body = '# TYPE views_total counter\nviews_total{path="/"} 3\n';
      const { status, json } = await ask(
        handler,
        `${method} /metrics/job/shop?epoch=e&seq=1`,
        body,
        TEXT,
      );
      expect([status, json]).toEqual([202, ""]);
      const metrics = [{ labels: [["path", "/"]], value: 3, timestampMs: NOW_MS }];
      expect(stored).toEqual([
        {
          message: `# TYPE views_total counter\nviews_total{path="/"} 3 ${NOW_MS}\n`,
          push: {
            method,
            grouping: [["job", "shop"]],
            families: [{ name: "views_total", type: "counter", metrics }],
            epoch: "e",
            seq: 1,
          },
        },
      ]);
    },
  );

  test("of nothing is stored, too", async () => {
    const { handler, stored } = open();
    expect((await ask(handler, "POST /", "", TEXT)).status).toBe(202);
    expect(stored).toMatchObject([{ message: "", push: { grouping: [], families: [] } }]);
  });

  test("goes through the transforms in their order, and is written as the encoder has it", async () => {
    const append = (add: string) => (all: readonly MetricFamily[]) =>
      all.map((one) => ({ ...one, name: one.name + add }));
    const bytes = Uint8Array.of(1, 2);
    const encoder: Encoder = { contentType: "application/x-count", encode: () => bytes };
    const { handler, stored } = open({ transforms: [append("_a"), append("_b")], encoder });
    await ask(handler, "POST /", "n 1\n", TEXT);
    const families = [{ name: "n_a_b", type: "untyped", metrics: [{ value: 1 }] }];
    expect(stored).toMatchObject([{ message: bytes, push: { families } }]);
    expect(stored[0]?.push.families[0]?.metrics[0]).not.toHaveProperty("timestampMs");
  });

  test.each([
    ["timestamps", "/", "n 1 1\n", TEXT, 400, "pushed metrics must not have timestamps"],
    ["a line that is none", "/", "n 1\nn x\n", TEXT, 400, expect.stringContaining("line 2")],
    ["no type", "/", "n 1\n", { "content-type": "" }, 400, expect.stringMatching(/^content-type/)],
    ["half a path", "/metrics/job/shop/x", "n 1\n", TEXT, 400, expect.stringMatching(/^path/)],
    ["half a number", "/?seq=1", "n 1\n", TEXT, 400, expect.stringMatching(/^epoch/)],
    ["too much", "/", "n 1\n".repeat(300), TEXT, 413, "body: more than 1000 bytes"],
    [
      "an odd encoding",
      "/",
      "n 1\n",
      { ...TEXT, "content-encoding": "br" },
      415,
      expect.stringMatching(/^content-encoding/),
    ],
  ])("with %s is refused", async (_, path, body, headers, status, error) => {
    const { handler, stored, told } = open({ maxBytes: 1_000 });
    const answer = await ask(handler, `POST ${path}`, body, headers);
    expect(answer).toMatchObject({ status, json: { error } });
    expect([stored, told]).toEqual([[], []]);
  });

  test("is taken at the limit of its size, and refused one byte later", async () => {
    const { handler, stored } = open({ maxBytes: 8 });
    expect((await ask(handler, "POST /", "a 1\nb 2\n", TEXT)).status).toBe(202);
    const streamed = new Blob(["a 1\nb 2\n\n"]).stream();
    expect((await ask(handler, "POST /", streamed, TEXT)).status).toBe(413);
    expect(stored).toHaveLength(1);
  });
});

describe("what is no push", () => {
  test.each(["GET", "DELETE", "PATCH", "OPTIONS"])("such as %s is refused", async (method) => {
    const { handler } = open();
    const { status, headers, json } = await ask(handler, `${method} /metrics/job/shop`);
    expect([status, headers.get("allow"), json]).toEqual([
      405,
      "PUT, POST",
      { error: "the path takes PUT, POST" },
    ]);
  });

  test.each(["GET", "HEAD"])("but %s is sent to read about it", async (method) => {
    const { handler } = open({ about: "https://example.com/telemetry" });
    const { status, headers, json } = await ask(handler, `${method} /`);
    const location = "https://example.com/telemetry";
    expect([status, headers.get("location"), json]).toEqual([303, location, ""]);
    const refused = await ask(handler, "DELETE /");
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, PUT, POST"]);
  });
});

describe("what goes wrong inside", () => {
  const fail = (message: string) => () => {
    throw new Error(message);
  };

  test.each<[string, Partial<PushHandlerOptions>]>([
    ["a transform", { transforms: [fail("secret")] }],
    ["the encoder", { encoder: { contentType: "", encode: fail("secret") } }],
    ["the store", { store: { write: fail("secret") } }],
    ["the store, later", { store: { write: () => Promise.reject(new Error("secret")) } }],
  ])("in %s is answered with 500, and told the operator alone", async (_, options) => {
    const { handler, told, clock } = open(options);
    const { status, json } = await ask(handler, "POST /", "n 1\n", TEXT);
    expect([status, json]).toEqual([500, { error: "internal error" }]);
    expect(told).toMatchObject([{ code: "storage", cause: { message: "secret" } }]);
    expect(clock.pending()).toBe(0);
  });

  test("is answered though nobody listens", async () => {
    const handler = pushHandler({ store: { write: fail("secret") } });
    expect((await ask(handler, "POST /", "n 1\n", TEXT)).status).toBe(500);
  });
});

describe("what takes too long", () => {
  test("in the store is told to stop, and asked for again", async () => {
    const store = slowStore();
    const { handler, clock } = open({ store, timeoutMs: 200 });
    const asked = ask(handler, "POST /", "n 1\n", TEXT);
    await turn();
    expect(store.signals.map(({ aborted }) => aborted)).toEqual([false]);
    clock.advance(200);
    const { status, headers, json } = await asked;
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
    expect(json).toEqual({ error: "not stored, please send again" });
    expect(store.signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("on the way in is refused, and leaves the store less", async () => {
    const store = slowStore();
    const { handler, clock } = open({ store, timeoutMs: 200 });
    const silent = new ReadableStream();
    const slow = ask(handler, "POST /", silent, TEXT);
    await turn();
    clock.advance(201);
    expect(await slow).toMatchObject({
      status: 408,
      json: { error: "body: not there within 200 ms" },
    });

    let send: (bytes: Uint8Array | null) => void = () => {};
    const late = new ReadableStream({
      start(controller) {
        send = (bytes) => (bytes ? controller.enqueue(bytes) : controller.close());
      },
    });
    const both = ask(handler, "POST /", late, TEXT);
    await turn();
    clock.advance(150);
    send(new TextEncoder().encode("n 1\n"));
    send(null);
    await turn();
    clock.advance(50);
    expect((await both).status).toBe(503);
  });
});
