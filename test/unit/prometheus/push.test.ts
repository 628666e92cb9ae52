import { describe, expect, test } from "vitest";
import type { Encoder, MetricFamily } from "../../../src/core/family.ts";
import { type PushOptions, push } from "../../../src/prometheus/push.ts";
import { manualClock } from "../../support/manual-clock.ts";

const url = "https://push.example.com";
const families: readonly MetricFamily[] = [
  { name: "views_total", type: "counter", metrics: [{ value: 3 }] },
];
const TEXT = "# TYPE views_total counter\nviews_total 3\n";

/** A server that answers `answer`, and what it was sent. */
function open(
  answer: () => Response | Promise<Response> = () => new Response(null, { status: 202 }),
) {
  const clock = manualClock();
  const asked: { address: string; init: RequestInit }[] = [];
  const ask = async (address: string, init: RequestInit) => {
    asked.push({ address, init });
    return Promise.race([
      answer(),
      new Promise<Response>((_, reject) =>
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      ),
    ]);
  };
  return {
    clock,
    asked,
    push: (pushed = families, options: Partial<PushOptions> = {}) =>
      push(pushed, { url, job: "shop", fetch: ask as typeof fetch, clock, ...options }),
  };
}

describe("a push", () => {
  test("is text, POSTed to its group, with no header that would cost a preflight", async () => {
    const { push, asked, clock } = open();
    await push();
    expect(asked).toMatchObject([
      {
        address: `${url}/metrics/job/shop`,
        init: {
          method: "POST",
          redirect: "manual",
          body: TEXT,
          headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
        },
      },
    ]);
    expect(clock.pending()).toBe(0);
  });

  test("goes in another format, by another method, with its numbers", async () => {
    const { push, asked } = open();
    const format: Encoder = {
      contentType: "application/x-count",
      encode: (all) => `${all.length}`,
    };
    await push(families, { format, method: "PUT", epoch: "e", seq: 2 });
    expect(asked).toMatchObject([
      {
        address: `${url}/metrics/job/shop?epoch=e&seq=2`,
        init: { method: "PUT", body: "1", headers: { "content-type": "application/x-count" } },
      },
    ]);
  });

  test.each(["POST", "PUT"] as const)("of no families makes no request to %s", async (method) => {
    const { push, asked } = open();
    await push([], { method });
    expect(asked).toEqual([]);
  });

  test("that deletes needs no families, and sends none", async () => {
    const { push, asked } = open();
    for (const given of [[], families]) await push(given, { method: "DELETE" });
    for (const { init } of asked) {
      expect(init).toMatchObject({ method: "DELETE" });
      expect([init.body, init.headers]).toEqual([undefined, undefined]);
    }
    expect(asked).toHaveLength(2);
  });

  test.each([200, 202, 204])("is taken where %i is answered", async (status) => {
    const { push } = open(() => new Response(null, { status }));
    await push();
  });

  test.each([
    [201, "", "push: answered 201"],
    [302, "", "push: answered 302"],
    [400, "line 3: no number", "push: answered 400 line 3: no number"],
    [500, "e1\n", "push: answered 500 e1"],
    [503, "x".repeat(1_000), `push: answered 503 ${"x".repeat(200)}`],
  ])("is not taken where %i is answered", async (status, body, message) => {
    const { push } = open(() => new Response(body, { status }));
    await expect(push()).rejects.toMatchObject({ code: "status", message });
  });

  test("is not taken where a page meets a redirect", async () => {
    const { push } = open(() => Response.error());
    const message = "push: answered a redirect";
    await expect(push()).rejects.toMatchObject({ code: "status", message });
  });

  test("may be taken where 202 alone is answered", async () => {
    const { push } = open(() => new Response("fine"));
    const refused = push(families, { accept: [202] });
    await expect(refused).rejects.toMatchObject({ message: "push: answered 200 fine" });
  });

  test("without a network rejects, and keeps why", async () => {
    const cause = new TypeError("fetch failed");
    const { push, clock } = open(() => Promise.reject(cause));
    await expect(push()).rejects.toMatchObject({
      code: "network",
      message: "push: no answer",
      cause,
    });
    expect(clock.pending()).toBe(0);
  });

  test("whose answer breaks off rejects", async () => {
    const body = new ReadableStream({
      start: (controller) => controller.error(new Error("reset")),
    });
    const { push } = open(() => new Response(body));
    await expect(push()).rejects.toMatchObject({ code: "network" });
  });

  test.each([
    [{}, 10_000],
    [{ timeoutMs: 500 }, 500],
  ])("with %j that is not answered is given up, and its request with it", async (options, ms) => {
    const { push, clock, asked } = open(() => new Promise(() => {}));
    const refused = push(families, options);
    clock.advance(ms - 1);
    expect(asked[0]?.init.signal?.aborted).toBe(false);
    clock.advance(1);
    const message = `not done within ${ms} ms`;
    await expect(refused).rejects.toMatchObject({ code: "timeout", message });
    expect(asked[0]?.init.signal?.aborted).toBe(true);
  });

  test("that is called off rejects with the reason, and ends its request", async () => {
    const { push, asked, clock } = open(() => new Promise(() => {}));
    const off = new AbortController();
    const refused = push(families, { signal: off.signal });
    off.abort("enough");
    await expect(refused).rejects.toBe("enough");
    expect(asked[0]?.init.signal?.reason).toBe("enough");
    expect(clock.pending()).toBe(0);
    await expect(push(families, { signal: off.signal })).rejects.toBe("enough");
    expect(asked).toHaveLength(1);
  });

  test("of what the format cannot hold, or to an address that is none, rejects without a request", async () => {
    const { push, asked } = open();
    await expect(push([{ name: "", metrics: [{ value: 1 }] }])).rejects.toMatchObject({
      code: "bad-value",
    });
    await expect(push(families, { job: "" })).rejects.toMatchObject({ code: "bad-option" });
    expect(asked).toEqual([]);
  });
});
