// Parameters of an address.
import { describe, expect, test } from "vitest";
import {
  type Fields,
  faultOf,
  fieldOf,
  parameterName,
  secondsOf,
  textOf,
} from "../../../../src/server/schema/fields.ts";

const query = (text: string) => new URLSearchParams(text);

describe("a parameter", () => {
  test.each<[keyof Fields, string, unknown]>([
    ["app", "app=shop", "shop"],
    ["app", "app=", undefined],
    ["key", "key=", ""],
    ["key", "key=a&key=b", "a"],
    ["member", "member=%22a%22", "a"],
    ["member", "member=null", null],
    ["member", "", undefined],
    ["range", "range=2w", "2w"],
    ["range", "range=", "1h"],
    ["to", "to=0", 0],
    ["to", "to=", undefined],
    ["step", "step=300", "300"],
    ["step", "step=6h", "6h"],
    ["limit", "", 50],
    ["limit", "limit=007", 7],
    ["form", "form=totals", "totals"],
    ["points", "", undefined],
    ["points", "points=200", 200],
    ["instance", "instance=", ""],
    ["what", "what=members", "members"],
    ["what", "", "totals"],
    ["format", "format=", "ndjson"],
    ["host", "host=%20a.example%20", "a.example"],
    ["span", "range=6h", "6h"],
    ["span", "", "1h"],
    ["agg", "agg=last", "last"],
    ["agg", "agg=", undefined],
  ])("%s of %j is %j", (field, text, value) => {
    expect(fieldOf(query(text), field)).toEqual(value);
    expect(faultOf(query(text), field)).toBeUndefined();
  });

  test.each<[keyof Fields, string, string]>([
    ["key", "", "key: must be given"],
    ["member", "member=", "member: must be a string, a number, true, false or null, as JSON"],
    ["range", "range=59s", 'range: must be like 30m, 24h or 60d, at least a minute, not "59s"'],
    ["to", "to=1e3", 'to: must be whole Unix seconds, not "1e3"'],
    ["to", "to=1000000000000", 'to: must be whole Unix seconds, not "1000000000000"'],
    ["step", "step=00s", 'step: must be seconds, or like 5m, 6h or 1d, not "00s"'],
    ["range", "range=90", 'range: must be like 30m, 24h or 60d, at least a minute, not "90"'],
    ["step", "step=1y", 'step: must be seconds, or like 5m, 6h or 1d, not "1y"'],
    ["limit", "limit=1001", "limit: must be a whole number from 1 to 1000"],
    ["points", "points=201", "points: must be a whole number from 1 to 200"],
    ["points", "points=", "points: must be a whole number from 1 to 200"],
    ["limit", "limit=1e2", "limit: must be a whole number from 1 to 1000"],
    [
      "what",
      "what=all",
      'what: must be one of totals, members, values, instances, changes, not "all"',
    ],
    ["host", "host=%20", "host: host parameter required"],
    ["agg", "agg=all", "agg: invalid agg; use first, mean, min, max, last, or sum"],
    ["limit", "limit=", "limit: must be a whole number from 1 to 1000"],
    ["format", "format=xml", 'format: must be one of ndjson, csv, not "xml"'],
    ["span", "range=2h", "range: invalid range; use 30m, 1h, 6h, or 24h"],
  ])("%s of %j is refused: %s", (field, text, message) => {
    expect(() => fieldOf(query(text), field)).toThrow(message);
    expect(`${parameterName(field)}: ${faultOf(query(text), field)}`).toBe(message);
  });

  test("has the text that stands in the address", () => {
    expect(textOf(query("range=6h"), "span")).toBe("6h");
    expect(textOf(query("limit="), "limit")).toBe("");
    expect(textOf(query("range="), "range")).toBeUndefined();
  });
});

test.each([
  ["90", 90],
  ["90s", 90],
  ["5m", 300],
  ["24h", 86_400],
  ["60d", 5_184_000],
  ["2w", 1_209_600],
  ["0", 0],
  ["", undefined],
  ["h", undefined],
  ["1H", undefined],
  ["1.5h", undefined],
  ["1234567890", undefined],
])("%j is %s seconds", (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});
