import { describe, expect, test } from "vitest";
import { digestOf } from "../../../src/server/secret.ts";
import { byDigest, readHolders } from "../../../src/server/tokens.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";

test("operators and readers are known by name, role and token", () => {
  expect(readHolders({ ada: ADA }, { "bob@shop.example": BOB })).toEqual([
    { name: "ada", role: "operator", token: ADA },
    { name: "bob@shop.example", role: "reader", token: BOB },
  ]);
  expect(readHolders()).toEqual([]);
});

describe("what will not do is refused by name, and never by token", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["a short token", { ada: "fifteen-letters" }, {}, `operators: the token of "ada" must be 16`],
    ["no token", {}, { bob: "" }, `readers: the token of "bob" must be 16`],
    ["a long one", { ada: "x".repeat(1_025) }, {}, `the token of "ada" must be 16 to 1024`],
    ["one with spaces", { ada: "correct horse battery" }, {}, `the token of "ada"`],
    ["one beyond ASCII", { ada: "schlüssel-zur-größe" }, {}, `the token of "ada"`],
    ["one with a line end", { ada: `${ADA}\n` }, {}, `the token of "ada"`],
    ["one for two", { ada: ADA }, { bob: ADA }, `"bob" has the same token as "ada"`],
    ["one for two operators", { ada: ADA, eve: ADA }, {}, `"eve" has the same token as "ada"`],
    ["one name for two", { ada: ADA }, { ada: BOB }, `readers: "ada" is an operator already`],
    ["no name", { "": ADA }, {}, "operators: a name must be 1 to 64"],
    ["a name with a space", { "ada l": ADA }, {}, `not "ada l"`],
    ["a name beyond ASCII", { größe: ADA }, {}, `not "größe"`],
    ["a name with a line end", { "ada\n": ADA }, {}, "a name must be"],
    ["a long name", { ["a".repeat(65)]: ADA }, {}, "a name must be"],
    ["a name that trips programs", { ["__proto__"]: ADA }, {}, `not "__proto__"`],
  ])("%s", (_, operators, readers, message) => {
    const read = () => readHolders(operators, readers);
    expect(read).toThrow(expect.objectContaining({ code: "bad-option" }));
    expect(read).toThrow(message);
    for (const token of [...Object.values(operators), ...Object.values(readers)]) {
      if (token) expect(read).not.toThrow(token);
    }
  });
});

test("a holder is found by the digest of the token, and by nothing like it", async () => {
  const holders = readHolders({ ada: ADA }, { bob: BOB });
  const find = await byDigest(holders);
  expect(find(await digestOf(ADA))).toBe(holders[0]);
  expect(find(await digestOf(BOB))).toBe(holders[1]);
  for (const token of ["", ADA.slice(1), `${ADA}x`, ADA.toUpperCase(), "größe"]) {
    expect(find(await digestOf(token))).toBeUndefined();
  }
  expect((await byDigest([]))(await digestOf(ADA))).toBeUndefined();
});
