// What the root takes in from its shards.
import { describe, expect, test } from "vitest";
import type { TallybeaconError } from "../../../src/core/errors.ts";
import type { RolledKey, Rollup } from "../../../src/core/part.ts";
import { MAX_APPS, MAX_KEYS, MAX_MEMBERS } from "../../../src/core/store-limits.ts";
import type { PartOptions } from "../../../src/store/store.ts";
import { faultySql, HOUR, memorySql, NOW_MS, openPart } from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000);

const rolled = (more: Partial<RolledKey> = {}): RolledKey => ({
  app: "default",
  key: "a",
  kind: "count",
  totals: [[MINUTE, 3, NOW_MS]],
  members: [],
  ...more,
});
const rollup = (seq: number, ...keys: RolledKey[]): Rollup => ({ seq, keys });

function open(options: Omit<PartOptions, "clock"> = {}, sql = faultySql(memorySql())) {
  const opened = openPart(sql, { isShard: false, ...options });
  const total = (key = "a", app?: string) =>
    opened.store.keys(HOUR, app).find((each) => each.key === key)?.total;
  const members = (key: string) => opened.store.members(key, HOUR, 100);
  return { ...opened, failNext: sql.failNext, total, members };
}

describe("a piece of totals", () => {
  test("is added once, however often it comes", () => {
    const { part, total } = open();
    expect(part.received("shard-0")).toBe(0);
    expect(part.receive("shard-0", rollup(1, rolled()))).toBe(1);
    expect(part.receive("shard-0", rollup(1, rolled()))).toBe(1);
    expect([part.received("shard-0"), total()]).toEqual([1, 3]);
  });

  test("that comes late again changes nothing, and the newest number is told", () => {
    const { part, total } = open();
    for (const seq of [1, 4]) part.receive("shard-0", rollup(seq, rolled()));
    expect(part.receive("shard-0", rollup(1, rolled()))).toBe(4);
    expect(part.receive("shard-0", rollup(3, rolled()))).toBe(4);
    expect(total()).toBe(6);
  });

  test("is another of another shard", () => {
    const { part, total } = open();
    for (const shard of ["shard-0", "shard-1"]) part.receive(shard, rollup(1, rolled()));
    expect([part.received("shard-0"), part.received("shard-1"), total()]).toEqual([1, 1, 6]);
  });

  test("is known when the root is made again", () => {
    const { part, sql } = open();
    part.receive("shard-0", rollup(7, rolled()));
    const again = open({}, faultySql(sql));
    expect(again.part.receive("shard-0", rollup(7, rolled()))).toBe(7);
    expect([again.part.received("shard-0"), again.total()]).toEqual([7, 3]);
  });

  test("joins what the root counts itself, and what waits for a commit there", async () => {
    const { part, total, send } = open();
    const sent = send({ a: 10 });
    part.receive("shard-0", rollup(1, rolled()));
    expect(await sent).toMatchObject({ fresh: true });
    expect(total()).toBe(13);
  });

  test("brings lines that rode on updates once, unless they could not be kept", () => {
    const kept: string[][] = [];
    let isFull = true;
    const { part, total } = open({
      onLines: (...ridden) => {
        if (isFull) throw new Error("disk full");
        kept.push(ridden);
      },
    });
    const piece = { ...rollup(1, rolled()), lines: [["a:1|c", "shop", "FRA"]] as const };
    expect(() => part.receive("shard-0", piece)).toThrow("disk full");
    expect([part.received("shard-0"), total()]).toEqual([0, undefined]);
    isFull = false;
    for (let times = 0; times < 2; times += 1) part.receive("shard-0", piece);
    expect([part.received("shard-0"), total(), kept]).toEqual([1, 3, [["a:1|c", "shop", "FRA"]]]);
  });

  test("without keys is one all the same", () => {
    const { part } = open();
    expect([part.receive("shard-0", rollup(2)), part.received("shard-0")]).toEqual([2, 2]);
  });

  test("whose commit fails, at whichever statement, did not come; sent again it does", () => {
    const keys = [rolled(), rolled({ key: "who", kind: "set", members: [[MINUTE, 3, '"x"']] })];
    let failed = 0;
    for (let at = 0; ; at += 1) {
      const { part, total, members, failNext } = open();
      failNext(at);
      let error: unknown;
      try {
        part.receive("shard-0", rollup(1, ...keys));
      } catch (thrown) {
        error = thrown;
      }
      failNext(Number.POSITIVE_INFINITY);
      if (!error) break;
      failed += 1;
      expect(error).toMatchObject({ code: "storage" });
      expect([part.received("shard-0"), total()]).toEqual([0, undefined]);
      part.receive("shard-0", rollup(1, ...keys));
      expect([part.received("shard-0"), total(), total("who")]).toEqual([1, 3, 3]);
      expect(members("who").members).toEqual([{ value: "x", total: 3 }]);
    }
    expect(failed).toBeGreaterThan(5);
  });
});

