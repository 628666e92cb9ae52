// Lines that cannot be read, some of which somebody hears of.
import { expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { tellBadLines } from "../../../../src/metrics/line/bad-lines.ts";

test.each([
  ["nobody listens", {}],
  ["none is to be told", { onBadLine: () => {} }],
  ["less than none is to be told", { onBadLine: () => {}, badLinesPerMinute: -1 }],
])("no bad line is told where %s", (_, options) => {
  expect(tellBadLines(options)).toBeUndefined();
});

test("so many are told a minute, evenly spread", () => {
  const told: string[] = [];
  const tell = tellBadLines({ onBadLine: (line) => void told.push(line), badLinesPerMinute: 6 });
  for (let second = 0; second < 60; second += 1) tell?.(utf8("x"), `${second}`, "", second * 1_000);
  expect(told).toEqual(['"x": 0', '"x": 10', '"x": 20', '"x": 30', '"x": 40', '"x": 50']);
});

test("one is quoted, up to 200 characters of it, with who sent it", () => {
  let told = "";
  const onBadLine = (line: string) => {
    told = line;
  };
  tellBadLines({ onBadLine, badLinesPerMinute: 1 })?.(
    utf8(`a"${"b".repeat(300)}`),
    "why",
    "::1",
    0,
  );
  expect(told).toBe(`::1: "a\\"${"b".repeat(198)}": why`);
});
