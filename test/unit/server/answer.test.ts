import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import {
  ASIDE,
  type Aside,
  answer,
  careful,
  refuse,
  unstored,
  withHeaders,
} from "../../../src/server/answer.ts";
import { HOME } from "../../support/requests.ts";

const request = new Request(HOME);
const light = { [ASIDE]: true } as unknown as Request;

describe("an answer", () => {
  test("is JSON that no cache keeps", async () => {
    const response = answer(request, 200, { a: [1] }, { "retry-after": "5" });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "application/json",
      "cache-control": "no-store",
      "retry-after": "5",
    });
    expect(await response.json()).toEqual({ a: [1] });
  });

  test("puts its text aside for a request that wants it so, with the same status and headers", async () => {
    const aside = answer(light, 429, { a: 1 }, { "retry-after": "5" });
    const whole = answer(request, 429, { a: 1 }, { "retry-after": "5" });
    expect((aside as Aside)[ASIDE]).toBe(await whole.text());
    expect(aside.status).toBe(whole.status);
    expect(Object.fromEntries(aside.headers)).toEqual(Object.fromEntries(whole.headers));
    expect(aside.body).toBeNull();
  });

  test("that refuses says why", async () => {
    const response = refuse(request, 404, "no such path");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: "no such path" });
  });

  test("to what was not stored says when to send it again", async () => {
    const response = unstored(request);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await response.json()).toEqual({ error: "not stored, please send again" });
  });
});

describe("withHeaders", () => {
  test("sets them on the response itself where it may", () => {
    const response = new Response("x", { headers: { vary: "accept" } });
    expect(withHeaders(response, { "x-a": "1" })).toBe(response);
    expect(response.headers.get("x-a")).toBe("1");
  });

  test("sets them on a copy of a sealed response", async () => {
    const sealed = Response.redirect("https://elsewhere.example/", 307);
    const copy = withHeaders(sealed, { "x-a": "1" });
    expect(copy.status).toBe(307);
    expect(copy.headers.get("location")).toBe("https://elsewhere.example/");
    expect(copy.headers.get("x-a")).toBe("1");
  });
});

describe("withHeaders of an answer put aside", () => {
  test("sets them on a copy, as answers share their headers", () => {
    const copy = withHeaders(answer(light, 200, { a: 1 }), { vary: "origin" });
    expect(Object.fromEntries(copy.headers)).toMatchObject({ vary: "origin" });
    expect((copy as Aside)[ASIDE]).toBe('{"a":1}');
    expect(copy.status).toBe(200);
    const next = answer(light, 200, { a: 1 });
    expect([...next.headers].map(([name]) => name)).toEqual(["content-type", "cache-control"]);
  });
});

describe("a careful handler", () => {
  test("hands on what its handler answers, at once or later", async () => {
    const response = new Response("x");
    expect(careful(() => response)(request)).toBe(response);
    expect(await careful(async () => response)(request)).toBe(response);
  });

  test("answers for a handler that gives nothing", async () => {
    expect((await careful(() => undefined as never)(request)).status).toBe(500);
    expect((await careful(async () => Promise.reject())(request)).status).toBe(500);
  });

  test.each([
    ["parse", 400],
    ["timeout", 408],
    ["too-large", 413],
    ["unsupported", 415],
  ] as const)("answers %s with %i and the message", async (code, status) => {
    const told: unknown[] = [];
    const handler = careful(
      () => {
        throw new TallybeaconError(code, "seq: must be a whole number from 1");
      },
      (error) => told.push(error),
    );
    const response = await handler(request);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: "seq: must be a whole number from 1" });
    expect(told).toEqual([]);
  });

  test.each([
    ["an error", new Error("secret path /var/db")],
    [
      "an error of its own that is nobody's fault outside",
      new TallybeaconError("storage", "secret"),
    ],
    ["something that is no error", null],
  ])("answers %s with a bare 500 and tells only onError", async (_, thrown) => {
    const told: unknown[] = [];
    const handler = careful(
      async () => Promise.reject(thrown),
      (error) => told.push(error),
    );
    const response = await handler(request);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: "internal error" });
    expect(told).toEqual([thrown]);
  });

  test("answers even when onError throws", async () => {
    const handler = careful(
      () => Promise.reject(new Error("first")),
      () => {
        throw new Error("second");
      },
    );
    expect((await handler(request)).status).toBe(500);
  });
});
