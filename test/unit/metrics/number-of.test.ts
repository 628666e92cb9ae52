import { describe, expect, test } from "vitest";
import { numberOf } from "../../../src/metrics/number-of.ts";

describe("a number of statsd", () => {
  test.each([
    ["5.", 5],
    ["-.5", -0.5],
    ["1e3", 1_000],
    ["00012", 12],
    ["1_000", 1_000],
    ["20_30.5_60", 2030.56],
    ["0x1p4", 16],
    ["-0x1.8p1", -3],
    ["+Inf", Infinity],
    ["-infinity", -Infinity],
    ["nan", Number.NaN],
    ["1e-400", 0],
  ])("%s is read", (text, value) => expect(numberOf(text)).toBe(value));

  test.each([
    "",
    " 1",
    "1,5",
    "0x10",
    "0b1",
    "1__0",
    "_1",
    "1_",
    "+nan",
    "1e400",
    "0x1p2000",
    "e5",
  ])("%j is none", (text) => expect(numberOf(text)).toBeUndefined());
});
