// What an object keeps besides its store.
import { describe, expect, test } from "vitest";
import type { View } from "../../../../src/workers/telemetry/peer.ts";
import { createRecords, nextView } from "../../../../src/workers/telemetry/view.ts";
import { memorySql } from "../../../support/store.ts";

const view = (version: number, shards = version, former: number[] = []): View => ({
  version,
  shards,
  former,
});

describe("an object", () => {
  test("has no view before it is told one, and then has it when it is made again", () => {
    const sql = memorySql();
    const records = createRecords(sql);
    expect(records.view()).toBeUndefined();
    expect(records.see(view(1))).toBe(true);
    expect(records.view()).toEqual(view(1));
    expect(createRecords(sql).view()).toEqual(view(1));
  });

  test.each([
    ["an older one", view(2, 9)],
    ["the same again", view(3)],
    ["another of the same version", view(3, 9)],
  ])("does not take %s for news", (_, other) => {
    const sql = memorySql();
    const records = createRecords(sql);
    records.see(view(3));
    expect(records.see(other)).toBe(false);
    expect(records.view()).toEqual(view(3));
    expect(createRecords(sql).view()).toEqual(view(3));
  });

  test("knows who is leaving, also when it is made again, until that is settled", () => {
    const sql = memorySql();
    const records = createRecords(sql);
    expect([records.isAnyLeaving(), records.overdue(9, 9)]).toEqual([false, []]);
    records.leave("a", "shard-1", 5);
    for (const each of [records, createRecords(sql)]) {
      expect([each.isLeaving("a"), each.isLeaving("b")]).toEqual([true, false]);
      expect(each.isAnyLeaving()).toBe(true);
    }
    records.settle("a");
    records.settle("b");
    for (const each of [records, createRecords(sql)]) {
      expect([each.isLeaving("a"), each.isAnyLeaving()]).toEqual([false, false]);
    }
  });

  test("tells who was given before a time, longest ago first, and not too many", () => {
    const records = createRecords(memorySql());
    for (const [instance, at] of [
      ["late", 30],
      ["first", 10],
      ["second", 20],
      ["later", 31],
    ] as const)
      records.leave(instance, "shard-1", at);
    const names = (sinceMs: number, limit: number) =>
      records.overdue(sinceMs, limit).map(({ instance }) => instance);
    expect(names(30, 9)).toEqual(["first", "second", "late"]);
    expect(names(30, 2)).toEqual(["first", "second"]);
    records.leave("first", "shard-2", 40);
    expect(records.overdue(9e9, 9).at(-1)).toEqual({ instance: "first", home: "shard-2" });
  });
});

describe("the root sees", () => {
  test.each([
    ["at first, as many as it is told", undefined, 4, view(1, 4)],
    ["the same as before, as long as they stay", view(3, 4, [2]), 4, view(3, 4, [2])],
    ["others, and the former beside them", view(1, 2), 5, view(2, 5, [2])],
    ["all that there ever were", view(2, 5, [2]), 1, view(3, 1, [2, 5])],
    ["one that there was before as no former one", view(3, 1, [2, 5]), 2, view(4, 2, [5, 1])],
  ])("%s", (_, before, shards, after) => {
    expect(nextView(before, shards)).toEqual(after);
  });
});
