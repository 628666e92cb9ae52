import { describe, expect, test } from "vitest";
import type { Session } from "../../../src/core/session.ts";
import { type AccessOptions, createAccess } from "../../../src/server/access.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { HOME } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const PEER = "203.0.113.7";
const JSON_TYPE = { "content-type": "application/json" };
const MINUTE = 60_000;

function open(options: AccessOptions = { operators: { ada: ADA }, readers: { bob: BOB } }) {
  const clock = manualClock(1_795_250_403_000);
  const access = createAccess({ clock, ...options });
  const done = () => new Response("done");
  const [reader, operator] = [access.reader(done), access.operator(done)];
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  /** Asks as a reader and as an operator would. */
  const statuses = async (headers: Record<string, string> = {}, peer = PEER) => [
    (await reader(from(peer, headers))).status,
    (await operator(from(peer, headers))).status,
  ];
  const login = (token: string, peer = PEER, headers: Record<string, string> = {}) => {
    const init = { method: "POST", body: JSON.stringify({ token }) };
    const request = from(peer, { ...JSON_TYPE, ...headers }, `${HOME}/login`, init);
    return (access.routes["POST /login"] as typeof reader)(request);
  };
  /** The header that a browser sends once it has logged in. */
  const cookie = async (token: string) => {
    const set = (await login(token)).headers.get("set-cookie") ?? "";
    return { cookie: set.split(";")[0] as string };
  };
  return { access, clock, reader, operator, bearer, statuses, login, cookie };
}

describe("by a token", () => {
  test.each([
    ["an operator reads and changes", ADA, [200, 200]],
    ["a reader reads", BOB, [200, 403]],
    ["who guesses does neither", "guess-guess-guess", [401, 401]],
    ["who has a part does neither", ADA.slice(0, -1), [401, 401]],
  ])("%s", async (_, token, wanted) => {
    const { statuses, bearer } = open();
    expect(await statuses(bearer(token))).toEqual(wanted);
  });

  test.each([
    ["no header", {}],
    ["no token", { authorization: "Bearer" }],
    ["an empty one", { authorization: "Bearer " }],
    ["two of them", { authorization: `Bearer ${ADA} ${ADA}` }],
    ["another scheme", { authorization: `Basic ${btoa(`ada:${ADA}`)}` }],
    ["a name beyond ASCII", { authorization: "Bearer größe-größe-größe" }],
  ])("nobody comes in with %s, and is told how", async (_, headers) => {
    const { reader, access } = open();
    const response = await reader(from(PEER, headers));
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.json()).toEqual({
      error: "a token is needed: Authorization: Bearer …, or a login",
    });
    expect(await access.who(from(PEER, headers))).toBeUndefined();
  });

  test("one is known by name and role, whatever the case of the scheme", async () => {
    const { access, bearer } = open();
    const who = (headers: Record<string, string>) => access.who(from(PEER, headers));
    expect(await who(bearer(ADA))).toEqual({ name: "ada", role: "operator" });
    expect(await who({ authorization: `bearer  ${BOB} ` })).toEqual({
      name: "bob",
      role: "reader",
    });
  });

  test("a reader who wants to change something hears who may not", async () => {
    const { operator, bearer } = open();
    const response = await operator(from(PEER, bearer(BOB)));
    expect(await response.json()).toEqual({ error: "bob may only read" });
  });

  test("a wrong one is not made good by a cookie", async () => {
    const { statuses, bearer, cookie } = open();
    const headers = { ...bearer("guess-guess-guess"), ...(await cookie(ADA)) };
    expect(await statuses(headers)).toEqual([401, 401]);
  });
});

