// The collector's memory.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import { EPOCH_RETENTION_MS } from "../../../src/core/store-limits.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { createStore } from "../../../src/store/store.ts";
import { testFolder } from "../../support/folder.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { faultySql, HOUR, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

const numbered = (seq: number, epoch = "e") => ({ epoch, seq });
const sealedAt = (ms: number) => ({ timestamp: new Date(ms).toISOString() });
const refused = (sql: Sql) =>
  Object.fromEntries(sql.all("SELECT reason, count FROM refused").map((row) => Object.values(row)));

test("who listens hears of all that is committed and asked, once for each, and of nothing that failed", async () => {
  const sql = faultySql(memorySql());
  const { store, send } = openStore(sql);
  let heard = 0;
  store.onChange(() => {
    heard += 1;
  });
  await Promise.all([send({ k: 1 }), send({ k: 1 })]);
  expect(heard).toBe(1);
  const { version } = store.control({ disable: ["k"] });
  store.undo(version);
  expect(heard).toBe(3);
  store.preview({ disable: ["k"] });
  store.keys(HOUR);
  store.compact();
  expect(() => store.control({ version })).toThrow();
  sql.failNext(1);
  await expect(send({ k: 1 })).rejects.toThrow();
  expect(heard).toBe(3);
  store.refuse("rate-instance");
  store.compact();
  expect(heard).toBe(4);
});

describe("accept", () => {
  test("counts an update once, however often it comes", async () => {
    const { store, send } = openStore();
    expect(await send({ k: 1 }, numbered(1))).toEqual({ fresh: true, ack: 1 });
    expect(await send({ k: 1 }, numbered(1))).toEqual({ fresh: false, ack: 1 });
    expect(store.keys(HOUR)[0]?.total).toBe(1);
  });

  test("counts an update once that comes twice for one commit", async () => {
    const { store, send } = openStore();
    const answers = await Promise.all([send({ k: 1 }, numbered(1)), send({ k: 1 }, numbered(1))]);
    expect(answers.map(({ fresh }) => fresh)).toEqual([true, false]);
    expect(store.keys(HOUR)[0]?.total).toBe(1);
  });

  test("acknowledges up to the first gap", async () => {
    const { send } = openStore();
    const ack = async (seq: number) => (await send({}, numbered(seq))).ack;
    expect([await ack(2), await ack(3), await ack(1), await ack(5)]).toEqual([0, 0, 3, 3]);
  });

  test("keeps epochs and instances apart", async () => {
    const { store, send } = openStore();
    await send({ k: 1 }, numbered(1, "one"));
    await send({ k: 1 }, numbered(1, "two"));
    await send({ k: 1 }, { ...numbered(1, "one"), instance_id: "j" });
    expect(await send({ k: 1 }, numbered(1, "one"))).toMatchObject({ fresh: false });
    expect(store.keys(HOUR)[0]).toMatchObject({ total: 3, instances: 2 });
  });

  test("takes updates without numbers as they come", async () => {
    const { store, send } = openStore();
    expect(await send({ k: 1 })).toEqual({ fresh: true });
    expect(await send({ k: 1 })).toEqual({ fresh: true });
    expect(store.keys(HOUR)[0]?.total).toBe(2);
  });

  test("writes nothing before the commit and everything with it", async () => {
    const runs: (() => void)[] = [];
    const { store, send } = openStore(memorySql(), { later: (run) => void runs.push(run) });
    const answers = [send({ k: 1 }), send({ k: 1 }), send({ k: 1 })];
    expect([store.keys(HOUR), runs.length]).toEqual([[], 1]);
    while (runs.length > 0) runs.shift()?.();
    await Promise.all(answers);
    expect(store.keys(HOUR)[0]?.total).toBe(3);
  });

  test("commits by its clock when nothing else is said", async () => {
    const clock = manualClock(NOW_MS);
    const store = createStore(memorySql(), { clock });
    const answer = store.accept(updateOf({ k: 1 }), NOW_MS, NOW_MS);
    clock.advance(5);
    expect(await answer).toEqual({ fresh: true });
  });

  test("survives times that are no whole milliseconds", async () => {
    const { store } = openStore();
    await store.accept(updateOf({ k: 1 }), NOW_MS + 0.25, NOW_MS + 0.75);
    expect(store.instances(1, 0).instances[0]?.last_seen).toBe(NOW_MS);
  });
});

