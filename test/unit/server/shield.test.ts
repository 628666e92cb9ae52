import { expect, test } from "vitest";
import { ASIDE } from "../../../src/server/answer.ts";
import { createShield } from "../../../src/server/shield.ts";
import { ask } from "../../support/requests.ts";

const DATA = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const HSTS = { "strict-transport-security": "max-age=31536000" };
const open = () =>
  new Response("done", { headers: { "content-security-policy": "default-src x" } });

test.each([
  [false, DATA],
  [true, { ...DATA, ...HSTS }],
])("data, where https is %s, may be shown, embedded and kept by nobody", async (https, wanted) => {
  const shield = createShield({ isSecure: () => https });
  const { headers, json } = await ask(shield.over(open), "GET /");
  expect(json).toBe("done");
  const { "content-type": _, ...found } = Object.fromEntries(headers);
  expect(found).toEqual(wanted);
});

test.each([
  [false, {}],
  [true, HSTS],
])("a document, where https is %s, keeps its own policy", async (https, wanted) => {
  const shield = createShield({ isSecure: () => https });
  const { headers } = await ask(shield.document(open), "GET /");
  const { "content-type": _, ...found } = Object.fromEntries(headers);
  expect(found).toEqual({ "content-security-policy": "default-src x", ...wanted });
});

test("what goes past Response is shielded too, and shares no headers", () => {
  const headers = new Map([["content-type", "application/json"]]);
  const light = { status: 200, headers, body: null, [ASIDE]: "{}" } as unknown as Response;
  const { data } = createShield({ isSecure: () => false });
  const found = data(new Request("http://count.example"), light);
  expect([...found.headers]).toEqual([...headers, ...Object.entries(DATA)]);
  expect((found as unknown as Record<symbol, string>)[ASIDE]).toBe("{}");
  expect(headers.size).toBe(1);
});
