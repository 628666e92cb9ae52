// Instances that move from shard to shard.
import { beforeEach, describe, expect, test } from "vitest";
import type { Moved } from "../../../src/core/part.ts";
import { MAX_APPS } from "../../../src/core/store-limits.ts";
import type { Update } from "../../../src/core/update.ts";
import {
  faultySql,
  HOUR,
  memorySql,
  NOW_MS,
  type OpenPart,
  openPart,
  updateOf,
} from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000);
const TABLES = ["instance", "epoch", "instance_keys", "value", "item"];

/** All that a store tells of instances. */
const told = ({ store }: OpenPart, app?: string) => ({
  instances: store.instances(10, 0, app).instances,
  v: store.values("v", 10, app),
  list: store.values("list", 10, app).values,
  epochs: store.accounting(10).epochs,
});
const rows = ({ sql }: OpenPart) =>
  TABLES.map((table) => Number(sql.all(`SELECT count(*) AS n FROM ${table}`)[0]?.["n"]));
const move = (from: OpenPart, to: OpenPart, id = "i") => {
  to.part.adopt(structuredClone(from.part.copy(id) as Moved));
  from.part.release(id);
};

let from: OpenPart;
let to: OpenPart;

beforeEach(() => {
  from = openPart();
  to = openPart(undefined, { clock: from.clock });
});

