// What stands behind the question mark.
import { describe, expect, test } from "vitest";
import { formOf, keyOf, limitOf, memberOf, pointsOf, windowOf } from "../../../src/server/query.ts";

const query = (text: string) => new URLSearchParams(text);

describe("a window", () => {
  test.each([
    ["", 3_600, 60],
    ["range=15m", 900, 60],
    ["range=2h", 7_200, 60],
    ["range=24h", 86_400, 900],
    ["range=1d", 86_400, 900],
    ["range=2w", 1_209_600, 10_800],
    ["range=60d", 5_184_000, 43_200],
    ["range=365d", 31_536_000, 259_200],
    ["range=120s", 120, 60],
    ["range=6h&step=300", 21_600, 300],
    ["range=6h&step=5m", 21_600, 300],
    ["range=60d&step=1d", 5_184_000, 86_400],
    ["step=", 3_600, 60],
  ])("of %j is %i seconds in steps of %i", (text, seconds, step) => {
    expect(windowOf(query(text))[1]).toEqual({ seconds, step });
  });

  test("has an end when one is asked for", () => {
    const [range, window] = windowOf(query("range=1h&to=1795250403"));
    expect([range, window]).toEqual(["1h", { seconds: 3_600, step: 60, to: 1_795_250_403 }]);
  });

  test.each([
    ["range=1", "range: must be like"],
    ["range=30s", "at least a minute"],
    ["range=-1h", "range: must be like"],
    ["range=1.5h", "range: must be like"],
    ["range=1H", 'not "1H"'],
    [`range=${"9".repeat(50)}h`, `not "${"9".repeat(40)}…"`],
    ["step=0", "step: must be seconds"],
    ["step=5x", 'not "5x"'],
    ["to=soon", "to: must be whole Unix seconds"],
    ["to=-1", "to: must be whole Unix seconds"],
  ])("of %j is refused", (text, message) => {
    expect(() => windowOf(query(text))).toThrow(message);
  });
});

test.each([
  ["member=1", 1],
  ["member=%221%22", "1"],
  ["member=null", null],
  ["", undefined],
])("the member of %j is %j", (text, member) => {
  expect(memberOf(query(text))).toBe(member);
});

test.each(["member=x", "member=[]", "member={}", "member="])("the member of %j is none", (text) => {
  expect(() => memberOf(query(text))).toThrow("member: must be a string, a number");
});

test("a key may be empty, but must be given", () => {
  expect(keyOf(query("key="))).toBe("");
  expect(() => keyOf(query(""))).toThrow("key: must be given");
});

test("rows are fifty, or as many as are asked for, up to a thousand", () => {
  expect([limitOf(query("")), limitOf(query("limit=1000")), limitOf(query(""), 7)]).toEqual([
    50, 1_000, 7,
  ]);
  for (const text of ["limit=0", "limit=1001", "limit=x", "limit=1.5"]) {
    expect(() => limitOf(query(text))).toThrow("limit: must be a whole number from 1 to 1000");
  }
});

test("a series is told as points, or as totals", () => {
  expect([formOf(query("")), formOf(query("form=totals"))]).toEqual(["points", "totals"]);
  expect(() => formOf(query("form=csv"))).toThrow("form: must be one of points, totals, not");
});

test("points are as many as is said, or none", () => {
  expect([pointsOf(query("")), pointsOf(query("points=24"))]).toEqual([undefined, 24]);
  expect(() => pointsOf(query("points=0"))).toThrow("points: must be a whole number from 1 to 200");
});
