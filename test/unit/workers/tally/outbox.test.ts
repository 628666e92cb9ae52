import { describe, expect, test } from "vitest";
import { MAX_AGE_MS } from "../../../../src/core/limits.ts";
import type { Sql } from "../../../../src/core/ports.ts";
import type { Update } from "../../../../src/core/update.ts";
import {
  type CallsByKey,
  clearOutbox,
  expire,
  hollow,
  isHollow,
  keep,
  nextOf,
  type Sealed,
  settle,
  stripAll,
  waiting,
} from "../../../../src/workers/tally/outbox.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { memorySql, NOW_MS, updateOf } from "../../../support/store.ts";

function opened() {
  const sql = memorySql();
  openTables(sql);
  const timestamp = new Date(NOW_MS).toISOString();
  const sealed = (change: Partial<Update>): Sealed =>
    updateOf({}, { timestamp, epoch: "e", seq: 1, calls: 0, ...change }) as Sealed;
  return {
    sql,
    keep(change: Partial<Update>, calls: CallsByKey = []): Sealed {
      const update = sealed(change);
      keep(sql, update, calls);
      return update;
    },
    sealed,
    all(): Sealed[] {
      const found: Sealed[] = [];
      for (let next = nextOf(sql, 0); next; next = nextOf(sql, next.id)) {
        found.push(JSON.parse(next.body));
      }
      return found;
    },
  };
}

describe("the outbox", () => {
  test("gives the oldest first, and settles one, and all of its epoch that are acknowledged", () => {
    const it = opened();
    for (const seq of [1, 2, 3, 4]) it.keep({ seq });
    it.keep({ epoch: "f", seq: 2 });
    settle(it.sql, it.sealed({ seq: 3 }));
    expect(it.all().map(({ epoch, seq }) => epoch + seq)).toEqual(["e1", "e2", "e4", "f2"]);
    settle(it.sql, it.sealed({ seq: 4 }), 2);
    expect(it.all().map(({ epoch, seq }) => epoch + seq)).toEqual(["f2"]);
    clearOutbox(it.sql);
    expect(waiting(it.sql)).toBe(0);
  });

  const full = { data: { a: 1, b: "x", "b:1": 2 }, set_keys: ["b"], calls: 9 };
  const calls: CallsByKey = [
    ["a", 3],
    ["b", 4],
    ["b:1", 1],
  ];

  test("takes keys out with their calls, and says so", () => {
    const it = opened();
    it.keep(full, calls);
    it.keep({ seq: 2, data: { c: 1 }, calls: 1 }, [["c", 1]]);
    const isGone = (key: string) => key.startsWith("b");
    stripAll(it.sql, "disabled", isGone);
    const after = it.all();
    expect(after).toMatchObject([
      { seq: 1, data: { a: 1 }, set_keys: [], calls: 4, lost: { disabled: 5 } },
      { seq: 2, data: { c: 1 }, calls: 1 },
    ]);
    expect(after[1]).not.toHaveProperty("lost");
    stripAll(it.sql, "disabled", isGone);
    expect(it.all()).toEqual(after);
    // With the last key goes what belongs to none.
    stripAll(it.sql, "stopped", () => true);
    expect(it.all()).toMatchObject([
      { data: {}, calls: 0, lost: { disabled: 5, stopped: 4 } },
      { data: {}, calls: 0, lost: { stopped: 1 } },
    ]);
  });

  test.each([
    ["with keys", full, calls],
    ["without", { calls: 9 }, []],
  ])("empties one %s, once", (_, change, calls) => {
    const it = opened();
    const update = it.keep(change, calls);
    expect(isHollow(update)).toBe(false);
    for (let time = 0; time < 2; time++) {
      hollow(it.sql, update, "rejected");
      expect(it.all()).toMatchObject([{ seq: 1, data: {}, calls: 0, lost: { rejected: 9 } }]);
      expect(it.all().map(isHollow)).toEqual([true]);
    }
    settle(it.sql, update);
    hollow(it.sql, update, "rejected");
    expect(it.all()).toEqual([]);
  });

  test("leaves calls of no key alone when keys are taken out", () => {
    const it = opened();
    const update = it.keep({ calls: 9 });
    stripAll(it.sql, "disabled", () => true);
    expect(it.all()).toEqual([update]);
    expire(it.sql, NOW_MS + MAX_AGE_MS + 1);
    expect(it.all()).toMatchObject([{ calls: 0, lost: { expired: 9 } }]);
  });

  test("has one update in memory at a time, however many there are", () => {
    const it = opened();
    for (const seq of [1, 2, 3]) it.keep({ ...full, seq }, calls);
    let most = 0;
    const all: Sql["all"] = (statement, ...values) => {
      const rows = it.sql.all(statement, ...values);
      most = Math.max(most, rows.filter((row) => "body" in row).length);
      return rows;
    };
    stripAll({ ...it.sql, all }, "disabled", (key) => key === "a");
    expect(it.all().map(({ calls }) => calls)).toEqual([6, 6, 6]);
    expect(most).toBe(1);
  });

  test("empties what waited for too long, and keeps its number", () => {
    const it = opened();
    it.keep(full, calls);
    expire(it.sql, NOW_MS + MAX_AGE_MS);
    expect(it.all()).toMatchObject([{ calls: 9 }]);
    expire(it.sql, NOW_MS + MAX_AGE_MS + 1);
    expect(it.all()).toMatchObject([{ seq: 1, data: {}, calls: 0, lost: { expired: 9 } }]);
  });
});
