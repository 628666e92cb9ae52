// Values by rules.
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../../src/core/errors.ts";
import { isPlain, quote, type Rules, read, wrong } from "../../../../src/server/schema/read.ts";

interface Noun {
  readonly count: number;
  readonly names?: readonly string[];
}
const isString = (value: unknown) => typeof value === "string";
const rules: Rules<Noun> = {
  count: [[Number.isInteger, "must be whole"]],
  names: [
    [Array.isArray, "must be a list"],
    [(value) => (value as unknown[]).length < 4, "must be few"],
    [isString, "must be a string", "each"],
  ],
};
const readNoun = (value: unknown) => read(rules, value, "count");

describe("reading", () => {
  test("gives the members, without those that nobody knows", () => {
    const names = ["a"];
    const more = JSON.parse('{ "more": 1, "__proto__": 2, "toString": 3 }');
    expect(readNoun({ ...more, names, count: 1 })).toStrictEqual({ count: 1, names });
    expect(readNoun({ count: 1 })).toStrictEqual({ count: 1 });
  });

  test.each([
    [{ count: 0.5, names: 1 }, "count: must be whole"],
    [{ names: 1 }, "count: must be whole"],
    [{ count: 1, names: undefined }, "names: must be a list"],
    [{ count: 1, names: [1, 2, 3, 4] }, "names: must be few"],
    [{ count: 1, names: ["a", 2, 3] }, "names[1]: must be a string"],
    [null, "body: must be an object"],
    [[], "body: must be an object"],
  ])("%j is refused where it is wrong first", (value, message) => {
    expect(() => readNoun(value)).toThrow(message);
  });

  test("an object is plain, a list and nothing are not", () => {
    expect([{}, [], null, "a"].map(isPlain)).toEqual([true, false, false, false]);
  });

  test("throws what is answered with 400", () => {
    expect(wrong("limit: too many")).toBeInstanceOf(TallybeaconError);
    expect(wrong("limit: too many")).toMatchObject({ code: "parse", message: "limit: too many" });
  });

  test("quotes no more than is needed to find it", () => {
    expect([quote("x".repeat(40)), quote("x".repeat(41))]).toEqual([
      "x".repeat(40),
      `${"x".repeat(40)}…`,
    ]);
  });
});
