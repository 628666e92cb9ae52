// What tags say.
import { expect, test } from "vitest";
import {
  hasTagName,
  normalizeTagName,
  tagMap,
  tagParts,
  withHost,
} from "../../../src/metrics/tag-names.ts";

test.each([
  [["a:b:c"], { a: "b:c" }],
  [["z:2", "z:1", "z:2"], { z: "1__2__2" }],
  [["bare", "unknown:c"], { unknown: "bare__c" }],
  [["a.b:c.d", "a_b:d"], { a_b: "c.d__d" }],
  [["__proto__:x", ":y"], { ["__proto__"]: "x", "": "y" }],
  [[], {}],
])("%j say %j", (tags, expected) => {
  expect([...tagMap(tags)].sort()).toEqual(Object.entries(expected).sort());
});

test("a tag without a colon has the name unknown", () => {
  expect(hasTagName(["x"], "x")).toBe(false);
  expect(hasTagName(["x"], "unknown")).toBe(true);
  expect(hasTagName(["a.b:c"], "a_b")).toBe(true);
  expect(hasTagName([], "unknown")).toBe(false);
});

test("a name has no colon", () => expect(normalizeTagName("a:b:")).toBe("a_b_"));

test.each([
  ["k:v", "k", "v"],
  ["k:a:b", "k", "a:b"],
  ["k:", "k", ""],
  [":v", "", "v"],
  ["bare", "bare", undefined],
])("%s is cut at its first colon", (tag, ...parts) => expect(tagParts(tag)).toEqual(parts));

test.each([
  [["a"], "h", ["a", "host:h"]],
  [["a"], "", ["a"]],
  [["host:x"], "h", ["host:x"]],
  [["host"], "h", ["host", "host:h"]],
])("%j of %j are %j with their host", (tags, source, all) => {
  expect(withHost(tags, source)).toEqual(all);
});

test("a name may have very many values", () => {
  const tags = Array.from({ length: 100_000 }, (_, i) => `a:${i}`);
  expect(tagMap(tags).get("a")?.split("__")).toHaveLength(100_000);
});
