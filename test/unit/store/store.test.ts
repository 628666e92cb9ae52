// The collector's memory.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { EPOCH_RETENTION_MS } from "../../../src/core/limits.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { createStore } from "../../../src/store/store.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { faultySql, HOUR, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

const numbered = (seq: number, epoch = "e") => ({ epoch, seq });

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
    expect(store.values("v", 1)).toMatchObject([{ value: "x", instances: 1 }]);
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
    const folder = mkdtempSync(join(tmpdir(), "tallybeacon-"));
    try {
      const path = join(folder, "tally.db");
      const open = () => {
        const db = new DatabaseSync(path);
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
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("an epoch silent for a month is forgotten, one that speaks is not", async () => {
    const sql = memorySql();
    const { send, clock } = openStore(sql);
    await send({}, numbered(1, "old"));
    await send({}, numbered(1, "kept"));
    await send({}, numbered(1, "current"));
    clock.advance(EPOCH_RETENTION_MS / 2);
    await send({}, numbered(2, "kept"));
    await send({}, numbered(2, "current"));
    clock.advance(EPOCH_RETENTION_MS / 2 + 86_400_000);
    await send({}, numbered(3, "current"));
    const epochs = sql.all("SELECT epoch FROM epoch ORDER BY epoch").map((row) => row["epoch"]);
    expect(epochs).not.toContain("old");
    expect(epochs).toContain("kept");
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
