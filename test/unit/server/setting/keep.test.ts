import { expect, test } from "vitest";
import { keepReader } from "../../../../src/server/setting/keep.ts";

test("times are given by level, in seconds at last, and 0 is for ever", () => {
  expect(keepReader.text("minute=14d, 5m=90d, hour=800d, day=forever")).toEqual({
    minute: 1_209_600,
    fiveMinutes: 7_776_000,
    hour: 69_120_000,
    day: 0,
  });
  expect(keepReader.text("minute=90m")).toEqual({ minute: 5_400 });
});

test("a config file has them as an object, in seconds where they are numbers", () => {
  const keep = { minute: "12h", fiveMinutes: 3_600, day: "forever" };
  expect(keepReader.json(keep)).toEqual({ minute: 43_200, fiveMinutes: 3_600, day: 0 });
  expect(keepReader.json({ hour: 0 })).toEqual({ hour: 0 });
  expect(keepReader.json("hour=1h")).toEqual({ hour: 3_600 });
});

test.each([
  ["", "must be like minute=14d,5m=90d,hour=800d,day=forever: "],
  ["week=14d", "must be like minute=14d,5m=90d,hour=800d,day=forever: week=14d"],
  ["toString=14d", "must be like"],
  ["minute=14d=15d", "must be like"],
  ["minute", 'must give times such as 90d, 12h or forever: ""'],
  ["minute=14", 'must give times such as 90d, 12h or forever: "14"'],
  ["minute=0d", 'must give times such as 90d, 12h or forever: "0d"'],
  ["minute=14d,minute=15d", "has minute twice"],
])("%j is refused: %s", (text, why) => {
  expect(() => keepReader.text(text)).toThrow(why);
});

test.each<[unknown, string]>([
  [14, 'must be like { "minute": "14d", "day": "forever" }: 14'],
  [["minute"], "must be like"],
  [null, "must be like"],
  [{ "5m": "90d" }, "must have no member but minute, fiveMinutes, hour, day: 5m"],
  [{ minute: 1.5 }, "must give times such as 90d, 12h or forever: 1.5"],
  [{ minute: -1 }, "must give times such as 90d, 12h or forever: -1"],
  [{ minute: null }, "must give times"],
])("%j is refused: %s", (value, why) => {
  expect(() => keepReader.json(value)).toThrow(why);
});
