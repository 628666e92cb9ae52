// Maps and events to another server.
import { expect, test, vi } from "vitest";
import type { MetricEvent } from "../../../../src/core/metric.ts";
import { type ForwardOptions, forwardSink } from "../../../../src/metrics/forward/forward-sink.ts";
import { decodeEvent, decodeMap } from "../../../../src/metrics/wire/decode.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { mapOf, told } from "../../../support/metrics.ts";
import { postServer, type Said } from "../../../support/posts.ts";

const EVENT: MetricEvent = {
  ...{ title: "t", text: "x", dateHappened: 7, source: "h", aggregationKey: "", tags: ["team:x"] },
  ...{ sourceTypeName: "", priority: "low" as const, alertType: "error" as const },
};

function start(said: readonly Said[] = [], options: ForwardOptions = {}, url = "http://x") {
  const server = postServer(...said);
  const onError = vi.fn();
  const clock = manualClock();
  const sink = forwardSink(url, { fetch: server.fetch, clock, onError, ...options });
  return { sink, posts: server.posts, onError, clock };
}

test("a map is posted, deflated", async () => {
  const { sink, posts } = start();
  await sink(mapOf("a:1|c|#x|h", "b:2|ms"));
  expect(posts.map(({ url, headers }) => [url, headers])).toEqual([
    [
      "http://x/v2/raw",
      { "content-type": "application/x-protobuf", "content-encoding": "deflate" },
    ],
  ]);
  expect(told(decodeMap(posts[0]?.body ?? new Uint8Array(), 0))).toEqual(
    told(mapOf("a:1|c|#x|h", "b:2|ms")),
  );
  expect(sink.counts()).toMatchObject({ invalid: 0, created: 1, sent: 1 });
});

test("nothing is posted of nothing, unless to see whether it would arrive", async () => {
  const { sink, posts } = start([], { compressionType: "none" });
  await sink(mapOf());
  expect(posts).toEqual([]);
  await sink.probe();
  expect(posts).toMatchObject([
    { url: "http://x/v2/raw", body: new Uint8Array(), headers: { "content-encoding": "identity" } },
  ]);
  expect(sink.lastSentAtMs()).toBe(0);
});

test("series that differ in a tag of headers go in posts of their own", async () => {
  const { sink, posts } = start([], {
    compressionType: "none",
    dynamicHeaders: ["team"],
    customHeaders: { zone: "1" },
  });
  await sink(mapOf("a:1|c|#team:x", "b:1|c|#team:y", "c:1|c"));
  expect(
    posts.map(({ headers, body }) => [headers["team"], headers["zone"], told(decodeMap(body, 0))]),
  ).toEqual([
    ["x", "1", ["counters a [team:x] = 1"]],
    ["y", "1", ["counters b [team:y] = 1"]],
    [undefined, "1", ["counters c [] = 1"]],
  ]);
});

test("an event is posted at once, without headers of its tags", async () => {
  const { sink, posts } = start(["never"], {
    compressionType: "none",
    maxRequests: 1,
    dynamicHeaders: ["team"],
  });
  void sink(mapOf("a:1|c"));
  void sink.event(EVENT);
  await vi.waitUntil(() => posts.length === 2);
  const event = posts.find(({ url }) => url === "http://x/v2/event");
  expect(decodeEvent(event?.body ?? new Uint8Array())).toEqual(EVENT);
  expect(event?.headers["team"]).toBeUndefined();
});

test("so many maps are under way at a time, and flushing waits for all", async () => {
  const { sink, posts, clock } = start(["never", 202], { compressionType: "none", maxRequests: 1 });
  void sink(mapOf("a:1|c"));
  void sink(mapOf("b:1|c"));
  const flushed = vi.fn();
  const flushing = sink.flush().then(flushed);
  await vi.waitUntil(() => posts.length === 1);
  clock.advance(10_000);
  await vi.waitUntil(() => clock.pending() === 1);
  expect([posts.length, flushed.mock.calls.length]).toEqual([1, 0]);
  clock.advance(500);
  await flushing;
  expect(posts.length).toBe(3);
  expect(sink.counts()).toMatchObject({ created: 2, sent: 2, retried: 1 });
  await sink.flush();
});

test("what makes no request is counted and told, and nothing is thrown", async () => {
  const { sink, posts, onError } = start([], { dynamicHeaders: ["a b"] });
  await sink(mapOf("a:1|c|#a b:c"));
  expect(posts).toEqual([]);
  expect(sink.counts()).toMatchObject({ invalid: 1, created: 1, sent: 0, dropped: 1 });
  expect(onError.mock.calls).toMatchObject([
    [{ code: "bad-value", message: 'forward: gave up 1 series: no request of "a b:c"' }],
  ]);
});

test("what is given up is counted and told", async () => {
  const { sink, onError } = start([404], { fastFailOnNonRetryableErrors: true });
  await sink(mapOf("a:1|c"));
  await sink.event(EVENT);
  expect(sink.counts()).toMatchObject({ created: 2, sent: 0, retried: 0, dropped: 2 });
  expect(onError).toHaveBeenCalledOnce();
});

test("it is tried for half a minute, and then given up", async () => {
  const { sink, posts, clock } = start([503], { compressionType: "none" });
  let isOver = false;
  const sending = sink(mapOf("a:1|c")).then(() => {
    isOver = true;
  });
  while (!isOver) {
    clock.advance(250);
    await new Promise((done) => setTimeout(done));
  }
  await sending;
  expect(posts.length).toBe(10);
  expect(sink.lastSentAtMs()).toBeUndefined();
});

test("latencies are those of what arrived, the longest since it was last asked for", async () => {
  let waitMs = 30;
  const clock = manualClock();
  const slow = async () => {
    clock.advance(waitMs);
    return new Response();
  };
  const { sink } = start([], { clock, fetch: slow, compressionType: "none" });
  await sink.probe();
  waitMs = 10;
  await sink.probe();
  expect([sink.counts().latencySumMs, sink.takeLatencyMaxMs()]).toEqual([40, 30]);
  await sink.probe();
  expect([sink.counts().latencySumMs, sink.takeLatencyMaxMs()]).toEqual([50, 10]);
  expect(sink.lastSentAtMs()).toBe(clock.now());
});

test("an address may end as those of URL do", async () => {
  const { sink, posts } = start([], {}, String(new URL("http://x")));
  await sink.probe();
  expect(posts[0]?.url).toBe("http://x/v2/raw");
});

test.each<[string, string, object]>([
  ["no address", "", {}],
  ["a compression that is none", "http://x", { compressionType: "lz4" }],
  ["no requests", "http://x", { maxRequests: 0 }],
  ["no time", "http://x", { maxRequestElapsedMs: 0 }],
  ["less than no time", "http://x", { maxRequestElapsedMs: -2 }],
  ["no time for a try", "http://x", { clientTimeoutMs: 0 }],
  ["no number", "http://x", { maxRequests: Number.NaN }],
])("%s is refused", (_, url, options) => {
  expect(() => forwardSink(url, options)).toThrow(expect.objectContaining({ code: "bad-option" }));
});
