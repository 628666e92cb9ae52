import { describe, expect, test } from "vitest";
import type { Data } from "../../../../src/core/json.ts";
import type { Sql } from "../../../../src/core/ports.ts";
import { clear, merge, purge, saidBy } from "../../../../src/workers/tally/buffer.ts";
import { partsOf } from "../../../../src/workers/tally/parts.ts";
import { type Own, readOwn } from "../../../../src/workers/tally/record.ts";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { memorySql, updateOf } from "../../../support/store.ts";

interface Told {
  readonly data: Data;
  readonly set?: string[];
  readonly at?: number;
  readonly calls?: number;
}

function opened(): { sql: Sql; own: Own; tell(told: Told): void } {
  const sql = memorySql();
  openTables(sql);
  const own = readOwn(sql);
  return {
    sql,
    own,
    tell({ data, set = [], at = 1, calls = 1 }) {
      const { parts } = partsOf(updateOf(data, { set_keys: set, calls }));
      for (const part of parts) merge(sql, own, part, at);
    },
  };
}

/** Rows as `kind key[part] = number or value`. */
function rows(sql: Sql): string[] {
  return sql.all("SELECT * FROM tally_part ORDER BY kind, key, part").map((row) => {
    const { kind, key, part, number } = row;
    const isNumber = kind === "count" || kind === "set";
    const place = kind === "list" ? "" : part;
    return `${kind} ${JSON.parse(key as string)}${place} = ${isNumber ? number : JSON.stringify(saidBy(row))}`;
  });
}

const member = (value: string | number, count: number) => ({ value, count });

describe("merge", () => {
  test.each<[string, Told[], string[]]>([
    [
      "numbers add up",
      [{ data: { n: 2 } }, { data: { n: 0.5 } }, { data: { n: -4 } }],
      ["count n = -1.5"],
    ],
    [
      "huge numbers stay finite",
      [{ data: { n: 1e308 } }, { data: { n: 1e308 } }],
      ["count n = 1e+300"],
    ],
    [
      "sets add up by member",
      [
        { data: { s: [member("a", 2), member(1, 1)] } },
        { data: { s: [member("1", 1), member("a", 3)] } },
      ],
      ['set s"1" = 1', 'set s"a" = 5', "set s1 = 1"],
    ],
    [
      "a member stays a whole number that is exact",
      [{ data: { s: [member("a", 2 ** 53 - 1)] } }, { data: { s: [member("a", 2)] } }],
      [`set s"a" = ${2 ** 53 - 1}`],
    ],
    [
      "lists go on",
      [{ data: { l: [1, "b"] } }, { data: { l: [1] } }],
      ["list l = 1", 'list l = "b"', "list l = 1"],
    ],
    [
      "of values that were set the newest sealed wins, in whatever order they come",
      [
        { data: { v: "new" }, set: ["v"], at: 3 },
        { data: { v: "old" }, set: ["v"], at: 2 },
      ],
      ['value v = "new"'],
    ],
    [
      "of two sealed at once the later one wins",
      [
        { data: { v: 1 }, set: ["v"] },
        { data: { v: 2 }, set: ["v"] },
      ],
      ["value v = 2"],
    ],
    [
      "objects merge by field, the newest of each",
      [
        { data: { m: { a: 1, b: 1 } }, at: 2 },
        { data: { m: { b: 2, c: 3 } }, at: 3 },
        { data: { m: { a: 0, d: 4 } }, at: 1 },
      ],
      ['value m"a" = 1', 'value m"b" = 2', 'value m"c" = 3', 'value m"d" = 4'],
    ],
    [
      "what is set takes the place of older fields and not of newer ones",
      [
        { data: { m: { a: 1 } }, at: 1 },
        { data: { m: { b: 1 } }, at: 3 },
        { data: { m: { x: 1 } }, set: ["m"], at: 2 },
      ],
      ['value m = {"x":1}', 'value m"b" = 1'],
    ],
    [
      "a field older than what was set is no news",
      [
        { data: { m: { x: 1 } }, set: ["m"], at: 2 },
        { data: { m: { a: 1 } }, at: 1 },
      ],
      ['value m = {"x":1}'],
    ],
    [
      "text gives way to a later field",
      [
        { data: { m: "text" }, set: ["m"], at: 1 },
        { data: { m: { a: 1 } }, at: 2 },
      ],
      ["value m = {}", 'value m"a" = 1'],
    ],
    [
      "text that comes after a later field is no news",
      [
        { data: { m: { a: 1 } }, at: 2 },
        { data: { m: "text" }, set: ["m"], at: 1 },
      ],
      ["value m = {}", 'value m"a" = 1'],
    ],
    [
      "one key may be of several kinds",
      [{ data: { k: 1 } }, { data: { k: [1] } }, { data: { k: "x" } }],
      ["count k = 1", "list k = 1", 'value k = "x"'],
    ],
    [
      "any name is a name",
      [{ data: { "a\0b": 1 } }, { data: { "\ud800": 1 } }, { data: { "a\0c": 1 } }],
      ["count \ud800 = 1", "count a\0b = 1", "count a\0c = 1"],
    ],
  ])("%s", (_, told, expected) => {
    const { sql, own, tell } = opened();
    for (const each of told) tell(each);
    expect(rows(sql).sort()).toEqual(expected.sort());
    const [sums] = sql.all(
      "SELECT COUNT(*) AS items, SUM(chars) AS chars, SUM(calls) AS calls FROM tally_part",
    );
    expect({ ...sums }).toEqual({ items: own.items, chars: own.chars, calls: told.length });
  });
});

describe("forgetting", () => {
  test("takes the keys that are off, with their calls", () => {
    const { sql, own, tell } = opened();
    tell({ data: { a: 3, "a:b": [1, 2], c: 1 }, calls: 6 });
    purge(sql, own, (key) => key.startsWith("a"));
    expect(rows(sql)).toEqual(["count c = 1"]);
    expect(own).toMatchObject({ items: 1, recorded: 5, dropped: { disabled: 5 } });
  });

  test("takes everything, calls of no key too", () => {
    const { sql, own, tell } = opened();
    tell({ data: { a: 3 }, calls: 3 });
    own.loose = 2;
    clear(sql, own, "stopped");
    expect(rows(sql)).toEqual([]);
    expect(own).toMatchObject({ items: 0, chars: 0, loose: 0, dropped: { stopped: 5 } });
  });
});
