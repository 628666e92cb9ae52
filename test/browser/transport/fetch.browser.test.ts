// POST by a real browser's fetch, as far as that goes without a server.
import { afterEach, describe, expect, test } from "vitest";
import { KEEPALIVE_BYTES } from "../../../src/core/limits.ts";
import { fetchTransport } from "../../../src/transport/fetch.ts";
import { openFrame } from "../../support/frame.ts";

/** Nobody listens there; the browser itself refuses the port. */
const NOBODY = "http://127.0.0.1:1/";

test("rejects where nobody answers, and gives its budget back", async () => {
  const asked: (boolean | undefined)[] = [];
  const send = fetchTransport({
    fetch: (url, init) => {
      asked.push(init?.keepalive);
      return fetch(url, init);
    },
  });
  const body = "x".repeat(KEEPALIVE_BYTES);
  for (let round = 0; round < 2; round++) {
    await expect(send(NOBODY, body, { keepalive: true })).rejects.toThrow();
  }
  expect(asked).toEqual([true, true]);
});

test("makes requests that need no preflight", async () => {
  let init: RequestInit = {};
  const send = fetchTransport({
    fetch: async (_url, given = {}) => {
      init = given;
      return new Response("{}");
    },
  });
  await send("https://tally.example/v1/update", "body", { keepalive: true });
  // A header that is not safelisted would not survive this mode.
  const request = new Request("https://tally.example/", { ...init, mode: "no-cors" });
  const type = request.headers.get("content-type");
  expect([request.method, type]).toEqual(["POST", "text/plain;charset=UTF-8"]);
  expect([request.keepalive, request.credentials, request.redirect]).toEqual([
    true,
    "omit",
    "manual",
  ]);
});

describe("a first attempt that gets no answer is", () => {
  const { fetch: real } = globalThis;
  const refused: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));
  afterEach(() => {
    globalThis.fetch = real;
  });

  test.for<[string, typeof fetch, boolean, string, number]>([
    ["blocked where the page itself can be had", real, true, "blocked", 1],
    ["told as it is where that cannot be had either", refused, true, "", 1],
    ["told as it is when it is no first attempt", real, false, "", 0],
  ])("%s", async ([, ofThePage, keepalive, code, times]) => {
    const asked: unknown[] = [];
    globalThis.fetch = (...args) => {
      asked.push(args);
      return ofThePage(...args);
    };
    const send = fetchTransport({ fetch: refused });
    const error = await send("/v1/update", "{}", { keepalive }).catch((cause) => cause);
    expect(error.code ?? "").toBe(code);
    expect(error.message).toContain("Failed to fetch");
    expect(asked).toMatchObject(Array(times).fill(["", { method: "OPTIONS" }]));
  });

  test("blocked where the page's policy forbids the endpoint", async () => {
    const frame = await openFrame(`
      import { fetchTransport } from "/src/transport/fetch.ts";
      const policy = document.createElement("meta");
      policy.httpEquiv = "Content-Security-Policy";
      policy.content = "connect-src 'self'";
      document.head.append(policy);
      addEventListener("securitypolicyviolation", ({ blockedURI }) => say(blockedURI));
      const sent = fetchTransport()("https://tally.example/v1/update", "{}", { keepalive: true });
      sent.catch(({ code }) => say({ code }));
    `);
    await expect.poll(() => frame.said).toContainEqual({ code: "blocked" });
    expect(frame.said).toContain("https://tally.example/v1/update");
    frame.close();
  });
});
