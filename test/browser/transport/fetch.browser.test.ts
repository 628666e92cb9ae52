// POST by a real browser's fetch, as far as that goes without a server.
import { describe, expect, test } from "vitest";
import { KEEPALIVE_BYTES } from "../../../src/core/limits.ts";
import { fetchTransport } from "../../../src/transport/fetch.ts";

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
  expect([request.method, request.headers.get("content-type")]).toEqual(["POST", "text/plain"]);
  expect([request.keepalive, request.credentials, request.redirect]).toEqual([
    true,
    "omit",
    "error",
  ]);
});

describe("a first attempt that gets no answer is", () => {
  const forbidden: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));

  test.for<[string, string, boolean, string]>([
    ["blocked where the server can be reached all the same", location.origin, true, "blocked"],
    ["told as it is where nothing can be reached", NOBODY, true, ""],
    ["told as it is when it is no first attempt", location.origin, false, ""],
  ])("%s", async ([, url, keepalive, code]) => {
    const send = fetchTransport({ fetch: forbidden });
    const error = await send(`${url}/v1/update`, "{}", { keepalive }).catch((cause) => cause);
    expect(error.code ?? "").toBe(code);
    expect(error.message).toContain("Failed to fetch");
  });
});
