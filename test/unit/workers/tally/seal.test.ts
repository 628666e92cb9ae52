import { describe, expect, test } from "vitest";
import { SEAL_CHARS } from "../../../../src/core/edge-limits.ts";
import type { Data, Json } from "../../../../src/core/json.ts";
import { MAX_AGE_MS, MAX_OUTBOX, MAX_UPDATE_BYTES } from "../../../../src/core/limits.ts";
import type { Sql } from "../../../../src/core/ports.ts";
import type { Update } from "../../../../src/core/update.ts";
import { utf8 } from "../../../../src/core/utf8.ts";
import { waiting } from "../../../../src/workers/tally/outbox.ts";
import { drop, type Own, readOwn, writeOwn } from "../../../../src/workers/tally/record.ts";
import { seal } from "../../../../src/workers/tally/seal.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { take } from "../../../../src/workers/tally/take.ts";
import { memorySql, NOW_MS, updateOf } from "../../../support/store.ts";

function opened() {
  const sql = memorySql();
  openTables(sql);
  return {
    sql,
    tell(data: Data, more: Partial<Update> = {}) {
      take(sql, updateOf(data, { calls: 1, ...more }), NOW_MS);
    },
    /** Seals after a change, and gives back what waits. */
    seal(change: (own: Own) => void = () => {}, nowMs = NOW_MS) {
      const own = readOwn(sql);
      change(own);
      seal(sql, own, nowMs, 7);
      writeOwn(sql, own);
      return { own, updates: outbox(sql) };
    },
  };
}

function outbox(sql: Sql): Update[] {
  return sql
    .all("SELECT body FROM tally_outbox ORDER BY id")
    .map(({ body }) => JSON.parse(body as string));
}

const bytesOf = (update: Update) => utf8(JSON.stringify(update)).length;
const sum = (updates: Update[]) => updates.reduce((all, { calls = 0 }) => all + calls, 0);