describe("when a commit fails", () => {
  test.each([0, 1, 2, 3, 4])(
    "at statement %i all who wait hear it, and what they send again is counted once",
    async (statement) => {
      const sql = faultySql(memorySql());
      const { store, send } = openStore(sql);
      const all = (from: number) =>
        Promise.allSettled(
          [0, 1, 2].map((i) => send({ k: 1, s: [{ value: "m", count: 1 }] }, numbered(from + i))),
        );
      await all(1);
      sql.failNext(statement);
      const failed = await all(4);
      expect(failed.map(({ status }) => status)).toEqual(Array(3).fill("rejected"));
      expect(failed[0]).toMatchObject({ reason: { code: "storage" } });
      expect(store.keys(HOUR).map(({ total }) => total)).toEqual([3, 3]);
      expect(store.instances(1, 0).instances[0]).toMatchObject({ updates: 3, duplicates: 0 });

      const again = await all(4);
      expect(again).toMatchObject([
        { value: { fresh: true, ack: 4 } },
        { value: { fresh: true, ack: 5 } },
        { value: { fresh: true, ack: 6 } },
      ]);
      expect(store.keys(HOUR).map(({ total }) => total)).toEqual([6, 6]);
    },
  );

  test("a key, a member and a value that were new are new again", async () => {
    const sql = faultySql(memorySql());
    const { store, send } = openStore(sql);
    const data = { s: [{ value: "m", count: 1 }], v: "x" };
    sql.failNext(5);
    await expect(send(data, numbered(1))).rejects.toThrow("could not be written");
    await send(data, numbered(1));
    expect(store.members("s", HOUR, 1).members).toEqual([{ value: "m", total: 1 }]);
    expect(store.values("v", 1).values).toMatchObject([{ value: "x", instances: 1 }]);
  });

  test("onError hears the cause, once a minute", async () => {
    const sql = faultySql(memorySql());
    const causes: unknown[] = [];
    const { send } = openStore(sql, { onError: ({ cause }) => causes.push(String(cause)) });
    for (let i = 0; i < 3; i++) {
      sql.failNext(0);
      await expect(send({ k: 1 })).rejects.toMatchObject({ code: "storage" });
    }
    expect(causes).toEqual(["Error: disk full"]);
  });

  test("an instance that cannot be read is refused, the others of the moment are kept", async () => {
    const inner = memorySql();
    let broken = false;
    const { store, send } = openStore({
      tx: inner.tx,
      all(statement, ...values) {
        if (broken && values[0] === "j") throw new Error("disk gone");
        return inner.all(statement, ...values);
      },
    });
    broken = true;
    const kept = send({ k: 1 });
    await expect(send({ k: 1 }, { instance_id: "j" })).rejects.toThrow("disk gone");
    await kept;
    expect(store.keys(HOUR)[0]?.total).toBe(1);
  });
});

