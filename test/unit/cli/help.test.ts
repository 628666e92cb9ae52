import { expect, test } from "vitest";
import { help } from "../../../src/cli/help.ts";

test.each([undefined, "serve", "backup", "export", "doctor"])(
  "the help of %s fits a terminal",
  (command) => {
    const lines = help(command)
      .split("\n")
      .filter((line) => !line.startsWith("Example"));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  },
);

test("defaults are told as they are given: seconds in seconds, and no default where there is none", () => {
  expect(help()).toMatch(/--port <number>.*\n.*\(default 8787\)/);
  expect(help()).toMatch(/--drain <seconds>.*\n(.*\n)?.*\(default 0\)/);
  expect(help()).not.toMatch(/--quiet.*\n.*default/);
});

test("commands that ask a server say how to find it and what to show it", () => {
  for (const command of ["backup", "export", "doctor"]) {
    for (const word of ["--url", "--token-file", "TALLYBEACON_TOKEN"])
      expect(help(command)).toContain(word);
  }
});
