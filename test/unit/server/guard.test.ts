import { describe, expect, test } from "vitest";
import { cors, sameOrigin } from "../../../src/server/guard.ts";
import { ask, HOME } from "../../support/requests.ts";

const SHOP = "https://shop.example.com";
const ok = () => new Response("done");
const preflight = { "access-control-request-method": "POST" };

describe("cors", () => {
  const handler = cors([SHOP], ok);

  test("lets a listed origin read the answer and when to come back", async () => {
    const { headers, json } = await ask(handler, "POST /", "x", { origin: SHOP });
    expect(json).toBe("done");
    expect(headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(headers.get("access-control-expose-headers")).toBe("retry-after");
    expect(headers.get("vary")).toBe("origin");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  test.each(["https://evil.example", "null", "https://shop.example.com.evil.example"])(
    "keeps the answer from %s",
    async (origin) => {
      const { headers } = await ask(handler, "POST /", "x", { origin });
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("vary")).toBe("origin");
    },
  );

  test("says nothing to those who are no pages", async () => {
    const { headers } = await ask(handler, "POST /", "x");
    expect([...headers.keys()]).toEqual(["content-type"]);
  });

  test("answers the preflight of a listed origin without calling the handler", async () => {
    const unused = cors([SHOP], () => Promise.reject(new Error("called")));
    const { status, headers } = await ask(unused, "OPTIONS /", undefined, {
      origin: SHOP,
      ...preflight,
    });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(headers.get("access-control-allow-methods")).toBe("POST");
    expect(headers.get("access-control-allow-headers")).toContain("content-type");
    expect(headers.get("access-control-max-age")).toBe("7200");
  });

  test("refuses the preflight of any other", async () => {
    const { headers } = await ask(handler, "OPTIONS /", undefined, {
      origin: "https://evil.example",
      ...preflight,
    });
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("takes * for all, and then the answer is the same for all", async () => {
    const { headers } = await ask(cors(["*"], ok), "POST /", "x", {
      origin: "https://any.example",
    });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("vary")).toBeNull();
  });
});

describe("sameOrigin", () => {
  const handler = sameOrigin(ok);
  const json = { "content-type": "application/json; charset=utf-8" };

  test.each([
    ["a program", {}],
    ["a page of its own", { origin: HOME }],
    [
      "a page of its own behind a proxy",
      { origin: "https://public.example", "sec-fetch-site": "same-origin" },
    ],
    ["a person who typed", { "sec-fetch-site": "none" }],
  ])("lets %s in", async (_, headers) => {
    expect((await ask(handler, "PUT /", "{}", { ...json, ...headers })).status).toBe(200);
  });

  test.each([
    ["another origin", { origin: "https://evil.example" }],
    ["a sandboxed page", { origin: "null" }],
    ["another port", { origin: `${HOME}:81` }],
    ["another site that forged no origin", { "sec-fetch-site": "cross-site" }],
    ["a sibling domain", { "sec-fetch-site": "same-site" }],
  ])("refuses %s", async (_, headers) => {
    expect((await ask(handler, "PUT /", "{}", { ...json, ...headers })).status).toBe(403);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])(
    "refuses the content type '%s', which needs no preflight or is not JSON",
    async (type) => {
      expect((await ask(handler, "PUT /", "{}", { "content-type": type })).status).toBe(415);
    },
  );

  test("asks who knows which origin was asked, behind a proxy that rewrites it", async () => {
    const behind = sameOrigin(ok, () => "https://public.example");
    const status = async (origin: string) =>
      (await ask(behind, "PUT /", "{}", { ...json, origin })).status;
    expect(await status("https://public.example")).toBe(200);
    expect(await status(HOME)).toBe(403);
    expect(await status("null")).toBe(403);
  });

  test("takes an origin that is none for nobody's, though what was asked is none either", async () => {
    const nowhere = sameOrigin(ok, () => "null");
    expect((await ask(nowhere, "PUT /", "{}", { ...json, origin: "null" })).status).toBe(403);
  });
});