describe("a disk that is full", () => {
  test("refuses updates, keeps what it acknowledged, and takes them again when there is room", async () => {
    const db = new DatabaseSync(testFolder().path("tally.db"));
    try {
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      const sql = sqliteSql(db);
      const told: unknown[] = [];
      const { store, send } = openStore(sql, { onError: ({ message }) => told.push(message) });
      const pages = Number(sql.all("PRAGMA page_count")[0]?.["page_count"]);
      db.exec(`PRAGMA max_page_count = ${pages + 20}`);
      const update = (seq: number) => ({ ...numbered(seq), calls: 1, recorded: seq });
      const data = (seq: number) => ({ k: 1, [`v${seq}`]: "x".repeat(3_000), list: [seq] });
      let seq = 1;
      const next = () =>
        send(data(seq), update(seq)).then(
          () => true,
          () => false,
        );
      while (await next()) seq += 1;
      expect(seq).toBeGreaterThan(3);
      expect(told).toEqual([expect.stringContaining("database or disk is full")]);
      for (let again = 0; again < 5; again += 1) expect(await next()).toBe(false);
      expect(store.keys(HOUR).find(({ key }) => key === "k")?.total).toBe(seq - 1);
      expect(store.accounting(1)).toMatchObject({ accepted: seq - 1, unexplained: 0 });
      expect(store.instances(1, 0).instances[0]).toMatchObject({ updates: seq - 1, duplicates: 0 });

      db.exec("PRAGMA max_page_count = 100000");
      expect(await send(data(seq), update(seq))).toEqual({ fresh: true, ack: seq });
      expect(await send(data(seq), update(seq))).toEqual({ fresh: false, ack: seq });
      const { store: restarted } = openStore(sql);
      expect(restarted.keys(HOUR).find(({ key }) => key === "k")?.total).toBe(seq);
      expect(restarted.accounting(1)).toMatchObject({ accepted: seq, pending: 0, unexplained: 0 });
      expect(sql.all("PRAGMA integrity_check")[0]).toMatchObject({ integrity_check: "ok" });
    } finally {
      db.close();
    }
  });
});

describe("after a restart", () => {
  test("everything acknowledged is there, and duplicates are still known", async () => {
    const sql = memorySql();
    const before = openStore(sql);
    for (const seq of [1, 2, 4]) await before.send({ k: 1, v: "x" }, numbered(seq));
    await before.send({ k: 1 }, numbered(1, "later"));
    const { store, send } = openStore(sql);
    expect(store.keys(HOUR)[0]).toMatchObject({ key: "k", total: 4, instances: 1 });
    expect(await send({ k: 1 }, numbered(4))).toEqual({ fresh: false, ack: 2 });
    expect(await send({ k: 1 }, numbered(1, "later"))).toEqual({ fresh: false, ack: 1 });
    expect(await send({ k: 1 }, numbered(3))).toEqual({ fresh: true, ack: 4 });
    expect(store.keys(HOUR)[0]?.total).toBe(5);
  });

  test("a process that is killed leaves what it had acknowledged", async () => {
    const { path } = testFolder();
    const open = () => {
      const db = new DatabaseSync(path("tally.db"));
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      return { db, ...openStore(sqliteSql(db)) };
    };
    const first = open();
    await first.send({ k: 1 }, numbered(1));
    // Never closed, as after SIGKILL; another process opens the file.
    const second = open();
    expect(second.store.keys(HOUR)[0]?.total).toBe(1);
    expect(await second.send({ k: 1 }, numbered(1))).toMatchObject({ fresh: false });
    second.db.close();
    first.db.close();
  });

  test("an epoch silent for a month is forgotten, one that speaks is not", async () => {
    const sql = memorySql();
    const { store, send, clock } = openStore(sql);
    await send({}, numbered(1, "old"));
    await send({}, numbered(1, "kept"));
    await send({}, numbered(1, "current"));
    clock.advance(EPOCH_RETENTION_MS / 2);
    await send({}, numbered(2, "kept"));
    await send({}, numbered(2, "current"));
    clock.advance(EPOCH_RETENTION_MS / 2 + 86_400_000);
    await send({}, numbered(3, "current"));
    while (store.compact());
    const epochs = sql.all("SELECT epoch FROM epoch ORDER BY epoch").map((row) => row["epoch"]);
    expect(epochs).not.toContain("old");
    expect(epochs).toContain("kept");
  });
});