describe("by a cookie", () => {
  test("one is who logged in, until a week is over", async () => {
    const { access, clock, statuses, cookie } = open();
    const headers = await cookie(ADA);
    const expires_at = clock.now() + 604_800_000;
    const wanted: Session = { name: "ada", role: "operator", expires_at };
    expect(await access.who(from(PEER, headers))).toEqual(wanted);
    expect(await statuses(headers)).toEqual([200, 200]);
    clock.advance(604_800_000);
    expect(await statuses(headers)).toEqual([401, 401]);
    // What is over was right once, and is no guess.
    expect(access.failedTries()).toBe(0);
  });

  test("a reader reads", async () => {
    const { statuses, cookie } = open();
    expect(await statuses(await cookie(BOB))).toEqual([200, 403]);
  });

  test("nobody comes in when it was changed, or signed with another's token", async () => {
    const { statuses, cookie } = open();
    const [ada, bob] = [(await cookie(ADA)).cookie, (await cookie(BOB)).cookie];
    const parts = (text: string) => text.split("=")[1]?.split(".") ?? [];
    const [adaName, adaEnd, adaMac = ""] = parts(ada);
    const [bobName, bobEnd, bobMac] = parts(bob);
    for (const forged of [
      [adaName, bobEnd, bobMac],
      [adaName, `9${adaEnd}`, adaMac],
      [bobName, adaEnd, adaMac],
      [adaName, adaEnd, `${adaMac.slice(0, -2)}__`],
    ]) {
      const headers = { cookie: `tallybeacon=${forged.join(".")}` };
      expect(await statuses(headers)).toEqual([401, 401]);
    }
  });

  test("nobody comes in once the token was changed or taken away", async () => {
    const headers = await open().cookie(ADA);
    const renewed = open({ operators: { ada: "ada-has-a-new-token" } });
    expect(await renewed.statuses(headers)).toEqual([401, 401]);
    expect(await open({ readers: { bob: BOB } }).statuses(headers)).toEqual([401, 401]);
    expect(await open({ readers: { ada: ADA } }).statuses(headers)).toEqual([401, 401]);
    expect(await open().statuses(headers)).toEqual([200, 200]);
  });

  test("one comes in beside cookies that a neighbour set", async () => {
    const { statuses, cookie } = open();
    const { cookie: own } = await cookie(ADA);
    const forged = own.replace(/.$/, "_").replace(/..$/, "__");
    const headers = { cookie: `tallybeacon=x; ${forged}; other=1; ${own}` };
    expect(await statuses(headers)).toEqual([200, 200]);
  });

  test.each([
    ["PUT", { origin: "https://evil.example" }, 403],
    ["DELETE", { "sec-fetch-site": "cross-site" }, 403],
    ["POST", { "sec-fetch-site": "same-site" }, 403],
    ["PUT", { origin: HOME }, 200],
    ["PUT", {}, 200],
    ["GET", { origin: "https://evil.example" }, 200],
  ])("a %s with %j is answered with %i", async (method, headers, status) => {
    const { operator, cookie } = open();
    const all = { ...(await cookie(ADA)), ...headers };
    expect((await operator(from(PEER, all, `${HOME}/mine`, { method }))).status).toBe(status);
  });

  test("of http nobody comes in by https, and the other way round", async () => {
    const trusted = { operators: { ada: ADA }, trustedProxies: [PEER] };
    const { statuses, cookie, login } = open(trusted);
    const https = { "x-forwarded-proto": "https" };
    const plain = await cookie(ADA);
    expect(await statuses({ ...plain, ...https })).toEqual([401, 401]);
    const set = (await login(ADA, PEER, https)).headers.get("set-cookie") ?? "";
    expect(set).toMatch(/^__Host-tallybeacon=.*; Secure$/);
    const secure = { cookie: set.split(";")[0] as string };
    expect(await statuses(secure)).toEqual([401, 401]);
    expect(await statuses({ ...secure, ...https })).toEqual([200, 200]);
  });
});

