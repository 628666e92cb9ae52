// The dashboard as an answer: its headers, its hashes, its options.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import { type DashboardOptions, dashboardHandler } from "../../../src/server/dashboard.ts";

const get = (options?: DashboardOptions, init?: RequestInit) =>
  dashboardHandler(options)(new Request("https://tally.example/", init));

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

function policyOf(response: Response): Map<string, string> {
  const policy = response.headers.get("content-security-policy") ?? "";
  return new Map(
    policy.split("; ").map((rule) => [rule.split(" ", 1)[0] ?? "", rule.replace(/^\S+ /, "")]),
  );
}

/** What stands between two tags of the document, as a browser would hash it. */
function between(html: string, open: string, close: string): string {
  const pieces = html.split(open);
  expect(pieces).toHaveLength(2);
  return pieces[1]?.split(close, 1)[0] ?? "";
}

describe("the dashboard", () => {
  test("is one HTML document that browsers ask for again", async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toMatch(/^<!doctype html>\n<html lang="en"/);
  });

  test("allows exactly the script and the style that it serves", async () => {
    const response = await get({ title: "Any <title>" });
    const policy = policyOf(response);
    const html = await response.text();
    expect(policy.get("script-src")).toBe(
      hashOf(between(html, '<script type="module">', "</script>")),
    );
    expect(policy.get("style-src")).toBe(hashOf(between(html, "<style>", "</style>")));
  });

  test("forbids everything else", async () => {
    const policy = policyOf(await get());
    expect(Object.fromEntries(policy)).toMatchObject({
      "default-src": "'none'",
      "connect-src": "'self'",
      "img-src": "data:",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "'none'",
    });
    expect([...policy.values()].join()).not.toMatch(/unsafe|\*|https?:/);
  });

  test.for([
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
  ] as const)("sends %s: %s", async ([name, value]) => {
    expect((await get()).headers.get(name)).toBe(value);
  });

  test("names no other origin, and has no handler or style in an attribute", async () => {
    const html = await (await get()).text();
    // The name of the SVG vocabulary is never asked for.
    const addresses = (html.match(/(https?:)?\/\/[a-z0-9][^\s"'<>)]*/gi) ?? []).filter(
      (address) => address !== "http://www.w3.org/2000/svg",
    );
    expect(addresses).toEqual([]);
    const markup = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, "");
    expect(markup).not.toMatch(/\s(on[a-z]+|style)=/i);
  });

  test("answers HEAD with the same headers and no body", async () => {
    const [get1, head] = [await get(), await get({}, { method: "HEAD" })];
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get1.headers));
    expect(await head.text()).toBe("");
  });

  test.for(["POST", "PUT", "DELETE"])("refuses %s and names what it takes", async (method) => {
    const response = await get({}, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test("gives every visitor the same bytes", async () => {
    const handler = dashboardHandler();
    const ask = async () => (await handler(new Request("https://tally.example/"))).text();
    expect(await ask()).toBe(await ask());
  });

  test("shows its title as text, whatever it says", async () => {
    const html = await (await get({ title: `</title><script>alert("1")</script>&'` })).text();
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("<title>&#60;/title&#62;&#60;script&#62;alert(&#34;1&#34;)");
  });

  test.for([
    [undefined, "./"],
    ["/tally", "/tally/"],
    ["/tally/", "/tally/"],
    ["../api", "../api/"],
  ] as const)("finds the API of %s under %s", async ([api, found]) => {
    const html = await (await get(api === undefined ? {} : { api })).text();
    expect(html).toContain(` data-api="${found}"`);
  });

  test.for([
    "https://other.example/",
    "//other.example",
    "javascript:alert(1)",
    "data:,",
    "/x?y",
    "/x#y",
    "http://[",
  ])("throws when the API is said to be at %s", (api) => {
    expect(() => dashboardHandler({ api })).toThrow(TallybeaconError);
  });
});
