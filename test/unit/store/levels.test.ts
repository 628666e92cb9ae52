// The levels that totals are kept at.
import { describe, expect, test } from "vitest";
import { KEEP } from "../../../src/core/store-limits.ts";
import {
  checkedKeep,
  createMarks,
  LEVELS,
  type Level,
  oldestOf,
} from "../../../src/store/levels.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { memorySql } from "../../support/store.ts";

function open() {
  const sql = memorySql();
  migrateStore(sql);
  return sql;
}

test("each bucket is made of whole buckets of the level before", () => {
  const widths = LEVELS.map(({ width }) => width);
  expect(widths).toEqual([1, 5, 60, 1_440]);
  widths.slice(1).forEach((width, level) => {
    expect(width % (widths[level] as number)).toBe(0);
  });
});

test("the oldest minute is that of a key, from where it is looked for", () => {
  const sql = open();
  const [minute] = LEVELS as [Level];
  for (const at of [7, 9]) sql.all("INSERT INTO key_minute VALUES (?, 1, 1, 0)", at);
  const found = [0, 7, 8, 10].map((from) => oldestOf(sql, minute, from));
  expect(found).toEqual([7, 7, 9, Number.POSITIVE_INFINITY]);
});

describe("marks", () => {
  test("say at first that nothing is rolled up and all is kept", () => {
    expect(createMarks(open()).read()).toEqual([
      { rolled: Number.POSITIVE_INFINITY, kept: 0 },
      { rolled: 0, kept: 0 },
      { rolled: 0, kept: 0 },
      { rolled: 0, kept: 0 },
    ]);
  });

  test("are there again after a restart", () => {
    const sql = open();
    const marks = createMarks(sql);
    marks.put(0, { rolled: Number.POSITIVE_INFINITY, kept: 5 });
    marks.put(1, { rolled: 60, kept: 0 });
    marks.put(1, { rolled: 65, kept: 0 });
    expect(createMarks(sql).read()).toEqual(marks.read());
    expect(marks.read()[1]).toEqual({ rolled: 65, kept: 0 });
  });

  test("are read again after a transaction that failed", () => {
    const sql = open();
    const marks = createMarks(sql);
    const attempt = () =>
      sql.tx(() => {
        marks.put(1, { rolled: 60, kept: 0 });
        throw new Error("disk full");
      });
    expect(attempt).toThrow("disk full");
    marks.forget();
    expect(marks.read()[1]).toEqual({ rolled: 0, kept: 0 });
  });
});

describe("how long levels are kept", () => {
  test("is said, or as usual", () => {
    expect(checkedKeep()).toEqual(KEEP);
    expect(checkedKeep({ minute: 86_400 })).toEqual({ ...KEEP, minute: 86_400 });
    const forever = { minute: 0, fiveMinutes: 0, hour: 0, day: 0 };
    expect(checkedKeep(forever)).toEqual(forever);
  });

  test.each([
    [{ minute: 60 }, "keep.minute: 60 seconds; must be 0 or at least 3600"],
    [{ minute: -1 }, "keep.minute: -1 seconds"],
    [{ minute: Number.NaN }, "keep.minute: NaN seconds"],
    [{ hour: Number.POSITIVE_INFINITY }, "keep.hour: Infinity seconds"],
    [{ fiveMinutes: 86_400 }, "keep.fiveMinutes: 86400 seconds; must be 0 or at least 1209600"],
    [{ hour: 0, day: 9e9 }, "keep.day: 9000000000 seconds; must be 0, as the one before is"],
    [
      { minute: 3_600, fiveMinutes: 3_600, hour: 3_600, day: 86_400 },
      "keep.day: 86400 seconds; must be 0 or at least 2678400",
    ],
  ])("is refused as %j", (keep, message) => {
    expect(() => checkedKeep(keep)).toThrow(message);
  });
});