describe("an instance with values, items, fields and two epochs", () => {
  const first: Partial<Update> = { epoch: "one", seq: 1, calls: 2, recorded: 4, controls: 3 };
  const second: Partial<Update> = { epoch: "two", seq: 2, calls: 3, recorded: 3, offset_ms: 7 };
  const data = { n: 1, v: { a: "x", b: 2 }, list: ["first", "second"] };

  beforeEach(async () => {
    await from.send(data, first);
    from.clock.advance(60_000);
    await from.send({ list: ["third"] }, second);
    await from.send({ list: ["third"] }, second);
    await from.send({ n: 5, v: "other" }, { instance_id: "j" });
  });

  test("is told at its new home as it was at the former, which keeps the others'", () => {
    const { instances, epochs, ...held } = told(from);
    expect(epochs).toHaveLength(2);
    move(from, to);
    const now = told(to);
    expect(now.instances).toEqual(instances.filter(({ id }) => id === "i"));
    expect(now.instances).toMatchObject([{ updates: 2, duplicates: 1, controls: null }]);
    expect(now.epochs).toEqual(epochs);
    expect(now.v).toEqual({ ...held.v, values: [], items: { total: 0, kept: 0 } });
    expect(now.list).toEqual(held.list);
    expect(told(from)).toMatchObject({
      instances: [{ id: "j" }],
      v: { values: [{ value: "other", instances: 1 }], fields: [] },
      list: [],
      epochs: [],
    });
    // Nothing is left of it but its part of totals.
    expect(rows(from)).toEqual([1, 0, 1, 1, 0]);
    expect(from.store.keys(HOUR).find(({ key }) => key === "n")).toMatchObject({
      total: 6,
      instances: 1,
    });
  });

  test("is kept on both sides until it is released", () => {
    const before = told(from);
    const moved = from.part.copy("i") as Moved;
    to.part.adopt(moved);
    expect(told(from)).toEqual(before);
    expect([from.part.knows("i"), to.part.knows("i")]).toEqual([true, true]);
    from.part.release("i");
    expect([from.part.knows("i"), to.part.knows("i")]).toEqual([false, true]);
  });

  test("is known there also after that was made again, and here no more", () => {
    move(from, to);
    const again = [from, to].map(({ sql }) => openPart(sql).part.knows("i"));
    expect(again).toEqual([false, true]);
  });

  test.each([
    ["what was counted before", { epoch: "one", seq: 1 }, { fresh: false, ack: 1 }],
    ["what was counted last", { epoch: "two", seq: 2 }, { fresh: false, ack: 0 }],
    ["what comes late of the epoch before", { epoch: "one", seq: 2 }, { fresh: true, ack: 2 }],
    ["what fills a gap", { epoch: "two", seq: 1 }, { fresh: true, ack: 2 }],
    ["what is new", { epoch: "three", seq: 1 }, { fresh: true, ack: 1 }],
  ])("knows %s", async (_, more, accepted) => {
    move(from, to);
    expect(await to.send({ n: 1 }, more)).toEqual(accepted);
  });

  test("goes on there: newer values take the place of those that moved, older ones do not", async () => {
    move(from, to);
    const value = (at: number, v: string) =>
      to.send({ v }, { set_keys: ["v"], timestamp: new Date(at).toISOString() });
    await value(NOW_MS - 60_000, "older");
    expect(told(to).v).toMatchObject({ values: [], fields: [{ field: "a" }, { field: "b" }] });
    await value(NOW_MS + 60_000, "newer");
    expect(told(to).v).toMatchObject({ values: [{ value: "newer", instances: 1 }], fields: [] });
  });

  test("may come back, and be as it was", () => {
    const before = told(from);
    const left = rows(from);
    move(from, to);
    move(to, from);
    expect(told(from)).toEqual(before);
    expect(rows(from)).toEqual(left);
    expect(rows(to)).toEqual([0, 0, 0, 0, 0]);
  });

  test("is not counted where it was, and is where it came", () => {
    // Counted once before, they are kept current.
    expect(from.part.senders("default", MINUTE)).toContainEqual(["n", 2]);
    expect(to.part.senders("default", MINUTE)).toEqual([]);
    move(from, to);
    expect(from.part.senders("default", MINUTE)).toEqual([
      ["n", 1],
      ["v", 1],
      ["list", 0],
    ]);
    expect(to.part.senders("default", MINUTE)).toEqual([
      ["n", 1],
      ["v", 1],
      ["list", 1],
    ]);
    expect(to.part.senders("default", MINUTE + 1)).toContainEqual(["n", 0]);
    expect([from, to].map(({ store }) => store.apps()[0]?.instances)).toEqual([1, 1]);
  });

  test("leaves its part of totals and sums where it was counted", () => {
    const sums = from.store.accounting(0);
    move(from, to);
    expect(from.store.accounting(0)).toEqual(sums);
    expect(to.store.accounting(0)).toMatchObject({ recorded: 0, accepted: 0, pending: 0 });
    expect(to.part.take()).toBeUndefined();
  });

  test("that is known already is not taken over, nor twice", async () => {
    const moved = from.part.copy("i") as Moved;
    await to.send({ v: "own" }, { epoch: "own", seq: 1 });
    const before = told(to);
    to.part.adopt(moved);
    expect(told(to)).toEqual(before);
    const other = openPart();
    for (let times = 0; times < 2; times += 1) other.part.adopt(moved);
    expect(other.store.apps()).toMatchObject([{ instances: 1 }]);
    expect(rows(other)[0]).toBe(1);
  });

  test.each(["adopt", "release"] as const)(
    "moves wholly or not at all, whichever statement of %s fails",
    async (verb) => {
      let failed = 0;
      for (let at = 0; ; at += 1) {
        const sql = faultySql(memorySql());
        const one = openPart(sql, { clock: from.clock });
        const moved = from.part.copy("i") as Moved;
        if (verb === "release") one.part.adopt(moved);
        one.part.senders("default", 0);
        const before = [rows(one), told(one), one.part.senders("default", 0)];
        const run = () => (verb === "adopt" ? one.part.adopt(moved) : one.part.release("i"));
        sql.failNext(at);
        let error: unknown;
        try {
          run();
        } catch (thrown) {
          error = thrown;
        }
        sql.failNext(Number.POSITIVE_INFINITY);
        if (!error) break;
        failed += 1;
        expect([rows(one), told(one), one.part.senders("default", 0)]).toEqual(before);
        run();
        expect(one.part.knows("i")).toBe(verb === "adopt");
        expect(one.store.apps()).toMatchObject([{ instances: verb === "adopt" ? 1 : 0 }]);
      }
      expect(failed).toBeGreaterThan(5);
    },
  );
});