describe("an update that comes late", () => {
  const MINUTE_MS = 60_000;
  const minuteOf = (ms: number) => Math.floor(ms / MINUTE_MS) * 60;

  test("is counted under the minute in which it was sealed", async () => {
    const { store, send } = openStore();
    await send({ k: 1 });
    await send({ k: 2 }, sealedAt(NOW_MS - 20 * MINUTE_MS));
    await send({ k: 4 }, { ...sealedAt(NOW_MS - 50 * MINUTE_MS), offset_ms: 10 * MINUTE_MS });
    const filled = store.series("k", undefined, HOUR).points.filter(({ total }) => total > 0);
    expect(filled).toEqual([
      { ts: minuteOf(NOW_MS) - 2_400, total: 4 },
      { ts: minuteOf(NOW_MS) - 1_200, total: 2 },
      { ts: minuteOf(NOW_MS), total: 1 },
    ]);
    expect(store.keys(HOUR)).toMatchObject([{ key: "k", total: 7, last_at: NOW_MS }]);
  });

  test.each([
    ["from the future", NOW_MS + 90_000],
    ["from before anything is looked back at", NOW_MS - 31 * 86_400_000],
    ["from 1970", 0],
  ])("%s is counted when it arrives, and never refused", async (_, sealedMs) => {
    const { store, send } = openStore();
    await send({ k: 1 }, { ...numbered(1), ...sealedAt(sealedMs) });
    expect(store.series("k", undefined, HOUR).points.at(-1)).toEqual({
      ts: minuteOf(NOW_MS),
      total: 1,
    });
  });

  test("was heard when it arrived, and is wanted again after that", async () => {
    const { store, send, clock } = openStore();
    await send({ k: 1 }, sealedAt(NOW_MS - 7_200_000));
    expect(store.instances(1, 0).instances[0]).toMatchObject({
      first_seen: NOW_MS,
      last_seen: clock.now(),
      expect_next: clock.now() + 3_600_000,
    });
  });

  test("leaves a newer value of its instance alone, before a restart and after it", async () => {
    const sql = memorySql();
    const { store, send } = openStore(sql);
    const long = "x".repeat(1_000);
    await send({ short: "new", long });
    const late = sealedAt(NOW_MS - 90_000);
    await send({ short: "old", long: "old" }, late);
    expect(store.values("short", 9).values).toMatchObject([{ value: "new", last_at: NOW_MS }]);
    expect(store.values("long", 9).values).toMatchObject([{ value: long }]);
    await openStore(sql).send({ short: "older", long: "older" }, late);
    expect(store.values("short", 9).values).toMatchObject([{ value: "new", instances: 1 }]);
    expect(store.values("long", 9).values).toMatchObject([{ value: long }]);
    await send({ short: "newest" });
    expect(store.values("short", 9).values).toMatchObject([{ value: "newest" }]);
  });

  test("leaves a newer value alone after a restart, however many come late", async () => {
    const sql = memorySql();
    await openStore(sql).send({ v: "new" });
    const { store, send } = openStore(sql);
    for (const minutes of [30, 20, 10]) {
      await send({ v: `old ${minutes}` }, sealedAt(NOW_MS - minutes * 60_000));
    }
    expect(store.values("v", 9).values).toMatchObject([{ value: "new", last_at: NOW_MS }]);
  });

  test("leaves a newer value alone that waits for the same commit, within one minute too", async () => {
    const { store, send } = openStore();
    const values = ["new", "old"].map((value, i) => send({ v: value }, sealedAt(NOW_MS - 5 * i)));
    await Promise.all(values);
    expect(store.values("v", 9).values).toMatchObject([{ value: "new" }]);
  });

  test("brings the value of an instance that had none", async () => {
    const { store, send } = openStore();
    await send({ v: "a" });
    await send({ v: "b" }, { instance_id: "j", ...sealedAt(NOW_MS - 90_000) });
    expect(store.values("v", 9).values).toMatchObject([{ value: "a" }, { value: "b" }]);
  });

  test("does not make a key what it was before", async () => {
    const sql = memorySql();
    const { store, send } = openStore(sql);
    await send({ k: 1 });
    await send({ k: "text" }, sealedAt(NOW_MS - 90_000));
    await openStore(sql).send({ k: "text" }, sealedAt(NOW_MS - 180_000));
    expect(store.keys(HOUR)).toMatchObject([{ kind: "count", total: 3, last_at: NOW_MS }]);
  });

  test("does not take a key's instance out of the window, nor into it", async () => {
    const sql = memorySql();
    const { store, send } = openStore(sql);
    await send({ k: 1 });
    await send({ k: 1, old: 1 }, sealedAt(NOW_MS - 2 * 3_600_000));
    const day = { seconds: 86_400, step: 900 };
    const instances = (window: typeof HOUR) =>
      store.keys(window).map(({ key, instances: n }) => [key, n]);
    expect(instances(HOUR)).toEqual([["k", 1]]);
    expect(instances(day)).toEqual([
      ["k", 1],
      ["old", 1],
    ]);
    await openStore(sql).send({ k: 1, old: 1 }, sealedAt(NOW_MS - 3 * 3_600_000));
    expect(instances(HOUR)).toEqual([["k", 1]]);
  });

  test("leaves the newest items of a list in their place", async () => {
    const { store, send } = openStore();
    const items = (name: string) => Array.from({ length: 100 }, (_, i) => `${name}${i}`);
    await send({ list: items("new") });
    await send({ list: items("old") }, sealedAt(NOW_MS - 90_000));
    const values = store.values("list", 200).values.map(({ value }) => value);
    expect(values.slice(0, 100).sort()).toEqual(items("new").sort());
  });

  test("fills its gap, whatever came before it", async () => {
    const { store, send } = openStore();
    await send({ k: 1 }, { ...numbered(2), calls: 1, recorded: 2 });
    expect(store.accounting(1)).toMatchObject({ pending: 1, missing: 1 });
    const late = { ...numbered(1), ...sealedAt(NOW_MS - 90_000), calls: 1, recorded: 1 };
    expect(await send({ k: 1 }, late)).toEqual({ fresh: true, ack: 2 });
    expect(store.accounting(1)).toMatchObject({ accepted: 2, pending: 0, missing: 0 });
  });
});

