// What goes ahead of forwarded metrics.
import { expect, test } from "vitest";
import { createForwardHeaders } from "../../../../src/metrics/forward/headers.ts";

const FIXED = { "content-type": "application/x-protobuf", "content-encoding": "identity" };

test.each<[string, Record<string, string>, string[], string, Record<string, string>]>([
  ["only what is fixed", {}, [], "", {}],
  ["what a tag says", {}, ["team"], "team:x:y", { team: "x:y" }],
  ["even nothing", {}, ["team"], "team:", { team: "" }],
  ["underscores of tags as hyphens", {}, ["my_team"], "my_team:x", { "my-team": "x" }],
  ["those of others as they are", { my_team: "x" }, [], "", { my_team: "x" }],
  ["the last of two", {}, ["a"], "a:1,a:2", { a: "2" }],
  ["no piece without a colon", {}, ["a"], "a", {}],
  ["UTF-8, a character for each byte", { b: "ü" }, ["a"], "a:é", { a: "Ã©", b: "Ã¼" }],
  [
    "no tag in place of what is fixed",
    {},
    ["content-type", "user-agent"],
    "content-type:a,user-agent:b",
    {},
  ],
  ["a type of one's own", { "Content-Type": "x/y" }, [], "", { "content-type": "x/y" }],
  ["no encoding of one's own", { "content-encoding": "gzip" }, [], "", {}],
  ["who one is", { "User-Agent": "me" }, ["user-agent"], "user-agent:b", { "user-agent": "me" }],
])("have %s", (_, custom, dynamic, key, expected) => {
  const headers = createForwardHeaders(custom, dynamic).of(key);
  expect(Object.fromEntries(headers)).toEqual({ ...FIXED, ...expected });
});

test("tags are not asked for what is custom, nor for nothing", () => {
  const { prefixes } = createForwardHeaders({ team: "x" }, ["team", "", "Team", "zone"]);
  expect(prefixes).toEqual(["Team:", "zone:"]);
});

test.each(["a b:c", "a:b\nc"])("%j makes no header", (key) => {
  expect(() => createForwardHeaders({}, []).of(key)).toThrow(TypeError);
});
