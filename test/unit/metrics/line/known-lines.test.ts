// Lines that came before.
import { expect, test } from "vitest";
import { MAX_KNOWN_LINE_BYTES, MAX_KNOWN_LINES } from "../../../../src/core/metric-limits.ts";
import { utf8 } from "../../../../src/core/utf8.ts";
import { createKnownLines, type KnowLine } from "../../../../src/metrics/line/known-lines.ts";
import { type Parts, walk } from "../../../../src/metrics/line/walk.ts";

function know(known: KnowLine, line: string, source = ""): ReturnType<KnowLine> {
  const bytes = utf8(line);
  const parts: Parts = { nameEnd: 0, valueEnd: 0, end: 0, hash: 0 };
  walk(bytes, 0, parts);
  return known(bytes, 0, parts, source);
}

test("a line is the same one again with another value, and from the same source", () => {
  const known = createKnownLines("ns", false);
  const line = know(known, "a:1|c|@0.5|#b,a", "h");
  expect(line).toMatchObject({
    key: "ns.a\na,b,s:h",
    name: "ns.a",
    tags: ["a", "b"],
    source: "h",
    type: "counter",
    rate: 0.5,
  });
  expect(know(known, "a:22|c|@0.5|#b,a", "h")).toBe(line);
  expect(know(known, "a:1|c|@0.5|#b,a", "i")).toMatchObject({ source: "i" });
  expect(know(known, "a:1|c|@0.5|#b,a", "h")).toBe(line);
});

test("lines of the same bytes with the colon elsewhere are different", () => {
  const known = createKnownLines(undefined, false);
  expect(know(known, "a|c:1|c")).toMatchObject({ name: "ac" });
  expect(know(known, "a:1|c|c")).toMatchObject({ name: "a" });
});

test("lines of one hash are different, and known by turns", () => {
  const known = createKnownLines(undefined, false);
  // 31 * "A" + "a" is 31 * "B" + "B".
  for (const name of ["Aa", "BB", "Aa"]) expect(know(known, `${name}:1|c`)).toMatchObject({ name });
});

test.each([
  ["", "invalid type"],
  ["a", "missing key separator"],
  ["a:1", "missing value separator"],
  ["a:1|q", "invalid type"],
])("%j is bad, each time: %s", (line, complaint) => {
  const known = createKnownLines(undefined, false);
  for (const _ of [1, 2]) expect(know(known, line)).toBe(complaint);
});

test.each([
  ["#host:h1,host:h2", "h1", ["host:h2"]],
  ["#a,host:h,b", "h", ["a", "b"]],
  ["#host:", "", []],
  ["#host,Host:h,hostx:h", "", ["Host:h", "host", "hostx:h"]],
  ["", "", []],
])("with ignoreHost, %j is from %j, and the tags are %j", (attribute, source, tags) => {
  const known = createKnownLines(undefined, true);
  expect(know(known, `a:1|c|${attribute}`)).toMatchObject({ source, tags });
});

test("what is longer than is worth it is read each time", () => {
  const known = createKnownLines(undefined, false);
  const longest = `${"a".repeat(MAX_KNOWN_LINE_BYTES - 3)}:1|c`;
  expect(know(known, longest)).toBe(know(known, longest));
  expect(know(known, `a${longest}`)).not.toBe(know(known, `a${longest}`));
});

test.each(["names", "sources"])("a flood of %s does not fill the memory", (kind) => {
  const known = createKnownLines(undefined, false);
  const line = know(known, "first:1|c");
  for (let i = 0; i < MAX_KNOWN_LINES; i += 1) {
    if (kind === "names") know(known, `a${i}:1|c`);
    else know(known, "a", `h${i}`);
  }
  expect(know(known, "first:1|c")).not.toBe(line);
  expect(know(known, "first:2|c")).toEqual(line);
});
