import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { createDelivery } from "../../../../src/metrics/delivery/delivery.ts";
import {
  isSuccess,
  type Post,
  type PostOptions,
  post,
} from "../../../../src/metrics/delivery/post.ts";
import { fakeClock } from "../../../support/clock.ts";

/** Posts once, with answers in turn, and says what was asked and complained of. */
async function sent(request: Partial<Post & PostOptions>, ...answers: (Response | Error)[]) {
  const clock = fakeClock(0);
  const requests: RequestInit[] = [];
  const errors: string[] = [];
  let made = 0;
  const fetch = async (_: unknown, init: RequestInit = {}) => {
    requests.push(init);
    const answer = answers[requests.length - 1] ?? new Response();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const { fastFailOnNonRetryableErrors = false } = request;
  const onError = ({ message }: Error) => errors.push(message);
  const options = { fetch, clock, onError, fastFailOnNonRetryableErrors };
  const delivery = createDelivery("test", options);
  const body = () => {
    made += 1;
    return "text";
  };
  const parcel = post(
    { url: "http://a.test/", headers: { a: "b" }, series: 1, body, ...request },
    options,
  );
  let isDone = false;
  const done = delivery.send([parcel]).then(() => {
    isDone = true;
  });
  // Compressing takes time of its own.
  while (!isDone) await clock.advance(1_000);
  await done;
  return { requests, errors, made, counts: delivery.counts() };
}

describe("a post", () => {
  test("goes as it is, without cookies, and is not redirected", async () => {
    const { requests } = await sent({});
    expect(requests).toEqual([
      {
        method: "POST",
        headers: new Headers({ a: "b" }),
        body: utf8("text"),
        redirect: "manual",
        credentials: "omit",
        keepalive: true,
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  test("is compressed once, however often it is sent", async () => {
    const no = () => new Response(null, { status: 503 });
    const { requests, made } = await sent({ encoding: "gzip" }, no(), no());
    expect([requests.length, made]).toEqual([3, 1]);
    const [first, , last] = requests;
    expect(first?.headers).toEqual(new Headers({ a: "b", "content-encoding": "gzip" }));
    expect(gunzipSync(last?.body as Uint8Array).toString()).toBe("text");
    expect(last?.body).toBe(first?.body);
  });

  test.each([
    [200, 1],
    [204, 1],
    [205, 0],
    [301, 0],
    [400, 0],
    [500, 0],
  ])("that is answered %i counts as %i sent", async (status, count) => {
    const { counts } = await sent({ retries: 0 }, new Response(null, { status }));
    expect(counts.sent).toBe(count);
  });

  test("comes again when it is asked to", async () => {
    const busy = new Response(null, { status: 429, headers: { "retry-after": "14" } });
    const { counts } = await sent({}, busy, new Error("offline"), new Response());
    expect(counts).toMatchObject({ sent: 1, retried: 2 });
  });

  test.each<[string, Response | Error, number]>([
    ["400", new Response(null, { status: 400 }), 1],
    ["501", new Response(null, { status: 501 }), 1],
    ["a redirect", Response.error(), 1],
    ["408", new Response(null, { status: 408 }), 2],
    ["429", new Response(null, { status: 429 }), 2],
    ["502", new Response(null, { status: 502 }), 2],
    ["nothing", new Error("offline"), 2],
  ])("that may fail fast is made after %s so often: %#", async (_, answer, times) => {
    const { requests, counts } = await sent({ fastFailOnNonRetryableErrors: true }, answer);
    expect([requests.length, counts.sent]).toEqual([times, times - 1]);
  });

  test("asks to live longer than its page, if it is small and there was room for it", async () => {
    const no = new Response(null, { status: 503 });
    const { requests } = await sent({}, no);
    expect(requests.map(({ keepalive }) => keepalive)).toEqual([true, false]);
    const large = await sent({ body: () => new Uint8Array(60_001) });
    expect(large.requests[0]?.keepalive).toBe(false);
  });

  test("says that it was sent elsewhere, which browsers do not", async () => {
    const { errors } = await sent({ retries: 0 }, Response.error());
    expect(errors).toEqual(["test: gave up 1 series: answered a redirect"]);
  });

  test("says what was answered, in short", async () => {
    const { errors } = await sent({ retries: 0 }, new Response("x".repeat(1e6), { status: 400 }));
    expect(errors).toEqual([`test: gave up 1 series: answered 400 ${"x".repeat(200)}`]);
  });

  test("says that no answer came", async () => {
    const { errors } = await sent({ retries: 0 }, new Error("offline"));
    expect(errors).toEqual(["test: gave up 1 series: no answer"]);
  });

  test("is taken where its backend says so, which may refuse a part", async () => {
    const { counts } = await sent(
      { series: 7, isTaken: isSuccess, refused: (answer) => answer.length },
      new Response("abc", { status: 299 }),
    );
    expect(counts).toMatchObject({ sent: 1, seriesSent: 4, seriesDropped: 3 });
  });
});
