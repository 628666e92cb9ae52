import { describe, expect, test } from "vitest";
import { createAccess } from "../../../src/server/access.ts";
import { routes } from "../../../src/server/routes.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { ask, HOME } from "../../support/requests.ts";

const ADA = "ada-has-this-token";
const NOW = 1_795_250_403_000;
const json = { "content-type": "application/json" };

function open(operators: Record<string, string> = { ada: ADA }) {
  const clock = manualClock(NOW);
  const { routes: table } = createAccess({ operators, clock });
  const handler = routes(table);
  const login = (body: unknown, headers: Record<string, string> = json) =>
    ask(handler, "POST /login", body, headers);
  return { handler, clock, login };
}

describe("a login", () => {
  test("with a token sets a cookie that no script can read and no other site can send", async () => {
    const { handler, login } = open();
    const { status, json: session, headers } = await login({ token: ADA });
    expect(status).toBe(200);
    expect(session).toEqual({ name: "ada", role: "operator", expires_at: NOW + 604_800_000 });
    expect(headers.get("cache-control")).toBe("no-store");
    const set = headers.get("set-cookie") ?? "";
    expect(set).toMatch(
      /^tallybeacon=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(set).not.toContain(ADA);
    const cookie = set.split(";")[0] ?? "";
    expect((await ask(handler, "GET /session", undefined, { cookie })).json).toEqual(session);
  });

  test.each([
    ["a wrong token", { token: "guess-guess-guess" }, 401, "token: not known here"],
    ["an empty one", { token: "" }, 401, "token: not known here"],
    ["one beyond ASCII", { token: "größe-\u{1f511}-größe" }, 401, "token: not known here"],
    ["half a character", { token: "\ud800-half-a-character" }, 401, "token: not known here"],
    ["no token", {}, 400, "token: must be a string"],
    ["a number", { token: 5 }, 400, "token: must be a string"],
    ["nothing", null, 400, "token: must be a string"],
    ["a list", [ADA], 400, "token: must be a string"],
    ["no JSON", "token", 400, "body: not JSON at position 0"],
    ["too much", { token: "x".repeat(9_000) }, 413, "body: more than 8192 bytes"],
  ])("with %s is refused", async (_, body, status, error) => {
    const { login } = open();
    const found = await login(body);
    expect([found.status, found.json]).toEqual([status, { error }]);
    expect(found.headers.get("set-cookie")).toBeNull();
  });

  test.each<[string, Record<string, string>, number]>([
    ["another site's page", { ...json, origin: "https://evil.example" }, 403],
    ["a sandboxed page", { ...json, origin: "null" }, 403],
    ["a sibling domain", { ...json, "sec-fetch-site": "same-site" }, 403],
    ["a form", { "content-type": "application/x-www-form-urlencoded", origin: HOME }, 415],
    ["a form of plain text", { "content-type": "text/plain" }, 415],
  ])("by %s is refused", async (_, headers, status) => {
    const { login } = open();
    const found = await login({ token: ADA }, headers);
    expect([found.status, found.headers.get("set-cookie")]).toEqual([status, null]);
  });

  test("where no token is asked for says so", async () => {
    const { json: found, status } = await open({}).login({ token: ADA });
    expect([status, found]).toEqual([400, { error: "token: none is asked for here" }]);
  });
});

describe("a logout", () => {
  test("takes the cookie away", async () => {
    const { status, headers } = await ask(open().handler, "POST /logout", {}, json);
    expect(status).toBe(200);
    expect(headers.get("set-cookie")).toBe(
      "tallybeacon=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict",
    );
  });

  test("by another site's page is refused", async () => {
    const headers = { ...json, origin: "https://evil.example" };
    const found = await ask(open().handler, "POST /logout", {}, headers);
    expect([found.status, found.headers.get("set-cookie")]).toEqual([403, null]);
  });
});

describe("a session", () => {
  test("is told to whoever shows a token", async () => {
    const headers = { authorization: `Bearer ${ADA}` };
    const { json: found } = await ask(open().handler, "GET /session", undefined, headers);
    expect(found).toEqual({ name: "ada", role: "operator" });
  });

  test("is none for anybody else", async () => {
    const { status, headers } = await ask(open().handler, "GET /session");
    expect([status, headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  });

  test("is everybody's where there are no tokens", async () => {
    const { json: found } = await ask(open({}).handler, "GET /session");
    expect(found).toEqual({ name: "anybody", role: "operator", is_open: true });
  });
});
