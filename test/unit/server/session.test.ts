import { describe, expect, test } from "vitest";
import { createSessions, sessionCookie, sessionValues } from "../../../src/server/session.ts";
import type { Holder } from "../../../src/server/tokens.ts";

const ada: Holder = { name: "ada", role: "operator", token: "ada-has-this-token" };
const bob: Holder = { name: "bob", role: "reader", token: "bob-has-that-token" };
const sessions = createSessions([ada, bob]);
const END = 2_000_000;

describe("a session", () => {
  test("says who it is until it ends", async () => {
    const value = await sessions.seal(ada, END);
    expect(value).toMatch(/^YWRh\.2000\.[\w-]{43}$/);
    const opened = { holder: ada, expiresAtMs: END, isRight: true };
    expect(await sessions.open(value, END - 1)).toEqual(opened);
    expect(await sessions.open(value, END)).toBeUndefined();
    expect((await sessions.open(await sessions.seal(bob, END), 0))?.holder).toBe(bob);
  });

  test("of another name, end or signature is wrong", async () => {
    const value = await sessions.seal(ada, END);
    const [name = "", seconds = "", mac = ""] = value.split(".");
    const other = await sessions.seal(bob, END);
    const [bobs = "", , bobsMac = ""] = other.split(".");
    const flipped = `${mac.startsWith("A") ? "B" : "A"}${mac.slice(1)}`;
    const forged = [
      `${name}.${seconds}.${flipped}`,
      `${name}.9${seconds}.${mac}`,
      `${name}.${seconds}.${bobsMac}`,
      `${bobs}.${seconds}.${mac}`,
    ];
    for (const each of forged) expect((await sessions.open(each, 0))?.isRight).toBe(false);
  });

  test.each([
    "",
    ".",
    "YWRh",
    "YWRh.2000",
    "YWRh.2000.",
    `bm9ib2R5.2000.${"A".repeat(43)}`,
    `YWRh.2000.${"A".repeat(44)}`,
    `YWRh.-2000.${"A".repeat(43)}`,
    `YWRh.1e9.${"A".repeat(43)}`,
    `größe.2000.${"A".repeat(43)}`,
    `${"A".repeat(100_000)}.2000.${"A".repeat(43)}`,
  ])("'%.60s' is none", async (value) => {
    expect(await sessions.open(value, 0)).toBeUndefined();
  });

  test.each<[string, Holder[]]>([
    ["the token is another", [{ ...ada, token: "ada-has-a-new-token" }]],
    ["the role is another", [{ ...ada, role: "reader" }]],
  ])("is wrong when %s", async (_, holders) => {
    const value = await sessions.seal(ada, END);
    expect((await createSessions(holders).open(value, 0))?.isRight).toBe(false);
  });

  test("is none when nobody has the name any more, and holds over a restart otherwise", async () => {
    const value = await sessions.seal(ada, END);
    expect(await createSessions([bob]).open(value, 0)).toBeUndefined();
    expect((await createSessions([bob, { ...ada }]).open(value, 0))?.isRight).toBe(true);
  });
});

describe("a cookie", () => {
  test.each([
    [false, "tallybeacon=v; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"],
    [true, "__Host-tallybeacon=v; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure"],
  ])("where https is %s is %s", (isSecure, cookie) => {
    expect(sessionCookie("v", isSecure)).toBe(cookie);
    expect(sessionValues(`other=1; ${cookie.split(";")[0]};more=2`, isSecure)).toEqual(["v"]);
    expect(sessionValues(cookie, !isSecure)).toEqual([]);
  });

  test("without a value is taken away", () => {
    expect(sessionCookie("", true)).toContain("__Host-tallybeacon=; Path=/; Max-Age=0;");
  });

  test("is looked for under its whole name, and no more than four times", () => {
    const header = "xtallybeacon=0; tallybeacon2=0; TALLYBEACON=0; tallybeacon=1; tallybeacon=2=3";
    expect(sessionValues(header, false)).toEqual(["1", "2=3"]);
    expect(sessionValues("tallybeacon=1;".repeat(100), false)).toHaveLength(4);
    expect(sessionValues(null, false)).toEqual([]);
  });
});
