// One update becomes additions.
import { describe, expect, test } from "vitest";
import type { Data } from "../../../src/core/json.ts";
import { MAX_TOTAL, MAX_VALUE_CHARS } from "../../../src/core/store-limits.ts";
import type { Update } from "../../../src/core/update.ts";
import { emptyBatch, instanceIn } from "../../../src/store/batch.ts";
import { type Admit, fold } from "../../../src/store/fold.ts";
import { newInstance } from "../../../src/store/instance.ts";
import { knownApp, NOW_MS, updateOf } from "../../support/store.ts";

const APP = knownApp();
const MINUTE = Math.floor(NOW_MS / 60_000);

function folded(data: Data[], more?: Partial<Update>, admit: Admit = () => 0) {
  const batch = emptyBatch();
  const additions = instanceIn(batch, newInstance("i"), APP, NOW_MS);
  for (const each of data) fold(batch, additions, updateOf(each, more), NOW_MS, admit);
  const cells = () => [...batch.cells.values()];
  const keys = cells().find(({ minute }) => minute === MINUTE)?.keys ?? new Map();
  return { batch, additions, cells, key: (name: string) => keys.get(name) };
}

describe("fold", () => {
  test("adds numbers", () => {
    const { key } = folded([{ k: 2 }, { k: -0.5 }]);
    expect(key("k")).toMatchObject({ kind: "count", total: 1.5, lastAt: NOW_MS });
  });

  test("adds members and their sum, and keeps 1, text and true apart", () => {
    const set = [
      { value: 1, count: 2 },
      { value: "1", count: 3 },
      { value: true, count: 4 },
      { value: null, count: 1 },
    ];
    const { key } = folded([{ k: set }, { k: [{ value: "1", count: 5 }] }]);
    expect(key("k")).toMatchObject({ kind: "set", total: 15 });
    expect(key("k").members).toEqual(
      new Map<unknown, number>([
        [1, 2],
        ["1", 8],
        [true, 4],
        [null, 1],
      ]),
    );
  });

  test("counts members that are too long together", () => {
    const long = "x".repeat(1_025);
    const { key } = folded([
      {
        k: [
          { value: long, count: 2 },
          { value: `${long}y`, count: 1 },
        ],
      },
    ]);
    expect(key("k").members).toEqual(new Map([[undefined, 3]]));
  });

  test("counts list items and keeps the newest", () => {
    const { key } = folded([
      { k: Array.from({ length: 90 }, (_, i) => i) },
      { k: ["a", ...Array(20).fill("b")] },
    ]);
    expect(key("k")).toMatchObject({ kind: "list", total: 111 });
    expect(key("k").items).toHaveLength(100);
    expect(key("k").items[0]).toEqual({ instance: "i", value: "11", at: NOW_MS });
    expect(key("k").items[79]).toMatchObject({ value: '"a"' });
  });

  test("counts a list item that is too long without keeping it", () => {
    const { key } = folded([{ k: ["x".repeat(MAX_VALUE_CHARS), "y"] }]);
    expect(key("k")).toMatchObject({ total: 2, items: [{ value: '"y"' }] });
  });

  test("keeps the last value and counts how often there was one", () => {
    const { key, additions } = folded([{ k: "a" }, { k: { b: [1] } }]);
    expect(key("k")).toMatchObject({ kind: "value", total: 2 });
    expect(additions.values.get("k")).toEqual({
      whole: { value: '"a"', at: NOW_MS },
      fields: new Map([["b", { value: "[1]", at: NOW_MS }]]),
    });
  });

  test("replaces what was set, whatever its JSON", () => {
    const { key, additions } = folded([{ n: 7, s: [{ value: 1, count: 1 }] }, { n: 8 }], {
      set_keys: ["n", "s"],
    });
    expect(key("n")).toMatchObject({ kind: "value", total: 2 });
    expect(additions.values.get("n")?.whole?.value).toBe("8");
    expect(additions.values.get("s")?.whole?.value).toBe('[{"value":1,"count":1}]');
  });

  test.for([[1], [4], [5], [50]])(
    "tells what was set from what was counted: %d of 60",
    ([count = 0]) => {
      const names = Array.from({ length: 60 }, (_, index) => `k${index}`);
      const data = Object.fromEntries(names.map((name) => [name, 2]));
      const { key } = folded([data], { set_keys: names.slice(0, count) });
      expect(names.filter((name) => key(name).kind === "value")).toEqual(names.slice(0, count));
    },
  );

  test("passes over names that were set and are not in the data: clients took those out", () => {
    const { key, cells, additions } = folded([{ n: 7 }], { set_keys: ["gone", "gone:x", "s"] });
    expect(key("n")).toMatchObject({ kind: "count", total: 7 });
    expect(cells().flatMap(({ keys }) => [...keys.keys()])).toEqual(["n"]);
    expect([additions.values.size, [...additions.known.keys.keys()]]).toEqual([0, ["n"]]);
  });

  test("writes an unchanged value once a minute", () => {
    const { batch, additions } = folded([{ k: "a" }]);
    additions.values.clear();
    fold(batch, additions, updateOf({ k: "a" }), NOW_MS, () => 0);
    expect(additions.values.size).toBe(0);
    fold(batch, additions, updateOf({ k: "a" }), NOW_MS + 60_000, () => 0);
    expect(additions.values.size).toBe(1);
    additions.values.clear();
    fold(batch, additions, updateOf({ k: "b" }), NOW_MS + 60_000, () => 0);
    expect(additions.values.get("k")?.whole?.value).toBe('"b"');
  });

  test("does not keep a value longer than an update", () => {
    const { key, additions } = folded([{ k: "x".repeat(MAX_VALUE_CHARS) }]);
    expect(key("k").total).toBe(1);
    expect(additions.values.size).toBe(0);
  });

  test("puts each update under the minute of its arrival", () => {
    const { batch, additions, cells } = folded([{ k: 1 }]);
    fold(batch, additions, updateOf({ k: 2 }), NOW_MS + 60_000, () => 0);
    const totals = cells().map(({ minute, keys }) => [minute, keys.get("k")?.total]);
    expect(totals).toEqual([
      [MINUTE, 1],
      [MINUTE + 1, 2],
    ]);
  });

  test("notes when an instance last sent a key", () => {
    const { additions } = folded([{ k: 1 }]);
    expect(additions.known.keys).toEqual(new Map([["k", MINUTE]]));
    expect(additions.keysChanged).toBe(true);
  });

  test("notes that once a minute, for keys with a number and without", () => {
    const numbers: Record<string, number> = { a: 1, b: 40, c: 0 };
    const admit: Admit = (_app, key) => numbers[key] ?? 0;
    const { batch, additions } = folded([{ a: 1, b: 1, c: 1 }], {}, admit);
    for (const minutes of [0, 1]) {
      additions.keysChanged = false;
      fold(batch, additions, updateOf({ a: 1, b: 1, c: 1 }), NOW_MS + minutes * 60_000, admit);
      expect(additions.keysChanged).toBe(minutes === 1);
      expect([...additions.known.keys.values()]).toEqual(Array(3).fill(MINUTE + minutes));
    }
    additions.keysChanged = false;
    fold(batch, additions, updateOf({ d: 1 }), NOW_MS + 60_000, admit);
    expect(additions.keysChanged).toBe(true);
  });

  test("counts what is not admitted, by reason, and keeps the rest", () => {
    const { batch, key, additions } = folded([{ a: 1, b: 1, c: 1 }], {}, (_app, name) =>
      name === "b" ? 0 : "keys",
    );
    expect(batch.refused.get(APP)).toEqual(new Map([["keys", 2]]));
    expect([key("a"), key("b").total, key("c")]).toEqual([undefined, 1, undefined]);
    expect([...additions.known.keys.keys()]).toEqual(["b"]);
  });

  test("stays finite", () => {
    const { key } = folded([
      { k: 1.7e308, m: -1.7e308 },
      { k: 1.7e308, m: -1.7e308 },
    ]);
    expect([key("k").total, key("m").total]).toEqual([2 * MAX_TOTAL, -2 * MAX_TOTAL]);
  });

  test("takes keys that objects have anyway", () => {
    const data = JSON.parse('{"__proto__":1,"constructor":2,"":3}') as Data;
    const { key } = folded([data, data]);
    expect(["__proto__", "constructor", ""].map((name) => key(name).total)).toEqual([2, 4, 6]);
  });

  test("makes nothing of an update without data", () => {
    const batch = emptyBatch();
    const update = updateOf(undefined);
    fold(batch, instanceIn(batch, newInstance("i"), APP, NOW_MS), update, NOW_MS, () => 0);
    expect(batch.cells.size).toBe(0);
  });
});