describe("an update of an epoch that is forgotten", () => {
  /** A store that has known the instance for more than a month, and of which epoch "old" is forgotten. */
  async function afterAMonth() {
    const open = openStore();
    await open.send({ k: 1 }, { ...numbered(1, "old"), calls: 1, recorded: 1 });
    await open.send({ k: 1 }, { ...numbered(1, "kept"), calls: 1, recorded: 1 });
    open.clock.advance(EPOCH_RETENTION_MS + 1);
    await open.send({ k: 1 }, { ...numbered(2, "kept"), calls: 1, recorded: 2 });
    while (open.store.compact());
    return open;
  }
  const MONTH = { seconds: 2_678_400, step: 86_400 };

  test("is acknowledged and not counted again when it was sealed before that", async () => {
    const { sql, store, send } = await afterAMonth();
    const before = store.accounting(9);
    const again = { ...numbered(1, "old"), ...sealedAt(NOW_MS), calls: 1, recorded: 1 };
    expect(await send({ k: 1 }, again)).toEqual({ fresh: false, ack: 1 });
    expect(store.accounting(9)).toEqual(before);
    expect(store.keys(MONTH)).toMatchObject([{ total: 3 }]);
    expect(refused(sql)).toEqual({ expired: 1 });
  });

  test("is not counted either when its clock is corrected to before that", async () => {
    const { sql, send, clock } = await afterAMonth();
    const offset_ms = NOW_MS - clock.now() - 1;
    await send({ k: 1 }, { ...numbered(1, "old"), offset_ms });
    expect(refused(sql)).toEqual({ expired: 1 });
  });

  test("counts when it was sealed since", async () => {
    const { store, send } = await afterAMonth();
    const fresh = await send({ k: 1 }, { ...numbered(2, "old"), calls: 1, recorded: 2 });
    expect(fresh).toEqual({ fresh: true, ack: 0 });
    expect(store.keys(HOUR)).toMatchObject([{ total: 2 }]);
  });

  test("is known again as long as its instance was heard by it last", async () => {
    const { store, send } = await afterAMonth();
    const again = { ...numbered(1, "kept"), ...sealedAt(NOW_MS), calls: 1, recorded: 1 };
    expect(await send({ k: 1 }, again)).toEqual({ fresh: false, ack: 2 });
    expect(store.accounting(9).duplicates).toBe(1);
  });

  test("counts for an instance that is new, and for one of less than a month, whatever their clocks say", async () => {
    const { sql, send } = await afterAMonth();
    const long = sealedAt(NOW_MS - 2 * EPOCH_RETENTION_MS);
    for (const epoch of ["first", "second"]) {
      const update = { instance_id: "new", ...numbered(1, epoch), ...long };
      expect(await send({ k: 1 }, update)).toEqual({ fresh: true, ack: 1 });
    }
    expect(refused(sql)).toEqual({});
  });
});