describe("seal", () => {
  test("makes one numbered update of everything, as an instance of its own", () => {
    const it = opened();
    it.tell({ n: 2, "page:/": 1 }, { calls: 3, instance_id: "a" });
    it.tell({ n: 1, s: [{ value: "x", count: 2 }] }, { calls: 3, instance_id: "b" });
    it.tell({ l: [1, 2], v: { x: 1 }, m: { a: 1 } }, { calls: 4, set_keys: ["v"] });
    it.tell({ m: { b: "2" }, v: { y: 2 } }, { calls: 2 });
    const { own, updates } = it.seal();
    expect(updates).toEqual([
      {
        instance_id: own.id,
        timestamp: new Date(NOW_MS).toISOString(),
        epoch: own.epoch,
        seq: 1,
        data: {
          n: 3,
          "page:/": 1,
          s: [{ value: "x", count: 2 }],
          l: [1, 2],
          v: { x: 1, y: 2 },
          m: { a: 1, b: "2" },
        },
        set_keys: ["v"],
        calls: 12,
        dropped: {},
        recorded: 12,
        faults: {},
        controls: 7,
        offset_ms: 0,
      },
    ]);
    expect(own).toMatchObject({ items: 0, chars: 0, isAsked: false, recorded: 12 });
    expect(own.id).toMatch(/^[\w-]{36}$/);
    expect(own.epoch.length).toBeLessThan(65);
    expect(it.sql.all("SELECT * FROM tally_part")).toEqual([]);
    it.tell({ n: 1 });
    expect(it.seal().updates[1]).toMatchObject({ epoch: own.epoch, seq: 2, recorded: 13 });
  });

  test("keeps one key of two kinds apart", () => {
    const it = opened();
    it.tell({ k: 1 });
    it.tell({ k: [1] });
    it.tell({ k: "x" });
    const { updates } = it.seal();
    expect(updates.map(({ data }) => data)).toEqual([{ k: 1 }, { k: [1] }, { k: "x" }]);
    expect(updates.map(({ calls }) => calls)).toEqual([1, 1, 1]);
  });

  const text = "é\n".repeat(40);
  test.each<[string, Data]>([
    ["counts", Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`key ${at}`, at]))],
    ["long names", Object.fromEntries(Array.from({ length: 900 }, (_, at) => [text + at, "v"]))],
    ["members", { s: Array.from({ length: 9_000 }, (_, at) => ({ value: `m${at}`, count: 2 })) }],
    ["items", { l: Array.from({ length: 4_000 }, (_, at) => [at, text]) }],
    [
      "fields",
      { m: Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [text + at, at])) },
    ],
  ])("splits %s into updates that fit onto the wire, and loses nothing", (_, data) => {
    const it = opened();
    it.tell(data, { calls: 20_000 });
    const { updates, own } = it.seal();
    expect(updates.length).toBeGreaterThan(1);
    for (const update of updates) expect(bytesOf(update)).toBeLessThanOrEqual(MAX_UPDATE_BYTES);
    // Each but the last is well filled.
    for (const update of updates.slice(0, -1)) {
      expect(bytesOf(update)).toBeGreaterThan(MAX_UPDATE_BYTES / 4);
    }
    const joined: Record<string, Json> = {};
    for (const { data: part = {} } of updates) {
      for (const [key, value] of Object.entries(part)) {
        const held = joined[key];
        if (Array.isArray(held)) joined[key] = [...held, ...(value as Json[])];
        else joined[key] = typeof held === "object" ? { ...held, ...(value as object) } : value;
      }
    }
    const sorted = (value: unknown): unknown =>
      Array.isArray(value) && typeof value[0]?.value === "string"
        ? value.toSorted((a, b) => (a.value < b.value ? -1 : 1))
        : value;
    const shown = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([key, value]) => [key, sorted(value)]));
    expect(shown(joined)).toEqual(shown(data));
    expect(sum(updates)).toBe(20_000);
    expect(updates.at(-1)?.recorded).toBe(20_000);
    expect(own).toMatchObject({ items: 0, chars: 0 });
  });

  test("sends a value that is longer than an update alone", () => {
    const it = opened();
    it.tell({ a: 1, long: "x".repeat(MAX_UPDATE_BYTES), z: "x" }, { calls: 3 });
    const { updates } = it.seal();
    expect(updates.map(({ data = {} }) => Object.keys(data))).toEqual([["a"], ["long"], ["z"]]);
  });

  test("has few values in memory at a time, however large the buffer is", () => {
    const it = opened();
    const long = "x".repeat(MAX_UPDATE_BYTES);
    for (let at = 0; at < 20; at++) it.tell({ [`k${at}`]: long });
    let most = 0;
    const all: Sql["all"] = (statement, ...values) => {
      const rows = it.sql.all(statement, ...values);
      const chars = rows.reduce((sum, { value }) => sum + String(value ?? "").length, 0);
      most = Math.max(most, chars);
      return rows;
    };
    seal({ ...it.sql, all }, readOwn(it.sql), NOW_MS, 7);
    expect(waiting(it.sql)).toBe(20);
    expect(most).toBeLessThan(SEAL_CHARS + 2 * long.length);
  });

  test("leaves in the buffer what the outbox has no room for", () => {
    const it = opened();
    for (let at = 0; at < MAX_OUTBOX + 2; at++) {
      it.tell({ [`k${at}`]: "x".repeat(MAX_UPDATE_BYTES) });
    }
    const { own } = it.seal();
    expect(waiting(it.sql)).toBe(MAX_OUTBOX);
    expect(own).toMatchObject({ items: 2, recorded: MAX_OUTBOX });
    expect(it.seal().own.items).toBe(2);
    it.sql.all("DELETE FROM tally_outbox");
    expect(it.seal().own).toMatchObject({ items: 0, recorded: MAX_OUTBOX + 2 });
  });

  test("makes an update of nothing when an isolate has spoken, once, and none while others wait", () => {
    const it = opened();
    expect(it.seal().updates).toEqual([]);
    it.tell({}, { calls: 0 });
    const { updates } = it.seal();
    expect(updates).toMatchObject([{ seq: 1, calls: 0, recorded: 0 }]);
    expect(updates[0]).not.toHaveProperty("data");
    expect(it.seal().updates).toHaveLength(1);
    const spoken = (own: Own) => {
      own.isAsked = true;
    };
    expect(it.seal(spoken).updates).toHaveLength(1);
  });

  test("tells calls of no key in an update without data", () => {
    const it = opened();
    it.tell({}, { calls: 3 });
    const { own, updates } = it.seal();
    expect(updates).toMatchObject([{ seq: 1, calls: 3, recorded: 3 }]);
    expect(own.loose).toBe(0);
  });

  test("begins another epoch when the server may have forgotten the last, with what it was not told", () => {
    const it = opened();
    it.tell({ n: 1 });
    it.seal((own) => drop(own, "disabled", 2));
    const { own } = it.seal((own) => {
      own.heardMs = NOW_MS;
      drop(own, "disabled", 3);
    }, NOW_MS + MAX_AGE_MS);
    expect(own).toMatchObject({ seq: 1, recorded: 6 });
    const { epoch } = own;
    it.tell({}, { calls: 1 });
    const { updates } = it.seal(() => {}, NOW_MS + MAX_AGE_MS + 1);
    expect(updates.at(-1)).toMatchObject({ seq: 1, recorded: 4, dropped: { disabled: 3 } });
    expect(updates.at(-1)?.epoch).not.toBe(epoch);
  });
});