describe("its totals", () => {
  test("are those of their minutes, apps and kinds", () => {
    const { part, store, total } = open();
    const totals: RolledKey["totals"] = [
      [MINUTE - 2, 1, NOW_MS - 120_000],
      [MINUTE, 4, NOW_MS],
    ];
    part.receive("shard-0", rollup(1, rolled({ app: "shop", kind: "list", totals })));
    expect(total("a")).toBeUndefined();
    expect(store.keys(HOUR, "shop")).toMatchObject([
      { key: "a", kind: "list", total: 5, last_at: NOW_MS },
    ]);
    const { points } = store.series("a", undefined, HOUR, "shop");
    expect(points.slice(-3).map((point) => point.total)).toEqual([1, 0, 4]);
  });

  test("come late to minutes that were rolled up already", async () => {
    const { part, store, clock, send } = open();
    await send({ a: 1 });
    clock.advance(3_600_000);
    while (store.compact());
    part.receive("shard-0", rollup(1, rolled()));
    const wide = { seconds: 86_400, step: 3_600 };
    expect(store.keys(wide).find(({ key }) => key === "a")?.total).toBe(4);
    const { points } = store.series("a", undefined, { ...wide, step: 60 * 60 });
    expect(points.reduce((sum, { total }) => sum + total, 0)).toBe(4);
  });

  test("may come after their members: those alone tell of no time", () => {
    const { part, store, members } = open();
    const who = { key: "who", kind: "set" } as const;
    part.receive(
      "shard-0",
      rollup(1, rolled({ ...who, totals: [], members: [[MINUTE, 3, '"x"']] })),
    );
    expect(members("who").members).toEqual([{ value: "x", total: 3 }]);
    part.receive("shard-0", rollup(2, rolled(who)));
    expect(store.keys(HOUR)).toMatchObject([
      { key: "who", kind: "set", total: 3, last_at: NOW_MS },
    ]);
  });
});

describe("its members", () => {
  test("are told apart by type, and added up over shards", () => {
    const { part, members } = open();
    const texts = ['"1"', "1", "true", "null"];
    const who = rolled({
      key: "who",
      kind: "set",
      members: texts.map((text, at) => [MINUTE, at + 1, text]),
    });
    for (const shard of ["shard-0", "shard-1"]) part.receive(shard, rollup(1, who));
    expect(members("who").members).toEqual([
      { value: null, total: 8 },
      { value: true, total: 6 },
      { value: 1, total: 4 },
      { value: "1", total: 2 },
    ]);
  });

  test("that their shard did not tell apart are not told apart here", () => {
    const { part, members } = open();
    const cells: RolledKey["members"] = [
      [MINUTE, 2],
      [MINUTE, 3, '"x"'],
    ];
    part.receive("shard-0", rollup(1, rolled({ key: "who", kind: "set", members: cells })));
    expect(members("who")).toMatchObject({ members: [{ value: "x", total: 3 }], other: 2 });
  });

  test("beyond those that the root tells apart count together", () => {
    const { part, sql, members } = open();
    const one = rolled({ key: "who", kind: "set", members: [[MINUTE, 1, '"first"']] });
    part.receive("shard-0", rollup(1, one));
    sql.all("UPDATE key SET members = ? WHERE key = 'who'", MAX_MEMBERS);
    const again = open({}, faultySql(sql));
    const more = {
      ...one,
      members: [
        [MINUTE, 5, '"new"'],
        [MINUTE, 1, '"first"'],
      ],
    } as RolledKey;
    again.part.receive("shard-0", rollup(2, more));
    expect(members("who")).toMatchObject({ members: [{ value: "first", total: 2 }], other: 5 });
  });
});

describe("where there is no room", () => {
  test("for another key it is refused, and told, once for each total", () => {
    const told: string[] = [];
    const onError = ({ code, message }: TallybeaconError) => void told.push(`${code}: ${message}`);
    const { part, store, sql } = open();
    part.receive("shard-0", rollup(1, rolled()));
    sql.tx(() => {
      const add = "INSERT INTO key (app, key, kind, last_at) VALUES (1, ?, 'count', 0)";
      for (let i = 1; i < MAX_KEYS; i += 1) sql.all(add, `k${i}`);
    });
    const again = open({ onError }, faultySql(sql));
    const totals: RolledKey["totals"] = [
      [MINUTE - 1, 1, NOW_MS],
      [MINUTE, 1, NOW_MS],
    ];
    const piece = rollup(2, rolled({ key: "new", totals }), rolled());
    for (let times = 0; times < 2; times += 1) again.part.receive("shard-0", piece);
    expect([again.total("new"), again.total("a")]).toEqual([undefined, 6]);
    expect(store.apps()).toMatchObject([{ refused: { keys: 2 } }]);
    expect(told).toEqual(["buffer-full: keys not kept: 2 × keys"]);
  });

  test("for another app its totals go, counted and told, and those of others stay", () => {
    const told: string[] = [];
    const onError = ({ code, message }: TallybeaconError) => void told.push(`${code}: ${message}`);
    const { part, store, total } = open({ onError });
    for (let i = 1; i < MAX_APPS; i += 1) part.meet(`app-${i}`);
    part.receive("shard-0", rollup(1, rolled({ app: "one-more" }), rolled()));
    expect([part.hasApp("one-more"), total(), part.received("shard-0")]).toEqual([false, 3, 1]);
    expect(store.apps().find(({ app }) => app === "default")?.refused).toEqual({ apps: 1 });
    expect(told).toEqual(["buffer-full: keys not kept: 1 × apps"]);
  });
});
