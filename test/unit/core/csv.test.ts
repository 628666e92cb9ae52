// Rows as CSV.
import { describe, expect, test } from "vitest";
import { type Column, csvHead, csvLine } from "../../../src/core/csv.ts";

const COLUMNS: readonly Column[] = [
  ["name", "text"],
  ["value", "json"],
  ["count", "plain"],
];
const line = (name: unknown, value: unknown, count: unknown) =>
  csvLine(COLUMNS, { name, value, count });

describe("a line of CSV", () => {
  test("has what its columns say, in their order, and ends with CRLF", () => {
    expect(csvHead(COLUMNS)).toBe("name,value,count\r\n");
    expect(csvLine(COLUMNS, { count: 1.5, other: 7, value: "x", name: "a" })).toBe(
      'a,"""x""",1.5\r\n',
    );
  });

  test.each([
    ['say "hi"', '"say ""hi"""'],
    ["a,b", '"a,b"'],
    ["a\nb", '"a\nb"'],
    ["a\rb", '"a\rb"'],
    ["", ""],
    [null, ""],
    [undefined, ""],
    ["naïve", "naïve"],
  ])("writes the text %j as %j", (text, cell) => {
    expect(line(text, 1, 1)).toBe(`${cell},1,1\r\n`);
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["\r=1", `"'\r=1"`],
    ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
    ["a=1", "a=1"],
    ["'=1", "'=1"],
  ])("keeps a spreadsheet from running %j", (text, cell) => {
    expect(line(text, 1, 1)).toBe(`${cell},1,1\r\n`);
  });

  test.each([
    [-1, "-1"],
    ["=1+1", '"""=1+1"""'],
    [null, "null"],
    [undefined, ""],
    [{ a: [1, "x"] }, '"{""a"":[1,""x""]}"'],
  ])("writes the JSON %j as %j, as it is", (value, cell) => {
    expect(line("a", value, 1)).toBe(`a,${cell},1\r\n`);
  });

  test.each([
    [-1.5e-7, "-1.5e-7"],
    [true, "true"],
    [null, ""],
  ])("writes %j plainly, as %j", (count, cell) => {
    expect(line("a", 1, count)).toBe(`a,1,${cell}\r\n`);
  });
});
