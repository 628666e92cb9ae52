// Posts that are made again.
import { describe, expect, test, vi } from "vitest";
import { createPosts, type PostOptions } from "../../../../src/metrics/forward/posts.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { postServer, type Said } from "../../../support/posts.ts";

const BODY = new Uint8Array([1, 2, 3]);

function start(said: readonly Said[], options: Partial<PostOptions> = {}) {
  const clock = manualClock(1_000_000);
  const server = postServer(...said);
  const tell = vi.fn();
  const made = { clock, timeoutMs: 10_000, maxElapsedMs: 30_000, isFastFail: false, tell };
  const posts = createPosts({ ...made, fetch: server.fetch, ...options });
  const pauses: number[] = [];
  /** Lets time pass until it is over. */
  const send = async (url = "http://x/v2/raw", body: Uint8Array<ArrayBuffer> = BODY) => {
    let isOver = false;
    const sending = posts.post(url, body, new Headers({ a: "b" })).then(() => {
      isOver = true;
    });
    let lastMs = clock.now();
    while (!isOver) {
      const before = server.posts.length;
      await new Promise((done) => setTimeout(done));
      if (server.posts.length > before) {
        if (before > 0) pauses.push(clock.now() - lastMs);
        lastMs = clock.now();
      }
      if (!isOver && clock.pending() > 0) clock.advance(250);
    }
    await sending;
  };
  return { ...posts, send, sent: server.posts, tell, clock, pauses };
}

const retryAfter = (seconds: number) =>
  new Response(null, { status: 429, headers: { "retry-after": String(seconds) } });

describe("a post", () => {
  test("that arrives is made once, without cookies, and lives longer than its page", async () => {
    const { send, sent, counts, clock, lastSentAtMs } = start([202]);
    expect(lastSentAtMs()).toBeUndefined();
    await send();
    expect(sent).toMatchObject([{ url: "http://x/v2/raw", headers: { a: "b" }, body: BODY }]);
    const { method, credentials, redirect, keepalive } = sent[0]?.init ?? {};
    expect([method, credentials, redirect, keepalive]).toEqual(["POST", "omit", "manual", true]);
    expect(counts()).toMatchObject({ sent: 1, retried: 0, dropped: 0 });
    expect(lastSentAtMs()).toBe(clock.now());
  });

  test("is made again, the same, after ever longer pauses", async () => {
    const { send, sent, counts, pauses } = start([500, 400, new TypeError("offline"), 301, 299]);
    await send();
    expect(sent.map(({ body }) => body)).toEqual(Array(5).fill(BODY));
    expect(sent.map(({ init }) => init.keepalive)).toEqual([true, false, false, false, false]);
    expect(pauses).toEqual([500, 750, 1250, 1750]);
    expect(counts()).toMatchObject({ sent: 1, retried: 4, dropped: 0 });
  });

  test("is given up when it takes too long", async () => {
    const { send, tell, counts, lastSentAtMs } = start([503]);
    await send();
    expect(counts()).toMatchObject({ sent: 0, retried: 9, dropped: 1 });
    expect(tell.mock.calls).toMatchObject([[{ code: "status", message: "forward: answered 503" }]]);
    expect(lastSentAtMs()).toBeUndefined();
  });

  test("is made once where it may take no time", async () => {
    const { send, sent } = start([503], { maxElapsedMs: -1 });
    await send();
    expect(sent.length).toBe(1);
  });

  test("that nobody answers is broken off, and made again", async () => {
    const { send, sent, counts, clock } = start(["never", 202]);
    await send();
    expect(sent[0]?.init.signal?.aborted).toBe(true);
    expect(counts()).toMatchObject({ sent: 1, retried: 1 });
    expect(clock.pending()).toBe(0);
  });

  test.each<[Said, number]>([
    [400, 1],
    [501, 1],
    [302, 1],
    [Response.error(), 1],
    [408, 2],
    [429, 2],
    [502, 2],
    [new TypeError("offline"), 2],
  ])("that may fail fast is made after %s: %i times", async (said, times) => {
    const { send, sent, counts, tell } = start([said, 202], { isFastFail: true });
    await send();
    expect(sent.length).toBe(times);
    expect(counts()).toMatchObject({ sent: times - 1, dropped: 2 - times });
    expect(tell).toHaveBeenCalledTimes(2 - times);
  });

  test("waits as long as it is asked to", async () => {
    const { send, pauses } = start([retryAfter(20), 202]);
    await send();
    expect(pauses).toEqual([20_000]);
  });

  test("that is asked to wait longer than there is time is given up", async () => {
    const { send, sent, counts } = start([retryAfter(31), 202]);
    await send();
    expect(sent.length).toBe(1);
    expect(counts().dropped).toBe(1);
  });

  test("that is large does not ask to live longer than its page", async () => {
    const { send, sent } = start([202]);
    await send("http://x", new Uint8Array(60_001));
    expect(sent[0]?.init.keepalive).toBe(false);
  });
});

test("latencies are those of what arrived, the longest since it was last asked for", async () => {
  let waitMs = 30;
  const clock = manualClock();
  const slow = async () => {
    clock.advance(waitMs);
    return new Response();
  };
  const { post, counts } = start([], { clock, fetch: slow });
  await post("x", BODY, new Headers());
  waitMs = 10;
  await post("x", BODY, new Headers());
  expect(counts()).toMatchObject({ latencySumMs: 40, latencyMaxMs: 30 });
  await post("x", BODY, new Headers());
  expect(counts()).toMatchObject({ latencySumMs: 50, latencyMaxMs: 10 });
});
