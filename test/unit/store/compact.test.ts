// Rolls totals up and removes what is too old.
import { describe, expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import type { Keep } from "../../../src/core/tally.ts";
import { createAccept } from "../../../src/store/accept.ts";
import { emptyBatch } from "../../../src/store/batch.ts";
import { createCompactor } from "../../../src/store/compact.ts";
import { createKnown } from "../../../src/store/known.ts";
import { createLatests } from "../../../src/store/latest.ts";
import { createMarks } from "../../../src/store/levels.ts";
import { write } from "../../../src/store/write.ts";
import { faultySql, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const KEPT: Keep = { minute: 3_600, fiveMinutes: 86_400, hour: 864_000, day: 3_000_000 };
const rows = (sql: Sql, table: string) =>
  sql.all(`SELECT minute, total FROM ${table} ORDER BY minute`).map((row) => Object.values(row));
const count = (sql: Sql, table: string) =>
  Number(sql.all(`SELECT count(*) AS n FROM ${table}`)[0]?.["n"]);

function open(sql: Sql = memorySql()) {
  const opened = openStore(sql, { keep: KEPT });
  const slices = () => {
    let done = 0;
    while (opened.store.compact()) done += 1;
    return done;
  };
  return { ...opened, slices };
}

const FIVE = 300_000;
/** The first minute of a five, an hour and a day. */
const START_MS = Math.ceil(NOW_MS / DAY_MS) * DAY_MS;

describe("rolling up", () => {
  test("adds minutes up to fives, fives to hours and hours to days, once they are over", async () => {
    const { sql, send, clock, slices } = open();
    clock.advance(START_MS - NOW_MS);
    for (let i = 0; i < 12 * 24; i += 1) {
      await send({ k: 1 });
      clock.advance(FIVE);
    }
    slices();
    const start = START_MS / MINUTE_MS;
    expect(count(sql, "key_5_minutes")).toBe(12 * 24 - 1);
    expect(rows(sql, "key_hour").slice(0, 2)).toEqual([
      [start, 12],
      [start + 60, 12],
    ]);
    expect(rows(sql, "key_day")).toEqual([]);
    clock.advance(2 * MINUTE_MS);
    slices();
    expect(rows(sql, "key_day")).toEqual([[start, 288]]);
  });

  test("does one bucket at a time, and says when there is no more", async () => {
    const { store, sql, send, clock } = open();
    for (let i = 0; i < 3; i += 1) {
      await send({ k: 1 });
      clock.advance(FIVE);
    }
    clock.advance(2 * MINUTE_MS);
    const made = [];
    while (store.compact()) made.push(count(sql, "key_5_minutes"));
    expect([...new Set(made)].filter((n) => n > 0)).toEqual([1, 2, 3]);
    expect(store.compact()).toBe(false);
  });

  test("does a part of a bucket at a time, and what comes late meanwhile counts", async () => {
    const { sql, send, clock } = open();
    clock.advance(START_MS - NOW_MS);
    const names = Array.from({ length: 20 }, (_, i) => `k${i}`);
    const data = Object.fromEntries(names.map((name) => [name, [{ value: "m", count: 1 }]]));
    const first = { timestamp: new Date(clock.now()).toISOString() };
    for (let i = 0; i < 3; i += 1) {
      await send(data, first);
      clock.advance(FIVE);
    }
    const marks = createMarks(sql);
    const known = createKnown(sql);
    const latests = createLatests(sql, clock);
    const parts = createCompactor({ sql, clock, marks, keep: KEPT, known, latests, rollRows: 60 });
    let turns = 0;
    const late = () => {
      const batch = emptyBatch();
      const add = createAccept(known, 9);
      add(batch, "default", updateOf(data, first), clock.now(), clock.now());
      add(batch, "default", updateOf({ new: 1 }, first), clock.now(), clock.now());
      write(sql, batch, { known, marks: marks.read() });
      turns += 1;
    };
    // An hour, whose first five minutes are done while it is being done, and five minutes beside it.
    while (parts.slice()) late();
    clock.advance(60 * MINUTE_MS);
    while (parts.slice()) late();
    late();
    const start = START_MS / MINUTE_MS;
    for (const table of ["key_5_minutes", "member_5_minutes", "key_hour", "member_hour"]) {
      const totals = `SELECT DISTINCT total FROM ${table} WHERE minute = ? AND key <= 20`;
      const found = sql.all(totals, start).map((row) => row["total"]);
      expect([table, found]).toEqual([table, [3 + turns]]);
    }
    expect(turns).toBeGreaterThan(10);
    const { store } = openStore(sql, { keep: KEPT, clock });
    expect(store.keys({ seconds: 7_200, step: 60 })[0]).toMatchObject({ total: 3 + turns });
  });

  test("does not stop at years without anything", async () => {
    const { send, clock, slices } = open();
    await send({ k: 1 });
    slices();
    clock.advance(1_000 * DAY_MS);
    await send({ k: 1 });
    expect(slices()).toBeLessThan(60);
  });

  test("that fails changes nothing, is told, and is done again", async () => {
    const sql = faultySql(memorySql());
    const told: string[] = [];
    const { store, send, clock } = openStore(sql, {
      keep: KEPT,
      onError: ({ message }) => told.push(message),
    });
    await send({ k: 1 });
    clock.advance(2 * FIVE);
    sql.failNext(4);
    expect(store.compact()).toBe(false);
    expect(told).toEqual(["totals could not be rolled up: disk full"]);
    expect(count(sql, "key_5_minutes")).toBe(0);
    expect(store.compact()).toBe(true);
    expect(count(sql, "key_5_minutes")).toBe(1);
  });

  test("comes after what waits for a commit", async () => {
    const runs: (() => void)[] = [];
    const { store, send } = openStore(memorySql(), { later: (run) => void runs.push(run) });
    const sent = send({ k: 1 });
    store.compact();
    await sent;
    expect(store.keys({ seconds: 3_600, step: 60 })).toMatchObject([{ total: 1 }]);
  });
});

describe("removing", () => {
  test.each([
    ["ten minutes", 600, ["minute", "5_minutes"]],
    ["half an hour", 1_800, ["minute", "5_minutes", "hour"]],
    ["two hours", 7_200, ["5_minutes", "hour"]],
    ["a day", 93_600, ["hour", "day"]],
    ["two weeks", 1_209_600, ["day"]],
    ["five weeks", 3_110_400, []],
  ])("leaves of what came %s ago what is to be kept", async (_, seconds, expected) => {
    const { sql, send, clock, slices } = open();
    await send({ k: 1, s: [{ value: "x", count: 1 }] });
    clock.advance(seconds * 1_000);
    slices();
    const levels = ["minute", "5_minutes", "hour", "day"];
    expect(levels.filter((level) => count(sql, `key_${level}`) === 2)).toEqual(expected);
    expect(levels.filter((level) => count(sql, `member_${level}`) === 1)).toEqual(expected);
  });

  test("never takes what the next level has not got", async () => {
    const { store, sql, send, clock } = open();
    await send({ k: 1 });
    clock.advance(40 * DAY_MS);
    const levels = ["minute", "5_minutes", "hour", "day"];
    const holding = () => levels.filter((level) => count(sql, `key_${level}`) > 0);
    const seen: string[] = [];
    do {
      if (holding().length > 0) expect(count(sql, "key")).toBe(1);
      seen.push(holding().join());
    } while (store.compact());
    expect(count(sql, "key")).toBe(0);
    // Each is there before the one goes that it was made of.
    expect(seen.filter((held, i) => held !== seen[i - 1])).toEqual([
      "minute",
      "minute,5_minutes",
      "5_minutes",
      "5_minutes,hour",
      "hour",
      "hour,day",
      "day",
      "",
    ]);
  });

  test("takes the name of a key away, with its members and values, when nothing of it is kept", async () => {
    const { store, sql, send, clock, slices } = open();
    await send({ old: "x", s: [{ value: "m", count: 1 }], list: [1] }, { instance_id: "i" });
    clock.advance(36 * DAY_MS);
    await send({ new: [{ value: "n", count: 1 }] }, { instance_id: "j" });
    slices();
    expect(sql.all("SELECT key FROM key").map((row) => row["key"])).toEqual(["new"]);
    expect(["member", "value", "item"].map((table) => count(sql, table))).toEqual([1, 0, 0]);
    expect(store.apps()).toMatchObject([{ keys: 1, members: 1, instances: 2 }]);
    await send({ old: 1 }, { instance_id: "i" });
    expect(store.keys({ seconds: 3_600, step: 60 }).map(({ key }) => key)).toEqual(["new", "old"]);
  });

  test("gives the number of a key to no other, so that who sent the one is not taken to have sent the other", async () => {
    const { store, sql, send, clock, slices } = open();
    const long = { seconds: 86_400 * 90, step: 86_400 };
    await send({ kept: 1 });
    await send({ old: [{ value: "m", count: 1 }] });
    store.keys(long);
    clock.advance(34 * DAY_MS);
    await send({ kept: 1 }, { instance_id: "j" });
    clock.advance(2 * DAY_MS);
    slices();
    await send({ new: [{ value: "n", count: 1 }] }, { instance_id: "j" });
    const found = store.keys(long).map(({ key, instances, members }) => [key, instances, members]);
    expect(found).toEqual([
      ["kept", 2, 0],
      ["new", 1, 1],
    ]);
    expect(openStore(sql, { keep: KEPT, clock }).store.keys(long)).toEqual(store.keys(long));
  });

  test("takes a bucket with many members away in slices, and nobody sees it meanwhile", async () => {
    const { store, sql, send, clock, slices } = open();
    await send({ s: [{ value: "m", count: 1 }] });
    sql.all(`WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
      INSERT INTO member_minute SELECT minute, key, i, 1 FROM n, key_minute`);
    sql.all("UPDATE key SET members = 50000");
    clock.advance(2 * 3_600_000);
    const left = [];
    while (store.compact()) left.push(count(sql, "member_minute"));
    expect([...new Set(left)]).toEqual([50_000, 30_000, 10_000, 0]);
    expect(count(sql, "key_minute")).toBe(0);
    expect(slices()).toBe(0);
    const { members, other } = store.members("s", { seconds: 86_400, step: 60 }, 1);
    expect([members[0]?.total, other]).toEqual([1, 49_999]);
  });

  test("takes the values of a key away in slices", async () => {
    const { sql, send, clock, slices } = open();
    await send({ v: "x" });
    sql.all(`WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
      INSERT INTO value SELECT 1, 'i' || i, '', '1', 5 FROM n`);
    clock.advance(36 * DAY_MS);
    const before = slices();
    expect(count(sql, "value")).toBe(0);
    expect(count(sql, "key")).toBe(0);
    const { send: sendOne, clock: other, slices: again } = open();
    await sendOne({ v: "x" });
    other.advance(36 * DAY_MS);
    expect(before - again()).toBe(2);
  });

  test("takes instances away that were silent for half a year, and keeps what they added", async () => {
    const { store, sql, clock } = openStore(memorySql());
    const send = async (id: string, seq: number, epoch = "e") => {
      const timestamp = new Date(clock.now()).toISOString();
      const more = { instance_id: id, timestamp, epoch, seq, calls: 1, recorded: seq };
      return store.accept(updateOf({ k: 1, v: "x" }, more), clock.now(), clock.now());
    };
    for (let i = 0; i < 150; i += 1) await send(`i${i}`, 2);
    await send("kept", 1);
    clock.advance(100 * DAY_MS);
    await send("kept", 2);
    clock.advance(81 * DAY_MS);
    while (store.compact());
    expect(sql.all("SELECT id FROM instance").map((row) => row["id"])).toEqual(["kept"]);
    expect(count(sql, "value")).toBe(1);
    expect(store.apps()).toMatchObject([{ instances: 1 }]);
    const year = { seconds: 31_536_000, step: 86_400 };
    expect(store.keys(year)).toMatchObject([
      { key: "k", total: 152, instances: 1 },
      { key: "v", total: 152, instances: 1 },
    ]);
    expect(store.accounting(9)).toMatchObject({
      recorded: 302,
      accepted: 152,
      pending: 0,
      missing: 0,
      dropped: { expired: 150 },
      unexplained: 0,
    });
    expect(await send("i0", 1, "later")).toEqual({ fresh: true, ack: 1 });
    expect(store.apps()).toMatchObject([{ instances: 2 }]);
  });
});