describe("who guesses", () => {
  test("ten times waits, with the right token too, until a quarter of an hour is over", async () => {
    const { clock, reader, statuses, bearer, login, cookie, access } = open();
    const session = await cookie(ADA);
    for (let i = 0; i < 5; i += 1) {
      await reader(from(PEER, bearer(`guess-${i}-guess-guess`)));
      expect((await login(`guess-${i}-at-the-login`)).status).toBe(401);
    }
    expect(access.failedTries()).toBe(10);
    const refused = await reader(from(PEER, bearer(ADA)));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
    expect(await refused.json()).toEqual({ error: "too many wrong tokens from this address" });
    const late = await login(ADA);
    expect([late.status, late.headers.get("retry-after")]).toEqual([429, "900"]);
    expect(late.headers.get("set-cookie")).toBeNull();
    expect(await statuses(session)).toEqual([429, 429]);
    expect(await access.who(from(PEER, bearer(ADA)))).toBeUndefined();
    // Elsewhere, and without any token, all is as it was.
    expect(await statuses(bearer(ADA), "203.0.113.8")).toEqual([200, 200]);
    expect(await statuses()).toEqual([401, 401]);
    clock.advance(15 * MINUTE);
    expect(await statuses(bearer(ADA))).toEqual([200, 200]);
  });

  test("all at once has no more guesses than one after the other", async () => {
    const { reader, bearer, access } = open();
    const guesses = Array.from({ length: 100 }, (_, i) =>
      reader(from(PEER, bearer(`guess-${i}-guess-guess`))),
    );
    const found = (await Promise.all(guesses)).map(({ status }) => status);
    expect(found.filter((status) => status === 401)).toHaveLength(10);
    expect(found.filter((status) => status === 429)).toHaveLength(90);
    expect(access.failedTries()).toBe(10);
  });

  test("by cookie has ten guesses too", async () => {
    const { reader, cookie, access } = open();
    const { cookie: own } = await cookie(ADA);
    const [name, end] = own.split(".");
    const status = async (value: string) => (await reader(from(PEER, { cookie: value }))).status;
    for (let i = 10; i < 20; i += 1) {
      expect(await status(`${name}.${end}.${String(i).padEnd(43, "A")}`)).toBe(401);
    }
    expect(await status(own)).toBe(429);
    expect(access.failedTries()).toBe(10);
  });

  test("from anywhere in an IPv6 network is one", async () => {
    const { statuses, bearer } = open();
    for (let i = 0; i < 10; i += 1) {
      await statuses(bearer(`guess-${i}-guess-guess`), `2001:db8:0:1::${i}`);
    }
    expect(await statuses(bearer(ADA), "2001:db8:0:1:ffff::1")).toEqual([429, 429]);
    expect(await statuses(bearer(ADA), "2001:db8:0:2::1")).toEqual([200, 200]);
  });

  test("cannot change the address by a header", async () => {
    const { reader, bearer } = open();
    const guess = async (i: number) => {
      const headers = { ...bearer(`guess-${i}-guess-guess`), "x-forwarded-for": `10.0.0.${i}` };
      return (await reader(from(PEER, headers))).status;
    };
    for (let i = 0; i < 10; i += 1) expect(await guess(i)).toBe(401);
    expect(await guess(10)).toBe(429);
  });

  test("is not a page that keeps asking with what is no good any more", async () => {
    const { statuses, bearer, access } = open();
    for (let i = 0; i < 50; i += 1) await statuses(bearer("token-of-last-year"));
    expect(access.failedTries()).toBe(100);
    expect(await statuses(bearer(ADA))).toEqual([200, 200]);
  });

  test("where nobody tells addresses shares the wait with all", async () => {
    const { reader, bearer } = open();
    const status = async (token: string) => (await reader(from(undefined, bearer(token)))).status;
    for (let i = 0; i < 10; i += 1) await status(`guess-${i}-guess-guess`);
    expect(await status(ADA)).toBe(429);
  });

  test("is counted once for a request, however many ask who it is", async () => {
    const { access, reader, bearer } = open();
    const request = from(PEER, bearer("guess-guess-guess"));
    await Promise.all([reader(request), access.who(request), access.who(request)]);
    expect(access.failedTries()).toBe(1);
  });
});

describe("without tokens", () => {
  test.each<[string, AccessOptions]>([
    ["none", {}],
    ["empty ones", { operators: {}, readers: {} }],
  ])("given as %s everybody may do everything", async (_, options) => {
    const { access, statuses, bearer } = open(options);
    expect(access.isOpen).toBe(true);
    expect(await statuses()).toEqual([200, 200]);
    expect(await statuses(bearer("whatever-it-may-be"))).toEqual([200, 200]);
    expect(await access.who(from(PEER))).toEqual({
      name: "anybody",
      role: "operator",
      is_open: true,
    });
  });
});
