// Taking lines of the text formats apart.
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/core/utf8.ts";
import { eachLine, readComment, readSample, unescaped } from "../../../src/prometheus/lines.ts";

describe("eachLine", () => {
  const lines = (text: string) => {
    const found: [string, boolean][] = [];
    eachLine(utf8(text), (line, isEnded) => found.push([line, isEnded]));
    return found;
  };

  test("hands on what is not blank, without the blanks before it", () => {
    expect(lines("a 1\n\n \t\n \tb\r \nc")).toEqual([
      ["a 1", true],
      ["b\r ", true],
      ["c", false],
    ]);
    expect(lines("")).toEqual([]);
    expect(lines("a\n  ")).toEqual([["a", true]]);
  });

  test("says which line was complained about", () => {
    const complain = (line: string) => {
      if (line === "bad") throw new Error("oh");
    };
    expect(() => eachLine(utf8("a\n\nbad\n"), complain)).toThrow(
      expect.objectContaining({ code: "parse", message: "line 3: oh" }),
    );
  });

  test("says which line is not UTF-8", () => {
    expect(() => eachLine(Uint8Array.of(0x61, 0x0a, 0xff, 0x0a), () => {})).toThrow(
      expect.objectContaining({ code: "parse", message: "line 2: not UTF-8" }),
    );
  });

  test("keeps a byte order mark", () => expect(lines("\uFEFFa\n")).toEqual([["\uFEFFa", true]]));
});

describe("readComment", () => {
  test.each([
    ["# HELP a some  text ", { word: "HELP", name: "a", text: "some  text " }],
    ["#\tTYPE\ta:b \tgauge", { word: "TYPE", name: "a:b", text: "gauge" }],
    ["#HELP a x", { word: "HELP", name: "a", text: "x" }],
    ["# UNIT a_s s", undefined],
    ["# UNIT 1 s", undefined],
    ["#", undefined],
    ["# HELP", undefined],
    ["# HELP a", undefined],
    ["# HELP a  ", undefined],
    ["# HELPS 1 x", undefined],
    ["# help a x", undefined],
  ])("reads %j", (line, expected) => expect(readComment(line)).toEqual(expected));

  test.each(["# HELP 1a x", "# TYPE a-b counter", "# HELP a\u00a0b"])("refuses %j", (line) => {
    expect(() => readComment(line)).toThrow(/which is no metric name/);
  });
});

describe("readSample", () => {
  test.each([
    ["a 1", { name: "a", labels: [], rest: "1" }],
    ["a:b9\t 1 2", { name: "a:b9", labels: [], rest: "1 2" }],
    ["a", { name: "a", labels: [], rest: "" }],
    ["a-b 1", { name: "a", labels: [], rest: "-b 1" }],
    ["a{}1", { name: "a", labels: [], rest: "1" }],
    ["a { \t} 1", { name: "a", labels: [], rest: "1" }],
    [
      'a{ b = "c" , d="", } 1 ',
      {
        name: "a",
        labels: [
          ["b", "c"],
          ["d", ""],
        ],
        rest: "1 ",
      },
    ],
    ['a{b=" \\\\\\"\\n}"} 1', { name: "a", labels: [["b", ' \\"\n}']], rest: "1" }],
  ])("reads %j", (line, expected) => expect(readSample(line)).toEqual(expected));

  test.each([
    ["1 1", /begins with no metric name/],
    ["a{", /is no label name/],
    ["a{,} 1", /is no label name/],
    ['a{b:c="d"} 1', /where = must be/],
    ["a{b} 1", /where = must be/],
    ["a{b=c} 1", /where " must be/],
    ['a{b="c} 1', /does not end/],
    ['a{b="c\\', /does not end/],
    ['a{b="c" d="e"} 1', /where , must be/],
    ['a{b="c"', /where , must be/],
    ['a{b="\\t"} 1', /the escape/],
    ['a{__name__="b"} 1', /is taken/],
  ])("refuses %j", (line, complaint) => expect(() => readSample(line)).toThrow(complaint));
});

describe("unescaped", () => {
  test.each([
    ["a\\\\n\\n", "", "a\\n\n"],
    ['\\"', '"', '"'],
  ])("reads %j", (text, special, expected) => expect(unescaped(text, special)).toBe(expected));

  test.each([
    ['\\"', ""],
    ["\\", '"'],
    ["\\\n", '"'],
  ])("refuses %j", (text, special) => {
    expect(() => unescaped(text, special)).toThrow(expect.objectContaining({ code: "parse" }));
  });
});
