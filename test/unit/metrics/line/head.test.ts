// What a line says of a metric beside its value.
import { expect, test } from "vitest";
import { readHead } from "../../../../src/metrics/line/head.ts";

const head = { name: "a", type: "counter", rate: 1, tags: [], value: "1" };

test.each([
  ["a:1|c", {}],
  ["a:1|g", { type: "gauge" }],
  ["a:1|ms", { type: "timer" }],
  ["a:1|h", { type: "timer" }],
  ["a:b:c|s", { type: "set", value: "b:c" }],
  ["a:|c", { value: "" }],
  ["a|/ b:1|c", { name: "a-_b" }],
  [" _a:1|c", { name: "__a" }],
  ["a:1|c|@0.2|#b|@0.4|#a", { rate: 0.4, tags: ["b", "a"] }],
  ["a:1|c|@0|@0x1p-1", { rate: 0.5 }],
  ["a:1|c|@inf", { rate: Infinity }],
  ["a:1|c||#a|", {}],
  ["a:1|c|c:x|T1|card:low|#a", { tags: ["a"] }],
  ["a:1|c\0junk", {}],
  ["a:1|c|#a\0", { tags: ["a\0"] }],
])("%j is read", (line, differs) => expect(readHead(line)).toEqual({ ...head, ...differs }));

test("a namespace goes before the name, as it is", () => {
  expect(readHead("a:1|c", "n s")).toEqual({ ...head, name: "n s.a" });
  expect(readHead("日:1|c", "n")).toBe("key zero len");
});

test.each([
  ["", "invalid type"],
  ["\0a:1|c", "invalid type"],
  ["a", "missing key separator"],
  ["a\0:1|c", "missing key separator"],
  [":1|c", "key zero len"],
  ["$:1|c", "key zero len"],
  ["a:1", "missing value separator"],
  ["a:\0|c", "missing value separator"],
  ["a:1|", "invalid type"],
  ["a:1|d", "invalid type"],
  ["a:1|m", "invalid type"],
  ["a:1|C", "invalid type"],
  ["a:1|c ", "invalid type"],
  ["a:1|cc", "invalid type"],
  ["a:1|c@0.1", "invalid type"],
  ["a:1|c\r", "invalid type"],
  ["a:1|\0", "invalid type"],
  ["a:1|c|#a\0b", "invalid type"],
  ["a:1|c|@", "invalid rate"],
  ["a:1|c|@abc|@1", "invalid rate"],
  ["a:1|c|@0", "invalid rate"],
  ["a:1|g|@-1", "invalid rate"],
  ["a:1|s|@nan", "invalid rate"],
])("%j is bad: %s", (line, complaint) => expect(readHead(line)).toBe(complaint));
