import { expect, test } from "vitest";
import { readArguments, readFlags, textOf } from "../../../src/cli/arguments.ts";

const OPTIONS = { to: { type: "string" }, force: { type: "boolean" } } as const;

test("flags and words are told apart", () => {
  expect(readArguments(["a=1", "--to", "x", "b=2", "--force"], OPTIONS)).toEqual({
    flags: { to: "x", force: true },
    words: ["a=1", "b=2"],
  });
});

test("a flag that is not known is named in one sentence", () => {
  const read = () => readArguments(["--too", "x"], OPTIONS);
  expect(read).toThrow(/^Unknown option '--too'$/);
});

test("a command that takes flags only says so of words", () => {
  expect(() => readFlags("backup", ["now"], OPTIONS)).toThrow("no such command: backup now");
  expect(readFlags("backup", ["--to", "x"], OPTIONS)).toEqual({ to: "x" });
});

test("a flag that is absent is no text", () => {
  expect([textOf(undefined), textOf(""), textOf("x")]).toEqual([undefined, "", "x"]);
});
