// POST by fetch.
import { expect, test } from "vitest";
import { KEEPALIVE_BYTES } from "../../../src/core/limits.ts";
import { fetchTransport } from "../../../src/transport/fetch.ts";

const URL = "https://tally.example/v1/update";

/** A `fetch` that answers with `respond` and remembers how it was called. */
function fakeFetch(respond: (init: RequestInit) => Promise<Response>) {
  const calls: { url: unknown; init: RequestInit }[] = [];
  return {
    calls,
    fetch: (url: unknown, init: RequestInit = {}) => {
      calls.push({ url, init });
      return respond(init);
    },
  };
}
/** How a body leaves where the options say nothing else. */
const OURS = {
  method: "POST",
  body: "body",
  keepalive: false,
  redirect: "manual",
  credentials: "omit",
};
const answering = () => fakeFetch(async () => new Response("{}", { status: 202 }));

test("posts text without cookies and without following redirects", async () => {
  const { fetch, calls } = answering();
  await fetchTransport({ fetch })(URL, "body");
  expect(calls).toMatchObject([{ url: URL, init: OURS }]);
});

test("sends the headers and credentials it was given", async () => {
  const { fetch, calls } = answering();
  const headers = { "x-site": "shop", "content-type": "application/json" };
  await fetchTransport({ fetch, headers, credentials: "include" })(URL, "");
  expect(calls[0]?.init).toMatchObject({ headers, credentials: "include" });
});

test("fetches as its options say, but for what makes it a POST of ours", async () => {
  const { fetch, calls } = answering();
  const { signal } = new AbortController();
  const body = "another";
  const options = { mode: "cors", cache: "no-store", signal, priority: "low" } as const;
  const not = { method: "PUT", body, keepalive: true, redirect: "follow" } as const;
  await fetchTransport({ fetch, ...options, ...not })(URL, "body");
  expect(calls[0]?.init).toMatchObject({ ...options, ...OURS });
});

test("sets no deadline of its own: that is the collector's", async () => {
  const { fetch, calls } = answering();
  await fetchTransport({ fetch })(URL, "body");
  expect(calls[0]?.init.signal).toBeUndefined();
});

test("returns what matters of the answer, also of a refusal", async () => {
  const headers = { "content-type": "application/json", "retry-after": "5" };
  const { fetch } = fakeFetch(async () => new Response('{"stop":true}', { status: 429, headers }));
  const answer = await fetchTransport({ fetch })(URL, "");
  expect([answer.status, answer.body]).toEqual([429, '{"stop":true}']);
  expect(Object.keys(headers).map((name) => answer.headers.get(name))).toEqual(
    Object.values(headers),
  );
});

test("an answer without headers has none", async () => {
  const { fetch } = fakeFetch(async () => new Response(null, { status: 204 }));
  const { status, headers, body } = await fetchTransport({ fetch })(URL, "");
  expect([status, headers.get("content-type"), headers.get("retry-after"), body]).toEqual([
    204,
    null,
    null,
    "",
  ]);
});

test.for<[string, (init: RequestInit) => Promise<Response>]>([
  [
    "a server's runtime shows a redirect",
    async () => new Response("{}", { status: 307, headers: { location: "/elsewhere" } }),
  ],
  ["a browser hides a redirect", async () => Response.error()],
  ["the network fails", () => Promise.reject(new TypeError("Failed to fetch"))],
  [
    "fetch throws at once",
    () => {
      throw new TypeError("fetch is not allowed here");
    },
  ],
  [
    "the answer breaks off",
    async () => new Response(new ReadableStream({ pull: (to) => to.error(new Error("reset")) })),
  ],
])("rejects when %s, and gives its keepalive budget back", async ([, respond]) => {
  const { fetch, calls } = fakeFetch(respond);
  const send = fetchTransport({ fetch });
  const body = "x".repeat(KEEPALIVE_BYTES);
  for (let round = 0; round < 2; round++) {
    await expect(send(URL, body, { keepalive: true })).rejects.toThrow();
  }
  expect(calls.map(({ init }) => init.keepalive)).toEqual([true, true]);
});

test("where there is no page, tells the failure of a first attempt as it is", async () => {
  const cause = new TypeError("fetch failed");
  const { fetch } = fakeFetch(() => Promise.reject(cause));
  const sent = fetchTransport({ fetch })(URL, "{}", { keepalive: true });
  await expect(sent).rejects.toBe(cause);
});

test("asks for keepalive only while the budget lasts, in UTF-8 bytes", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { fetch, calls } = fakeFetch(() => promise.then((response) => response.clone()));
  const send = fetchTransport({ fetch });
  const sizes = ["€".repeat(KEEPALIVE_BYTES / 3), "x", "x".repeat(2 * KEEPALIVE_BYTES)];
  const sends = sizes.map((body) => send(URL, body, { keepalive: true }));
  resolve(new Response("{}"));
  await Promise.all(sends);
  expect(calls.map(({ init }) => init.keepalive)).toEqual([true, false, false]);
});

test("looks the platform's fetch up at each send", async () => {
  const { fetch: real } = globalThis;
  const { fetch, calls } = answering();
  const send = fetchTransport();
  globalThis.fetch = fetch as typeof real;
  await send(URL, "").finally(() => {
    globalThis.fetch = real;
  });
  expect(calls.length).toBe(1);
});
