import { describe, expect, test } from "vitest";
import { ISOLATE_RETENTION_MS, ISOLATE_SKEW_MS } from "../../../../src/core/edge-limits.ts";
import type { Data, Json } from "../../../../src/core/json.ts";
import { MAX_DEPTH, MAX_ITEMS, MAX_KEY_CHARS } from "../../../../src/core/limits.ts";
import type { Sql } from "../../../../src/core/ports.ts";
import { MAX_CALLS } from "../../../../src/core/store-limits.ts";
import type { Update } from "../../../../src/core/update.ts";
import {
  readOwn,
  readWishes,
  writeOwn,
  writeWishes,
} from "../../../../src/workers/tally/record.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { FULL, forgetIsolates, take } from "../../../../src/workers/tally/take.ts";
import { validUpdate } from "../../../support/requests.ts";
import { faultySql, memorySql, NOW_MS } from "../../../support/store.ts";

function nested(depth: number): Json {
  let value: Json = [];
  for (let at = 1; at < depth; at++) value = [value];
  return value;
}

function opened(sql: Sql = memorySql()) {
  openTables(sql);
  return {
    sql,
    own: () => readOwn(sql),
    take(change: Partial<Update> = {}, nowMs = NOW_MS) {
      const timestamp = new Date(nowMs).toISOString();
      return take(sql, validUpdate({ timestamp, calls: 1, recorded: 1, ...change }), nowMs);
    },
    count: () => Number(sql.all("SELECT SUM(number) AS n FROM tally_part")[0]?.["n"]),
    forget(nowMs: number) {
      const own = readOwn(sql);
      forgetIsolates(sql, own, nowMs);
      writeOwn(sql, own);
    },
  };
}