describe("an instance", () => {
  test("that nobody knows has no copy, and cannot be released", () => {
    expect([from.part.copy("i"), from.part.knows("i")]).toEqual([undefined, false]);
    from.part.release("i");
    expect(from.part.knows("i")).toBe(false);
  });

  test("takes along what waits for a commit, which is acknowledged", async () => {
    const sent = from.send({ v: "x" }, { epoch: "e", seq: 1 });
    move(from, to);
    expect(await sent).toEqual({ fresh: true, ack: 1 });
    expect(told(to).v.values).toMatchObject([{ value: "x" }]);
    expect(await to.send({ v: "x" }, { epoch: "e", seq: 1 })).toEqual({ fresh: false, ack: 1 });
  });

  test("of another app takes it along", async () => {
    const now = from.clock.now();
    await from.store.accept(updateOf({ v: "x" }), now, now, "shop");
    move(from, to);
    expect(told(to, "shop")).toMatchObject({
      instances: [{ id: "i", app: "shop" }],
      v: { values: [{ value: "x" }] },
    });
  });

  test("that changed its app and came back has one of each, and no more", async () => {
    const send = (part: OpenPart, app: string, data: Record<string, string>) =>
      part.store.accept(updateOf(data), from.clock.now(), from.clock.now(), app);
    await send(from, "shop", { v: "one" });
    await send(from, "blog", { v: "two" });
    move(from, to);
    await send(to, "shop", { v: "three" });
    move(to, from);
    expect(told(from, "shop").v.values).toMatchObject([{ value: "three", instances: 1 }]);
    expect(told(from, "blog").v.values).toEqual([]);
    expect(rows(to)).toEqual([0, 0, 0, 0, 0]);
  });

  test("without numbers has no epochs", async () => {
    await from.send({ v: "x" });
    move(from, to);
    expect(told(to)).toMatchObject({ instances: [{ updates: 1 }], epochs: [] });
  });

  test("for whose app there is no room is not taken over", async () => {
    await from.send({ v: "x" });
    for (let i = 0; i < MAX_APPS; i += 1) to.part.meet(`app-${i}`);
    const isMade = to.part.hasApp("default");
    to.part.adopt(from.part.copy("i") as Moved);
    expect(to.part.knows("i")).toBe(isMade);
    const now = from.clock.now();
    await from.store.accept(updateOf({ v: "x" }, { instance_id: "s" }), now, now, "shop");
    to.part.adopt(from.part.copy("s") as Moved);
    expect(to.part.knows("s")).toBe(false);
  });
});

describe("one that was forgotten", () => {
  beforeEach(async () => {
    await from.send({ v: "x" }, { epoch: "e", seq: 1 });
  });

  test("is so at its new home: it gets the same receipt, and counts no more", async () => {
    const { receipt } = await from.send(undefined, { forget: true });
    expect(receipt).toBeDefined();
    expect(from.part.copy("i")).toEqual({
      id: "i",
      receipt,
      app: "",
      row: [],
      keys: [],
      epochs: [],
      values: [],
      items: [],
      minute: -1,
    });
    move(from, to);
    expect(to.part.knows("i")).toBe(true);
    expect(await to.send({ v: "y" }, { epoch: "f", seq: 4 })).toEqual({ fresh: false, ack: 4 });
    expect(await to.send(undefined, { forget: true })).toMatchObject({ receipt });
    expect(told(to)).toMatchObject({ instances: [], v: { values: [] } });
  });

  test("keeps its receipt where it was", async () => {
    await from.send(undefined, { forget: true });
    move(from, to);
    expect(from.part.knows("i")).toBe(true);
    expect(await from.send({ v: "y" })).toEqual({ fresh: false });
  });

  test("at its new home leaves nothing anywhere", async () => {
    move(from, to);
    await to.send(undefined, { forget: true });
    expect([rows(from), rows(to)]).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });
});

test.each(["copy", "knows"] as const)(
  "%s remembers nobody whom nobody knows: there may be any number of them",
  (verb) => {
    const inner = memorySql();
    let asked = 0;
    const all: typeof inner.all = (...query) => {
      asked += 1;
      return inner.all(...query);
    };
    const { part } = openPart({ all, tx: inner.tx });
    const cost = () => {
      const before = asked;
      expect(part[verb]("nobody")).toBe(verb === "copy" ? undefined : false);
      return asked - before;
    };
    cost();
    expect([cost(), cost()]).toEqual(verb === "copy" ? [2, 2] : [1, 1]);
  },
);
