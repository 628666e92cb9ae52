import { describe, expect, test } from "vitest";
import { tokenLines, tokens } from "../../../../src/server/setting/tokens.ts";

const { text, json } = tokens("operator");
const lines = (given: string) => tokenLines(given, "operator");

describe("tokens by name", () => {
  test("are written with commas between them, on lines, or as an object", () => {
    const both = { alice: "secret", "bob@shop": "c2VjcmV0Mg==" };
    expect(text("alice=secret, bob@shop=c2VjcmV0Mg==")).toEqual(both);
    expect(lines("# who may steer\r\nalice=secret\r\n\n  bob@shop=c2VjcmV0Mg== \n")).toEqual(both);
    expect(json(both)).toEqual(both);
  });

  test("one that stands alone gets a name, where there is one to give", () => {
    expect(text("secret")).toEqual({ operator: "secret" });
    expect(lines("secret\n")).toEqual({ operator: "secret" });
    expect(() => tokens().text("secret")).toThrow("must be written name=key: one has no name");
  });

  test.each([
    ["alice=", "with a token in plain characters"],
    ["alice==", "with a token in plain characters"],
    ["c2VjcmV0=", "with a token in plain characters"],
    ["alice=se cret", "with a token in plain characters"],
    ["alice=geheimß", "with a token in plain characters"],
    ["=secret", "names have letters"],
    ["al ice=secret", "names have letters"],
    [`${"a".repeat(65)}=secret`, "names have letters"],
    ["", "with a token in plain characters"],
    ["alice=secret,alice=other", "has one name twice"],
  ])("%j is refused, and not quoted", (given, why) => {
    const read = () => text(given);
    expect(read).toThrow(why);
    expect(read).not.toThrow(/c2VjcmV0|secret/);
  });

  test.each<[unknown, string]>([
    [["secret"], "must be an object"],
    ["alice=secret", "must be an object"],
    [null, "must be an object"],
    [{ alice: 7 }, "with a token in plain characters"],
    [{}, "has no tokens in it"],
  ])("%j is no object of them", (given, why) => {
    expect(() => json(given)).toThrow(why);
  });

  test("a file with none in it is a mistake", () => {
    expect(() => lines("# later\n")).toThrow("has no tokens in it");
  });

  test("a name that objects have, too, is a name", () => {
    expect(Object.entries(text("__proto__=secret"))).toEqual([["__proto__", "secret"]]);
  });
});