describe("a hostile or confused client", () => {
  test("that jumps far ahead costs no memory, and has a gap", async () => {
    const { sql, store, send } = openStore();
    for (const seq of [1, 1e9, 2 ** 53 - 1]) await send({ k: 1 }, numbered(seq));
    expect(await send({ k: 1 }, numbered(2 ** 53 - 1))).toEqual({ fresh: false, ack: 1 });
    expect(store.accounting(1).epochs).toMatchObject([
      { ack: 1, seq: 2 ** 53 - 1, missing: 2 ** 53 - 4 },
    ]);
    expect(JSON.stringify(sql.all("SELECT runs FROM instance")).length).toBeLessThan(100);
  });

  test("with more gaps than are remembered has the oldest of them taken as filled", async () => {
    const { store, send } = openStore();
    for (let seq = 1; seq <= 601; seq += 2) await send({ k: 1 }, numbered(seq));
    const [epoch] = store.accounting(1).epochs;
    expect(epoch).toMatchObject({ ack: 91, seq: 601, missing: 255 });
    expect(await send({ k: 1 }, numbered(90))).toMatchObject({ fresh: false });
    expect(await send({ k: 1 }, numbered(92))).toMatchObject({ fresh: true, ack: 93 });
  });

  test("that has the id of another adds to its counts, each in epochs of its own", async () => {
    const { store, send } = openStore();
    for (const epoch of ["here", "there"]) {
      await send({ k: 1 }, { ...numbered(1, epoch), calls: 1, recorded: 1 });
    }
    expect(store.keys(HOUR)).toMatchObject([{ total: 2, instances: 1 }]);
    expect(store.accounting(9)).toMatchObject({ recorded: 2, accepted: 2, unexplained: 0 });
  });

  test("that says something else under the same number is not heard: the first wins", async () => {
    const { store, send } = openStore();
    await send({ k: 1 }, { ...numbered(1), calls: 1, recorded: 1 });
    const other = { calls: 7, recorded: 9, dropped: { reset: 2 }, controls: 3 };
    expect(await send({ k: 5 }, { ...numbered(1), ...other })).toEqual({ fresh: false, ack: 1 });
    expect(store.keys(HOUR)).toMatchObject([{ total: 1 }]);
    const [epoch] = store.accounting(1).epochs;
    expect(epoch).toMatchObject({ recorded: 1, accepted: 1, dropped: {}, duplicates: 1 });
    expect(epoch).not.toHaveProperty("controls");
  });

  test("that sends a backup of old updates again changes nothing", async () => {
    const sql = memorySql();
    const { send, clock } = openStore(sql);
    const backup = [1, 2, 3].map((seq) => ({ ...numbered(seq), calls: 1, recorded: seq }));
    for (const update of backup) await send({ k: 1 }, update);
    await send({ k: 1 }, { ...numbered(1, "later"), calls: 1, recorded: 1 });
    clock.advance(86_400_000);
    const restarted = openStore(sql);
    for (const update of backup) {
      expect(await restarted.send({ k: 1 }, update)).toEqual({ fresh: false, ack: 3 });
    }
    expect(restarted.store.accounting(9)).toMatchObject({
      recorded: 4,
      accepted: 4,
      duplicates: 3,
      pending: 0,
      unexplained: 0,
    });
  });
});

