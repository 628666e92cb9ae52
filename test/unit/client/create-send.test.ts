// Single requests, and servers that do not answer them.
import { describe, expect, test } from "vitest";
import type { ClientError, ClientOptions } from "../../../src/client/client.ts";
import { createSend, failure, parse } from "../../../src/client/create-send.ts";
import { CLIENT_TIMEOUT_MS } from "../../../src/core/limits.ts";
import { HOME } from "../../support/requests.ts";

/** Every request is answered so. */
const answered = (body: BodyInit | null, init?: ResponseInit) =>
  createSend({ url: HOME, fetch: async () => new Response(body, init) });

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it resolved"),
    (error: unknown) => error as ClientError,
  );

test("a failure is an error without a status, unless more is known of it", () => {
  expect(failure("no")).toBeInstanceOf(Error);
  expect({ ...failure("no") }).toEqual({ status: 0, wantsToken: false });
  expect(failure("no", undefined, { status: 500 })).toMatchObject({ message: "no", status: 500 });
});

test("what is to be streamed is not read, unless it is a refusal", async () => {
  const [answer, text] = await answered("abc")("export", {}, {}, true);
  expect([text, await answer.text()]).toEqual(["", "abc"]);
  const refused = answered("no such export", { status: 400 });
  expect(await failureOf(refused("export", {}, {}, true))).toMatchObject({
    status: 400,
    message: "no such export",
  });
});

describe("the address", () => {
  test.each([
    ["https://count.example", "https://count.example/keys"],
    ["https://count.example/", "https://count.example/keys"],
    ["https://example.com/count", "https://example.com/count/keys"],
    ["https://example.com/count/", "https://example.com/count/keys"],
  ])("%s has its keys at %s", async (url, address) => {
    const asked: string[] = [];
    const fetch = async ({ href }: URL) => {
      asked.push(href);
      return Response.json({});
    };
    await createSend({ url, fetch })("keys");
    expect(asked).toEqual([address]);
  });

  test("that is none is refused at once", () => {
    expect(() => createSend({ url: "count.example" })).toThrow(
      'url: must be an absolute address, not "count.example"',
    );
  });
});

describe("an answer that is none", () => {
  const page = (body: string, status: number) =>
    answered(body, { status, headers: { "content-type": "text/html" } });

  test.each([
    ["a refusal without words", page("<h1>Bad gateway</h1>", 502), 502, "the server answered 502"],
    ["JSON that says nothing", page('{"error":7}', 500), 500, "the server answered 500"],
    ["JSON that is null", page("null", 500), 500, "the server answered 500"],
    ["a page", answered("<h1>Welcome</h1>"), 0, "the server's answer is not JSON"],
    ["nothing", answered(""), 0, "the server's answer is not JSON"],
  ])("%s is said in a sentence", async (_, send, status, message) => {
    const read = send("keys").then(([, text]) => parse(text));
    expect(await failureOf(read)).toMatchObject({ status, message, wantsToken: false });
  });

  test("a 401 of a proxy wants no token of ours", async () => {
    const init = { status: 401, headers: { "www-authenticate": "Basic" } };
    expect(await failureOf(answered(null, init)("keys"))).toMatchObject({ wantsToken: false });
  });

  test.each([
    ["120", { retryAfterSeconds: 120 }],
    ["Sat, 21 Nov 2026 08:40:03 GMT", {}],
    ["soon", {}],
  ])("retry-after %s says %o", async (value, expected) => {
    const init = { status: 503, headers: { "retry-after": value } };
    const error = await failureOf(answered(null, init)("keys"));
    expect({ ...error }).toEqual({ status: 503, wantsToken: false, ...expected });
  });

  test("no connection is no bare TypeError", async () => {
    const cause = new TypeError("fetch failed");
    const send = createSend({ url: HOME, fetch: () => Promise.reject(cause) });
    expect(await failureOf(send("keys"))).toMatchObject({
      status: 0,
      message: "the server cannot be reached",
      cause,
    });
  });

  const silent: ClientOptions["fetch"] = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });

  test("silence is waited for as long as it was said, also in the middle", async () => {
    const send = createSend({ url: HOME, timeoutMs: 20, fetch: silent });
    expect((await failureOf(send("keys"))).message).toBe("the server does not answer");
    const half: ClientOptions["fetch"] = async (_, { signal }) =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("{"));
            signal?.addEventListener("abort", () => controller.error(signal.reason));
          },
        }),
      );
    const slow = createSend({ url: HOME, timeoutMs: 20, fetch: half });
    expect((await failureOf(slow("keys"))).message).toBe("the server does not answer");
    expect(CLIENT_TIMEOUT_MS).toBeGreaterThan(1_000);
  });

  test("a caller who gives up gets the reason back", async () => {
    const send = createSend({ url: HOME, fetch: silent });
    const giving = new AbortController();
    const asked = failureOf(send("keys", {}, { signal: giving.signal }));
    giving.abort(new Error("enough"));
    expect((await asked).message).toBe("enough");
  });
});
