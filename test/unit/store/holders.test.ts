// What the dashboard asks of instances.
import { describe, expect, test } from "vitest";
import type { Data } from "../../../src/core/json.ts";
import type { Store } from "../../../src/core/tally.ts";
import { addInstances, memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

describe("values", () => {
  test("are the last of each instance, most widely held first", async () => {
    const { store, send, clock } = openStore();
    await send({ os: "Linux" }, { instance_id: "a" });
    await send({ os: "macOS" }, { instance_id: "b" });
    clock.advance(60_000);
    await send({ os: "Linux" }, { instance_id: "c" });
    await send({ os: ["BSD"] }, { instance_id: "b", set_keys: ["os"] });
    expect(store.values("os", 9)).toEqual({
      values: [
        { value: "Linux", instances: 2, last_at: NOW_MS + 60_000 },
        { value: ["BSD"], instances: 1, last_at: NOW_MS + 60_000 },
      ],
      fields: [],
      items: { total: 0, kept: 0 },
    });
    expect(store.values("os", 1).values).toHaveLength(1);
    expect(store.values("nobody", 9).values).toEqual([]);
  });

  test("of a list are two hundred items at the most, however often what is known is read anew", async () => {
    const sql = memorySql();
    for (let i = 0; i < 10; i += 1) {
      await openStore(sql).send({ list: Array.from({ length: 90 }, (_, item) => item) });
    }
    const { items } = openStore(sql).store.values("list", 9);
    expect(items.total).toBe(900);
    expect(items.kept).toBeLessThanOrEqual(200);
  });

  test("of a list are its newest items", async () => {
    const { store, send } = openStore();
    await send({ errors: ["a", "b", "a"] });
    await send({ errors: ["a"] }, { instance_id: "j" });
    expect(store.values("errors", 9).values).toEqual([
      { value: "a", instances: 2, last_at: NOW_MS },
      { value: "b", instances: 1, last_at: NOW_MS },
    ]);
  });

  test("of a list that is longer say how many there were", async () => {
    const { store, send } = openStore();
    for (let i = 0; i < 30; i += 1) await send({ errors: Array(10).fill(i) });
    const { values, items } = store.values("errors", 9);
    expect(items.total).toBe(300);
    expect(items.kept).toBeGreaterThanOrEqual(100);
    expect(items.kept).toBeLessThanOrEqual(200);
    expect(values[0]?.value).toBe(20);
  });

  test("that are objects are told by their fields, newest first in each instance", async () => {
    const { store, send, clock } = openStore();
    await send({ env: { os: "linux", mem: 8 } }, { instance_id: "a" });
    await send({ env: { os: "darwin" } }, { instance_id: "b" });
    clock.advance(60_000);
    await send({ env: { mem: 16 } }, { instance_id: "a" });
    await send({ env: { os: "linux", "": 1, "x\0": 2 } }, { instance_id: "c" });
    const held = (value: unknown, instances: number) => ({ value, instances });
    expect(store.values("env", 9)).toMatchObject({
      values: [],
      fields: [
        { field: "mem", instances: 1, values: [held(16, 1)] },
        { field: "os", instances: 3, values: [held("linux", 2), held("darwin", 1)] },
      ],
    });
    expect(store.values("env", 1).fields[1]).toMatchObject({
      instances: 3,
      values: [held("linux", 2)],
    });
    expect(store.apps()).toMatchObject([{ refused: { fields: 2 } }]);
  });

  const sealedAt = (ms: number) => ({ timestamp: new Date(ms).toISOString() });
  const env = (store: Store) => ({
    whole: store.values("env", 9).values.map(({ value }) => value),
    ...Object.fromEntries(
      store.values("env", 9).fields.map(({ field, values }) => [field, values[0]?.value]),
    ),
  });

  test.each<[string, [Data, boolean, number][], object]>([
    [
      "a set object replaces its fields",
      [
        [{ a: 1, b: 1 }, true, 0],
        [{ a: 2 }, true, 1],
      ],
      { whole: [], a: 2 },
    ],
    [
      "nested fields are added",
      [
        [{ a: 1 }, true, 0],
        [{ b: 2 }, false, 1],
      ],
      { whole: [], a: 1, b: 2 },
    ],
    [
      "a set object takes nested fields away",
      [
        [{ a: 1 }, false, 0],
        [{ b: 2 }, true, 1],
      ],
      { whole: [], b: 2 },
    ],
    [
      "a late object leaves newer fields",
      [
        [{ a: 2 }, false, 2],
        [{ a: 1, b: 1 }, true, 1],
      ],
      { whole: [], a: 2, b: 1 },
    ],
    [
      "a late field is what an object took away",
      [
        [{ a: 1 }, true, 2],
        [{ b: 1 }, false, 1],
      ],
      { whole: [], a: 1 },
    ],
    [
      "a late object is what a newer took away",
      [
        [{ a: 1 }, true, 2],
        [{ b: 1 }, true, 1],
      ],
      { whole: [], a: 1 },
    ],
    [
      "an empty object is a value",
      [
        [{ a: 1 }, true, 0],
        [{}, true, 1],
      ],
      { whole: [{}] },
    ],
  ])("by field: %s, in one commit and in two", async (_, steps, expected) => {
    for (const isApart of [true, false]) {
      const { store, send } = openStore();
      const answers = [];
      for (const [value, wasSet, second] of steps) {
        const more = {
          ...sealedAt(NOW_MS - 9_000 + second * 1_000),
          ...(wasSet && { set_keys: ["env"] }),
        };
        const answer = send({ env: value }, more);
        if (isApart) await answer;
        answers.push(answer);
      }
      await Promise.all(answers);
      expect(env(store)).toEqual(expected);
    }
  });

  test("that stopped being objects, or began to be, are what they are last", async () => {
    const { store, send, clock } = openStore();
    await send({ env: { a: 1 } });
    clock.advance(1_000);
    await send({ env: "text" });
    expect(env(store)).toEqual({ whole: ["text"] });
    clock.advance(1_000);
    await send({ env: { b: 1 } });
    expect(env(store)).toEqual({ whole: [], b: 1 });
  });

  test("that became objects are these, when what they were before comes late or in the same commit", async () => {
    const { store, send, clock } = openStore();
    const before = { timestamp: new Date(NOW_MS - 90_000).toISOString() };
    await send({ env: { a: 1 } });
    await send({ env: "text" }, before);
    expect(env(store)).toEqual({ whole: [], a: 1 });
    clock.advance(1_000);
    const sent = send({ env: "text" });
    clock.advance(1_000);
    await Promise.all([sent, send({ env: { b: 1 } })]);
    expect(env(store)).toEqual({ whole: [], b: 1 });
  });

  test("that were objects twice within a commit have what the second says", async () => {
    const { store, send, clock } = openStore();
    const set = { set_keys: ["env"] };
    await send({ env: "text" }, set);
    const sent = [{ a: 1, b: 1 }, "text again", { b: 1, c: 1 }].map((value) => {
      clock.advance(1_000);
      return send({ env: value }, set);
    });
    await Promise.all(sent);
    expect(env(store)).toEqual({ whole: [], b: 1, c: 1 });
  });

  test("have sixty-four fields at the most, counted over all updates", async () => {
    const { store, send } = openStore();
    const fields = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${from + i}`, 1]));
    await send({ env: fields(0, 60) });
    await send({ env: fields(50, 20) });
    expect(store.values("env", 9).fields).toHaveLength(64);
    await send({ env: fields(100, 70) }, { set_keys: ["env"] });
    expect(store.values("env", 9).fields).toHaveLength(64);
    expect(store.apps()).toMatchObject([{ refused: { fields: 6 + 6 } }]);
  });
});

describe("instances", () => {
  test("come newest first, with what they sent", async () => {
    const { store, send, clock } = openStore();
    await send({}, { instance_id: "a", epoch: "e", seq: 1 });
    clock.advance(1_000);
    await send(undefined, { instance_id: "b" });
    clock.advance(1_000);
    await send({}, { instance_id: "a", epoch: "e", seq: 1 });
    const rest = { app: "default", controls: null, overdue: false };
    expect(store.instances(9, NOW_MS)).toEqual({
      active: 2,
      overdue: 0,
      total: 2,
      instances: [
        {
          id: "a",
          first_seen: NOW_MS,
          last_seen: NOW_MS + 2_000,
          expect_next: NOW_MS + 2_000 + 3_600_000,
          updates: 1,
          duplicates: 1,
          ...rest,
        },
        {
          id: "b",
          first_seen: NOW_MS + 1_000,
          last_seen: NOW_MS + 1_000,
          expect_next: NOW_MS + 1_000 + 3_600_000,
          updates: 1,
          duplicates: 0,
          ...rest,
        },
      ],
    });
  });

  test("are counted beyond the limit, the silent ones apart", async () => {
    const { store, send, clock } = openStore();
    for (const id of ["a", "b", "c"]) {
      await send({ k: 1 }, { instance_id: id });
      clock.advance(60_000);
    }
    const { instances, active, total } = store.instances(1, NOW_MS + 60_000);
    expect([instances.map(({ id }) => id), active, total]).toEqual([["c"], 2, 3]);
  });

  test("that were active within a day and are no more are overdue, however many there are", async () => {
    const { store, sql, clock } = openStore();
    const dayMs = 86_400_000;
    const heard = (id: string, app: string) =>
      store.accept(updateOf({ k: 1 }, { instance_id: id }), clock.now(), clock.now(), app);
    for (const app of ["shop", "blog"]) await heard(`gone of ${app}`, app);
    clock.advance(1);
    await heard("late", "shop");
    clock.advance(dayMs);
    await heard("here", "shop");
    const sinceMs = clock.now();
    const counts = (app?: string) => {
      const { active, overdue, total } = store.instances(9, sinceMs, app);
      return [active, overdue, total];
    };
    expect(counts()).toEqual([1, 1, 4]);
    expect(counts("shop")).toEqual([1, 1, 3]);
    expect(counts("blog")).toEqual([0, 0, 1]);
    addInstances(sql, 20_001, sinceMs - 60_000);
    expect(counts()).toEqual([1, 20_002, 20_005]);
    expect(counts("shop")).toEqual([1, 1, 3]);
    // An app that is not alone would have to be looked through.
    expect(counts("default")).toEqual([0, undefined, 20_001]);
  });

  test("are counted by their index", () => {
    const inner = memorySql();
    const plans: string[] = [];
    const { store } = openStore({
      tx: inner.tx,
      all(statement, ...values) {
        if (/count\(\*\) FROM instance_keys/.test(statement)) {
          const plan = inner.all(`EXPLAIN QUERY PLAN ${statement}`, ...values);
          plans.push(plan.map((row) => row["detail"]).join("; "));
        }
        return inner.all(statement, ...values);
      },
    });
    store.instances(9, NOW_MS);
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toContain("USING COVERING INDEX instance_keys_by_minute (minute>?)");
      expect(plan).not.toContain("SCAN instance_keys");
    }
  });

  test("can be asked for by name, of their app", async () => {
    const { store, clock } = openStore();
    for (const id of ["a", "b"]) {
      const update = updateOf({ k: 1 }, { instance_id: id });
      await store.accept(update, clock.now(), clock.now(), "shop");
    }
    const shown = (id: string, app?: string) => {
      const { instances, total } = store.instances(9, 0, app, id);
      return [instances.map((each) => each.id), total];
    };
    expect(shown("b")).toEqual([["b"], 2]);
    expect(shown("b", "shop")).toEqual([["b"], 2]);
    expect(shown("b", "blog")).toEqual([[], 0]);
    expect(shown("c")).toEqual([[], 2]);
    expect(shown("")).toEqual([[], 2]);
  });

  test("tell which controls they obey, and who is later than may be", async () => {
    const { store, send, clock } = openStore();
    await send({ k: 1 }, { instance_id: "a", epoch: "e", seq: 1, controls: 7 });
    const told = () => store.instances(1, 0).instances[0];
    clock.advance(3_600_000 + 360_000);
    expect(told()).toMatchObject({ controls: 7, overdue: false });
    clock.advance(1);
    expect(told()).toMatchObject({ controls: 7, overdue: true });
  });

  test("are told of apps with few and with many", async () => {
    const { store, sql, clock } = openStore();
    const heard = (id: string, app: string) =>
      store.accept(updateOf({ k: 1 }, { instance_id: id }), clock.now(), clock.now(), app);
    await heard("old", "shop");
    clock.advance(120_000);
    addInstances(sql, 60_000, clock.now());
    const sinceMs = clock.now() - 1;
    const shown = (app?: string) => {
      const { instances, active, total } = store.instances(1, sinceMs, app);
      return [instances[0]?.id, active, total];
    };
    expect(shown("default")).toEqual(["x0", 60_000, 60_000]);
    await Promise.all([heard("a", "shop"), heard("b", "shop"), heard("a", "blog")]);
    const before = performance.now();
    for (let i = 0; i < 20; i += 1) expect(shown("shop")).toEqual(["b", 1, 2]);
    // To look through all of them takes 50 ms and more.
    expect(performance.now() - before).toBeLessThan(300);
    expect(shown("default")).toEqual(["x0", 60_000, 60_000]);
    expect(shown("blog")).toEqual(["a", 1, 1]);
    expect(shown()).toEqual(["a", 60_002, 60_003]);
    expect(store.instances(1, clock.now() + 1).active).toBe(0);
  });

  test("are told of one app or of all", async () => {
    const { store, clock } = openStore();
    const now = clock.now();
    for (const app of ["shop", "shop", "blog"]) {
      const id = { instance_id: `${app} ${Math.random()}` };
      await store.accept(updateOf({ k: 1 }, id), now, now, app);
    }
    expect(store.instances(9, 0)).toMatchObject({ active: 3, total: 3 });
    expect(store.instances(9, 0, "shop")).toMatchObject({ active: 2, total: 2 });
    expect(store.instances(9, 0, "blog").instances).toMatchObject([{ app: "blog" }]);
    expect(store.instances(9, 0, "none")).toEqual({
      instances: [],
      active: 0,
      overdue: 0,
      total: 0,
    });
  });
});
