import { describe, expect, test } from "vitest";
import { ISOLATE_RETENTION_MS } from "../../../../src/core/edge-limits.ts";
import { MAX_ITEMS } from "../../../../src/core/limits.ts";
import { forgetNewest, isOldNews, noteSealed } from "../../../../src/workers/tally/newest.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

function opened() {
  const sql = memorySql();
  openTables(sql);
  return { sql, count: () => sql.all("SELECT COUNT(*) AS n FROM tally_newest")[0]?.["n"] };
}

describe("what was passed on", () => {
  test.each<[string, string, number, boolean]>([
    ["an older whole", "", 9, true],
    ["a whole that is older than a field", "", 19, true],
    ["a newer whole", "", 20, false],
    ["an older field", "b", 19, true],
    ["a field that is older than the whole", "c", 9, true],
    ["a newer field", "c", 10, false],
  ])("makes old news of %s, or not", (_, field, atMs, expected) => {
    const { sql, count } = opened();
    const row = { kind: "value", key: "k" };
    noteSealed(sql, [
      { ...row, part: "", at: 10 },
      { ...row, part: "b", at: 20 },
      { ...row, part: "b", at: 15 },
      { ...row, kind: "count", part: "", at: 99 },
    ]);
    expect(count()).toBe(2);
    expect(isOldNews(sql, "k", field, atMs)).toBe(expected);
    expect(isOldNews(sql, "other", field, atMs)).toBe(false);
  });

  test("is forgotten when nothing older is taken any more, or when there is too much of it", () => {
    const { sql, count } = opened();
    noteSealed(sql, [{ kind: "value", key: "k", part: "", at: NOW_MS }]);
    forgetNewest(sql, NOW_MS + ISOLATE_RETENTION_MS - 1);
    expect(count()).toBe(1);
    forgetNewest(sql, NOW_MS + ISOLATE_RETENTION_MS);
    expect(count()).toBe(0);
    sql.tx(() => {
      const rows = Array.from({ length: MAX_ITEMS + 5 }, (_, at) => {
        return { kind: "value", key: `k${at}`, part: "", at: NOW_MS + at };
      });
      noteSealed(sql, rows);
    });
    forgetNewest(sql, NOW_MS);
    expect(count()).toBe(MAX_ITEMS);
    expect(isOldNews(sql, "k5", "", NOW_MS)).toBe(true);
  });
});