describe("take", () => {
  test("takes each number of each isolate's epoch once, and acknowledges up to the first gap", () => {
    const it = opened();
    expect(it.take()).toBe(1);
    expect(it.take()).toBe(1);
    expect(it.take({ seq: 3 })).toBe(1);
    expect(it.take({ seq: 2 })).toBe(3);
    expect(it.take({ epoch: "e2" })).toBe(1);
    expect(it.take({ instance_id: "other" })).toBe(1);
    expect(it.take({ instance_id: "other" })).toBe(1);
    expect(it.count()).toBe(5);
    expect(it.own()).toMatchObject({ items: 1, recorded: 0, isAsked: true });
  });

  test("counts what has no number each time", () => {
    const it = opened();
    const { epoch: _e, seq: _s, ...bare } = validUpdate({ calls: 1 });
    for (let i = 0; i < 2; i++) expect(take(it.sql, bare, NOW_MS)).toBeUndefined();
    expect(it.count()).toBe(2);
  });

  test("adds up what isolates dropped, as far as it has grown, and their trouble", () => {
    const it = opened();
    const dropped = { disabled: 2 };
    it.take({ dropped, recorded: 3, faults: { network: 1, constructor: 1 } });
    it.take({ seq: 2, dropped: { disabled: 5 }, recorded: 7, lost: { rejected: 4 } });
    it.take({ seq: 2, dropped: { disabled: 5 }, recorded: 7, lost: { rejected: 4 } });
    it.take({ epoch: "e2", dropped, recorded: 3, faults: { network: 2 } });
    expect(it.own()).toMatchObject({
      dropped: { disabled: 7, rejected: 4 },
      recorded: 11,
      faults: { network: 3, constructor: 1 },
    });
  });

  test("drops keys that are off, whose isolate has not heard of it", () => {
    const it = opened();
    writeWishes(it.sql, { ...readWishes(it.sql), off: ["ua"] });
    it.take({ data: { "ua:1": 4, b: 2 }, calls: 6, recorded: 6 });
    expect(it.own()).toMatchObject({ items: 1, dropped: { disabled: 4 }, recorded: 4 });
    expect(it.count()).toBe(2);
  });

  test("drops everything once the server has had enough", () => {
    const it = opened();
    writeWishes(it.sql, { ...readWishes(it.sql), stopped: true });
    expect(it.take()).toBe(1);
    expect(it.own()).toMatchObject({ items: 0, dropped: { stopped: 1 } });
    expect(it.take({ seq: 3 })).toBe(3);
    // Nothing is kept of whoever still speaks: nobody would ever take it away.
    expect(it.sql.all("SELECT * FROM tally_isolate")).toEqual([]);
  });

  test.each<[string, Data]>([
    ["nests too deep", { deep: nested(MAX_DEPTH + 2) }],
    ["nests too deep in a field", { deep: { field: nested(MAX_DEPTH + 1) } }],
    ["nests too deep in a list", { deep: [1, nested(200_000)] }],
    ["has too long a key", { ["k".repeat(MAX_KEY_CHARS + 1)]: 1 }],
  ])("drops what %s, and takes the rest", (_, data) => {
    const it = opened();
    expect(it.take({ data: { ...data, a: 1 }, calls: 3, recorded: 3 })).toBe(1);
    const { dropped, recorded } = it.own();
    const calls = Number(it.sql.all("SELECT SUM(calls) AS n FROM tally_part")[0]?.["n"]);
    expect(dropped["bad-value"]).toBeGreaterThan(0);
    expect(calls + recorded).toBe(3);
  });

  test("believes in no more calls than the server would", () => {
    const it = opened();
    for (const seq of [1, 2, 3]) it.take({ seq, calls: Number.MAX_SAFE_INTEGER });
    expect(it.sql.all("SELECT calls FROM tally_part")).toEqual([{ calls: 3 * MAX_CALLS }]);
  });

  test("keeps calls of no key for the next update", () => {
    const it = opened();
    it.take({ data: {}, calls: 3 });
    expect(it.own()).toMatchObject({ items: 0, loose: 3 });
  });

  test("has no room for more than the buffer holds, and then nothing has happened", () => {
    const it = opened();
    const own = { ...it.own(), items: MAX_ITEMS };
    writeOwn(it.sql, own);
    expect(() => it.take()).toThrow();
    try {
      it.take();
    } catch (error) {
      expect(error).toBe(FULL);
    }
    expect(it.own()).toEqual(own);
    expect(it.sql.all("SELECT * FROM tally_isolate")).toEqual([]);
    writeOwn(it.sql, { ...own, items: MAX_ITEMS - 1 });
    expect(it.take()).toBe(1);
    // What adds to what is there needs none.
    expect(it.take({ seq: 2 })).toBe(2);
  });

  test("refuses for good what would not fit into an empty buffer", () => {
    const it = opened();
    const data = { list: Array(MAX_ITEMS + 1).fill(1) };
    expect(() => it.take({ data })).toThrow(`data: more than ${MAX_ITEMS} parts`);
    expect(it.own()).toMatchObject({ items: 0, isAsked: false });
  });

  test("has taken all of an update or nothing, whichever statement fails", () => {
    for (let statement = 0; ; statement++) {
      const sql = faultySql(memorySql());
      const it = opened(sql);
      sql.failNext(statement);
      let failed = false;
      try {
        it.take({ data: { a: 1, l: [1] }, calls: 2, dropped: { reset: 1 }, recorded: 3 });
      } catch {
        failed = true;
      }
      if (!failed) break;
      expect(it.own()).toMatchObject({ items: 0, recorded: 0, isAsked: false });
      sql.failNext(Number.POSITIVE_INFINITY);
      expect(it.take({ data: { a: 1, l: [1] }, calls: 2, dropped: { reset: 1 } })).toBe(1);
      expect(it.own()).toMatchObject({ items: 2, recorded: 1 });
    }
  });
});

describe("isolates that are silent", () => {
  const late = NOW_MS + ISOLATE_RETENTION_MS + ISOLATE_SKEW_MS + 1;

  test("are forgotten, with what they recorded and never sent", () => {
    const it = opened();
    it.take({ seq: 2, recorded: 5, calls: 1 });
    it.take({ epoch: "e2" });
    it.forget(late - 1);
    expect(it.own().dropped).toEqual({});
    it.forget(late);
    expect(it.own()).toMatchObject({ dropped: { unsent: 4 }, recorded: 4 });
    expect(it.sql.all("SELECT * FROM tally_isolate")).toEqual([]);
  });

  test("are counted no second time: what they sealed before is turned away, and what they seal now is new", () => {
    const it = opened();
    const timestamp = new Date(NOW_MS).toISOString();
    it.take({ timestamp });
    it.forget(late);
    expect(it.take({ timestamp }, late)).toBe(1);
    expect(it.count()).toBe(1);
    expect(it.own()).toMatchObject({ dropped: { expired: 1 }, recorded: 1 });
    expect(it.take({ seq: 2 }, late)).toBe(0);
    expect(it.count()).toBe(2);
  });

  test("are known while they speak", () => {
    const it = opened();
    const timestamp = new Date(NOW_MS).toISOString();
    it.take({ timestamp });
    it.take({ seq: 2 }, late - 10);
    it.forget(late);
    it.take({ timestamp }, late);
    expect(it.count()).toBe(2);
  });
});