describe("an instance that asks to be forgotten", () => {
  const ask = (seq: number) => ({ ...numbered(seq), forget: true });

  test("is deleted with all that is kept of it; what it added to sums stays", async () => {
    const { store, send } = openStore();
    const data = { n: 2, v: "secret", list: ["secret"] };
    await send(data, { ...numbered(1), calls: 4, recorded: 4 });
    await send({ n: 1, v: "other" }, { instance_id: "j" });
    const accepted = await send(undefined, ask(2));
    expect(accepted).toEqual({ fresh: false, ack: 2, receipt: expect.stringMatching(/^\w{16}$/) });
    expect(store.instances(9, 0).instances.map(({ id }) => id)).toEqual(["j"]);
    expect(store.values("v", 9).values).toMatchObject([{ value: "other" }]);
    expect(store.values("list", 9).values).toEqual([]);
    expect(store.accounting(9)).toMatchObject({ recorded: 4, accepted: 4, epochs: [] });
    const totals = store.keys(HOUR).map(({ key, total, instances }) => [key, total, instances]);
    expect(totals).toEqual([
      ["list", 1, 0],
      ["n", 3, 1],
      ["v", 2, 1],
    ]);
  });

  test("hears the same receipt again, after a restart too", async () => {
    const sql = memorySql();
    const { send } = openStore(sql);
    await send({ k: 1 }, numbered(1));
    const first = await send(undefined, ask(2));
    expect(await send(undefined, ask(2))).toEqual(first);
    expect(await openStore(sql).send(undefined, ask(2))).toEqual(first);
    expect(sql.all("SELECT id FROM receipt").map((row) => row["id"])).toEqual([first.receipt]);
    expect(JSON.stringify(sql.all("SELECT * FROM receipt"))).not.toContain('"i"');
  });

  test("is not kept again when another of its tabs goes on, and that is counted", async () => {
    const sql = memorySql();
    const { store, send } = openStore(sql);
    await send({ k: 1 }, numbered(1));
    await send(undefined, ask(2));
    expect(await send({ k: 1 }, numbered(5, "tab"))).toEqual({ fresh: false, ack: 5 });
    expect(await openStore(sql).send({ k: 1 })).toEqual({ fresh: false });
    expect(store.keys(HOUR)).toMatchObject([{ total: 1 }]);
    expect(store.instances(9, 0).total).toBe(0);
    expect(refused(sql)).toEqual({ forgotten: 2 });
  });

  test("is deleted with what waits for the same commit", async () => {
    const { store, send } = openStore();
    const answers = [
      send({ v: "secret", list: ["secret"] }, { ...numbered(1), calls: 2, recorded: 5 }),
      send({ k: 1 }, { ...numbered(3), calls: 1, recorded: 6 }),
      send(undefined, ask(4)),
      send({ v: "again" }, numbered(5)),
    ];
    expect((await Promise.all(answers)).map(({ fresh }) => fresh)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(store.instances(9, 0).total).toBe(0);
    expect(["v", "list"].map((key) => store.values(key, 9).values)).toEqual([[], []]);
    expect(store.accounting(9)).toMatchObject({
      recorded: 6,
      accepted: 3,
      dropped: { forgotten: 3 },
      pending: 0,
      missing: 0,
      epochs: [],
    });
  });

  test("is still there when that could not be written, and forgotten when it asks again", async () => {
    const sql = faultySql(memorySql());
    const { store, send } = openStore(sql);
    await send({ v: "x" }, numbered(1));
    sql.failNext(3);
    await expect(send(undefined, ask(2))).rejects.toThrow("could not be written");
    expect(store.values("v", 9).values).toHaveLength(1);
    expect(await send({ v: "y" }, numbered(2))).toEqual({ fresh: true, ack: 2 });
    expect((await send(undefined, ask(3))).receipt).toBeDefined();
    expect(store.values("v", 9).values).toEqual([]);
  });

  test("needs no numbers, and need not be known", async () => {
    const { store, send } = openStore();
    expect(Object.keys(await send(undefined, { forget: true }))).toEqual(["fresh", "receipt"]);
    expect(await send({ k: 1 }, numbered(1))).toEqual({ fresh: false, ack: 1 });
    expect(store.keys(HOUR)).toEqual([]);
  });
});

describe("memory", () => {
  test("does not grow with the epochs of one instance, and none of them counts twice", async () => {
    const sql = memorySql();
    let reads = 0;
    const counted: Sql = {
      tx: sql.tx,
      all(statement, ...values) {
        if (statement.includes("FROM epoch")) reads += 1;
        return sql.all(statement, ...values);
      },
    };
    const { store, send } = openStore(counted);
    for (let i = 0; i < 300; i += 1) await send({ k: 1 }, numbered(1, `e${i}`));
    expect(await send({ k: 1 }, numbered(1, "e299"))).toMatchObject({ fresh: false });
    const before = reads;
    for (let i = 0; i < 300; i += 1) {
      expect(await send({ k: 1 }, numbered(1, `e${i}`))).toMatchObject({ fresh: false });
    }
    // Those that are not remembered are read: nearly all of them.
    expect(reads - before).toBeGreaterThan(280);
    expect(store.keys(HOUR)).toMatchObject([{ total: 300 }]);
  });
});

describe("limits", () => {
  test("onError hears of keys that were not kept", async () => {
    const told: string[] = [];
    const { store, send } = openStore(memorySql(), {
      onError: ({ code, message }) => told.push(`${code}: ${message}`),
    });
    await send({ ["x".repeat(1_025)]: 1, k: 1 });
    expect(told).toEqual(["buffer-full: keys not kept: 1 × key-length"]);
    expect(store.keys(HOUR).map(({ key }) => key)).toEqual(["k"]);
  });

  test("further keys are refused, known ones still count", async () => {
    const { store, send } = openStore();
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [`k${from + i}`, 1]));
    await send(many(0));
    await send(many(6_000));
    await send({ k0: 1, more: 1 });
    const keys = store.keys(HOUR);
    expect(keys).toHaveLength(10_000);
    expect(keys.find(({ key }) => key === "k0")?.total).toBe(2);
  });
});

describe("controls", () => {
  test("are kept, and told to keys", async () => {
    const sql = memorySql();
    const { store } = openStore(sql, { intervalMs: 60_000 });
    expect(store.controls().interval_ms).toBe(60_000);
    store.control({ disable: ["k"] });
    expect(openStore(sql).store.controls().disabled_keys).toEqual(["k"]);
  });
});

describe("close", () => {
  test("writes down what was turned away last", async () => {
    const { store, sql } = openStore();
    store.refuse("rate-app");
    await store.close();
    expect(openStore(sql).store.apps()).toMatchObject([{ refused: { "rate-app": 1 } }]);
  });

  test("commits what waits, then takes nothing more", async () => {
    const { store, send } = openStore(memorySql(), { later: () => undefined });
    const answer = send({ k: 1 });
    await store.close();
    expect(await answer).toEqual({ fresh: true });
    await expect(send({ k: 1 })).rejects.toMatchObject({ code: "stopped" });
    await store.close();
    expect(store.keys(HOUR)[0]?.total).toBe(1);
  });
});
