// What the operator asks of every client.
import { describe, expect, test } from "vitest";
import { createControls } from "../../../src/store/controls.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { faultySql, memorySql } from "../../support/store.ts";

const clock = manualClock();
const DEFAULTS = {
  interval_ms: 3_600_000,
  stop: false,
  disabled_keys: [],
  enabled_keys: [],
  version: 0,
};

function open(intervalMs?: number, sql = memorySql()) {
  migrateStore(sql);
  sql.all("INSERT OR IGNORE INTO app (name) VALUES ('default'), ('shop'), ('blog')");
  return { sql, controls: createControls(sql, clock, intervalMs) };
}

describe("controls", () => {
  test("ask for an hour and nothing else", () => {
    expect(open().controls.controls()).toEqual(DEFAULTS);
  });

  test("are there again after a restart, and win over the option", () => {
    const { sql, controls } = open();
    controls.control({ interval_ms: 5_000, stop: true, disable: ["b", "a"] });
    expect(open(60_000, sql).controls.controls()).toEqual({
      interval_ms: 5_000,
      stop: true,
      disabled_keys: ["a", "b"],
      enabled_keys: [],
      version: 1,
    });
  });

  test("change only what is named", () => {
    const { controls } = open(60_000);
    controls.control({ stop: true });
    controls.control({ disable: ["a"] });
    expect(controls.control({})).toMatchObject({
      interval_ms: 60_000,
      stop: true,
      disabled_keys: ["a"],
      enabled_keys: [],
      version: 2,
    });
    expect(controls.control({ stop: false }).stop).toBe(false);
  });

  test("have a version that grows with each change, and only then", () => {
    const { sql, controls } = open();
    const first = controls.control({ stop: true }).version;
    expect(first).toBeGreaterThan(0);
    expect(controls.control({ stop: true }).version).toBe(first);
    expect(controls.control({}).version).toBe(first);
    const second = controls.control({ disable: ["a"] }).version;
    expect(second).toBeGreaterThan(first);
    expect(open(undefined, sql).controls.controls().version).toBe(second);
  });

  test("have a version that is no old news to clients of a database that was lost", () => {
    const { version } = open().controls.control({ stop: true });
    clock.advance(60_000);
    const next = open().controls.control({ disable: ["a"] });
    expect(next.version).toBeGreaterThan(version);
  });

  test("remember a key that is on again, and forget that when it is off again", () => {
    const { controls } = open();
    controls.control({ disable: ["a"] });
    expect(controls.control({ enable: ["a"] })).toMatchObject({
      disabled_keys: [],
      enabled_keys: ["a"],
    });
    expect(controls.control({ disable: ["a"] })).toMatchObject({
      disabled_keys: ["a"],
      enabled_keys: [],
    });
  });

  test("tell of the newest that are on again, as many as a reply can carry", () => {
    const { controls } = open();
    const rounds = Array.from({ length: 12 }, (_, round) =>
      Array.from({ length: 100 }, (_, i) => `${round}/${i}/`.padEnd(900, "k")),
    );
    for (const keys of rounds) {
      controls.control({ disable: keys });
      clock.advance(1_000);
      controls.control({ enable: keys });
      clock.advance(1_000);
    }
    const { enabled_keys } = controls.controls();
    expect(JSON.stringify(enabled_keys).length).toBeLessThan(400_010);
    expect(enabled_keys).toEqual(expect.arrayContaining(rounds[11] ?? []));
    expect(enabled_keys).not.toContain(rounds[0]?.[0]);
  });

  test("need no telling of keys that never were off", () => {
    expect(open().controls.control({ enable: ["a"] })).toMatchObject(DEFAULTS);
  });

  test("keep a key off that one change switches both ways", () => {
    const change = { disable: ["a"], enable: ["a"] };
    expect(open().controls.control(change).disabled_keys).toEqual(["a"]);
  });

  test.each([999, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuse an interval of %s",
    (ms) => {
      expect(() => open(ms)).toThrow("interval of");
      const { controls } = open();
      expect(() => controls.control({ interval_ms: ms, stop: true })).toThrow("interval of");
      expect(controls.controls()).toEqual(DEFAULTS);
    },
  );

  test("stay as they were when they cannot be written", () => {
    const sql = faultySql(memorySql());
    const { controls } = open(undefined, sql);
    sql.failNext(1);
    expect(() => controls.control({ stop: true, disable: ["a"] })).toThrow("could not be written");
    expect(controls.controls()).toEqual(DEFAULTS);
    expect(open(undefined, sql).controls.controls()).toEqual(DEFAULTS);
  });
});

describe("controls of an app", () => {
  test("are its own and those of every app", () => {
    const { controls } = open(60_000);
    controls.control({ disable: ["a"], interval_ms: 5_000 });
    controls.control({ app: "shop", disable: ["b"], interval_ms: 7_000 });
    expect(controls.controls("shop")).toMatchObject({
      disabled_keys: ["a", "b"],
      interval_ms: 7_000,
    });
    expect(controls.controls("blog")).toMatchObject({ disabled_keys: ["a"], interval_ms: 5_000 });
    controls.control({ app: "shop", interval_ms: null });
    expect(controls.controls("shop").interval_ms).toBe(5_000);
    controls.control({ interval_ms: null });
    expect(controls.controls("shop").interval_ms).toBe(60_000);
  });

  test("stop when every app shall, whatever they say themselves", () => {
    const { controls } = open();
    controls.control({ app: "shop", stop: true });
    expect(["shop", "blog"].map((app) => controls.controls(app).stop)).toEqual([true, false]);
    controls.control({ app: "shop", stop: false });
    controls.control({ stop: true });
    expect(controls.controls("shop").stop).toBe(true);
  });

  test("keep a key off that is off for every app, and do not tell it to be on", () => {
    const { controls } = open();
    controls.control({ app: "shop", disable: ["a"] });
    controls.control({ disable: ["a"] });
    controls.control({ app: "shop", enable: ["a"] });
    expect(controls.controls("shop")).toMatchObject({ disabled_keys: ["a"], enabled_keys: [] });
    controls.control({ enable: ["a"] });
    expect(controls.controls("shop")).toMatchObject({ disabled_keys: [], enabled_keys: ["a"] });
  });

  test("are one object for all apps of which nothing else is asked, whatever their names", () => {
    const { controls } = open();
    controls.control({ app: "shop", disable: ["a"] });
    expect(controls.controls("any")).toBe(controls.controls("other"));
    expect(controls.controls("any")).not.toBe(controls.controls("shop"));
    controls.control({ app: "blog", stop: true });
    expect(controls.controls("blog").stop).toBe(true);
    expect(controls.controls("any")).toBe(controls.controls("other"));
  });

  test("are not asked of an app that nothing has come from", () => {
    const { controls } = open();
    expect(() => controls.control({ app: "shpo", stop: true })).toThrow(
      'nothing has come from "shpo"',
    );
  });
});

describe("a key that is off for some", () => {
  test("is off for a share of the instances, and told to be on to the others", () => {
    const { controls } = open();
    controls.control({ disable: ["a"], percent: 30 });
    const of = (share: (id: number) => boolean) =>
      Array.from({ length: 1_000 }, (_, id) => id).filter(share);
    const isOffFor = (id: number) =>
      controls.controls("default", `i${id}`).disabled_keys.includes("a");
    const off = of(isOffFor);
    expect(off.length).toBeGreaterThan(250);
    expect(off.length).toBeLessThan(350);
    const on = of((id) => !isOffFor(id))[0];
    expect(controls.controls("default", `i${on}`).enabled_keys).toEqual(["a"]);
    controls.control({ disable: ["a"], percent: 40 });
    expect(off.every(isOffFor)).toBe(true);
  });

  test("is off for the instances named, and for nobody else", () => {
    const { controls } = open();
    controls.control({ disable: ["a"], instances: ["j", "i", "j"] });
    const off = ["i", "j", "k"].map((id) => controls.controls("default", id).disabled_keys.length);
    expect(off).toEqual([1, 1, 0]);
    expect(controls.controls().disabled_keys).toEqual([]);
    expect(controls.allControls().switches).toMatchObject([
      { key: "a", off: true, percent: 0, instances: ["i", "j"] },
    ]);
  });

  test("is found at once in long lists, however many there are", () => {
    const { controls } = open();
    const id = (i: number) => `0190a4c8-4b1e-7c5e-9c0f-${String(i).padStart(12, "0")}`;
    const instances = Array.from({ length: 1_000 }, (_, i) => id(i));
    for (let k = 0; k < 100; k += 1) controls.control({ disable: [`k${k}`], instances });
    expect(controls.controls("default", id(999)).disabled_keys).toHaveLength(100);
    const before = performance.now();
    for (let i = 0; i < 200; i += 1) controls.controls("default", id(1_000 + i));
    // 20,000,000 comparisons, one by one, take half a second.
    expect(performance.now() - before).toBeLessThan(150);
  });

  test("is told with the same object as long as nothing singles an instance out", () => {
    const { controls } = open();
    expect(controls.controls("shop", "i")).toBe(controls.controls("shop", "j"));
  });
});

describe("changes", () => {
  test("are listed with who made them, why and when, the newest first", () => {
    const { controls } = open();
    const at = clock.now();
    const first = controls.control({ disable: ["a"], author: "ada", reason: "too much" });
    clock.advance(1_000);
    const second = controls.control({ app: "shop", stop: true });
    expect(controls.changes(9)).toEqual([
      {
        version: second.version,
        at: at + 1_000,
        author: "",
        reason: "",
        change: { app: "shop", stop: true },
      },
      { version: first.version, at, author: "ada", reason: "too much", change: { disable: ["a"] } },
    ]);
    expect(controls.changes(1)).toHaveLength(1);
  });

  test("that change nothing are not listed", () => {
    const { controls } = open();
    controls.control({ disable: ["a"] });
    controls.control({ disable: ["a"], author: "ada" });
    expect(controls.changes(9)).toHaveLength(1);
  });

  test("of many keys for many instances find room in a row, and are taken back", () => {
    const { controls, sql } = open();
    const instances = Array.from({ length: 1_000 }, (_, i) => `instance of the list, number ${i}`);
    const disable = Array.from({ length: 300 }, (_, i) => `k${i}`);
    const off = controls.control({ disable, instances });
    const { version } = controls.control({ enable: disable });
    const sizes = `SELECT max(length(change) + length("before") + length("after")) AS most
      FROM control_change`;
    expect(sql.all(sizes)[0]?.["most"]).toBeLessThan(200_000);
    expect(controls.undo(version).switches).toEqual(off.switches);
    expect(controls.controls("default", instances[999]).disabled_keys).toHaveLength(300);
  });

  test("are refused when somebody else was faster", () => {
    const { controls } = open();
    const { version } = controls.control({ disable: ["a"] });
    controls.control({ disable: ["b"], version });
    expect(() => controls.control({ disable: ["c"], version })).toThrow("changed since");
    expect(controls.controls().disabled_keys).toEqual(["a", "b"]);
  });

  test("can be undone, each by itself, and the undoing too", () => {
    const { controls } = open();
    const first = controls.control({ disable: ["a"], stop: true, interval_ms: 5_000 });
    const second = controls.control({ disable: ["b"], percent: 10 });
    const undone = controls.undo(first.version, "ada", "was wrong");
    expect(undone).toMatchObject({
      disabled_keys: [],
      enabled_keys: ["a", "b"],
      stop: false,
      interval_ms: 3_600_000,
    });
    expect(undone.switches).toMatchObject([
      { key: "a", off: false },
      { key: "b", percent: 10 },
    ]);
    expect(undone.version).toBeGreaterThan(second.version);
    expect(controls.changes(1)).toMatchObject([
      { author: "ada", reason: "was wrong", change: {}, undoes: first.version },
    ]);
    expect(controls.undo(undone.version)).toMatchObject({
      disabled_keys: ["a"],
      stop: true,
      interval_ms: 5_000,
    });
  });

  test("can be undone whatever was changed beside them, which stays", () => {
    const { controls } = open();
    controls.control({ disable: ["b"] });
    const { version } = controls.control({ disable: ["a", "b"], stop: true });
    clock.advance(1_000);
    controls.control({ enable: ["b"], interval_ms: 5_000 });
    expect(controls.undo(version)).toMatchObject({
      disabled_keys: [],
      enabled_keys: ["a", "b"],
      stop: false,
      interval_ms: 5_000,
    });
  });

  test("bring back what they replaced", () => {
    const { controls } = open();
    controls.control({ disable: ["a"], percent: 10, instances: ["i"] });
    const { version } = controls.control({ disable: ["a"] });
    expect(controls.undo(version).switches).toMatchObject([
      { key: "a", off: true, percent: 10, instances: ["i"] },
    ]);
  });

  test("cannot be undone when what they changed has been changed again, or when there is none", () => {
    const { controls } = open();
    const { version } = controls.control({ disable: ["a", "b"] });
    controls.control({ enable: ["b"] });
    expect(() => controls.undo(version)).toThrow("changed again since");
    expect(() => controls.undo(1)).toThrow("no change made 1");
    expect(controls.controls().disabled_keys).toEqual(["a"]);
  });

  test("are remembered, a thousand of them", () => {
    const { sql, controls } = open();
    for (let i = 0; i < 1_005; i += 1) controls.control({ stop: i % 2 === 0 });
    expect(open(undefined, sql).controls.changes(2_000)).toHaveLength(1_000);
  });
});

test("too many keys that are off for one app are refused, and nothing is changed", () => {
  const { controls } = open();
  const keys = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${name}${i}`);
  controls.control({ disable: keys("a", 600) });
  controls.control({ app: "shop", disable: keys("b", 400) });
  expect(() => controls.control({ app: "shop", disable: ["one more"] })).toThrow(
    "at most 1000 keys",
  );
  const { version } = controls.control({ app: "blog", disable: ["one more"] });
  expect(() => controls.control({ disable: keys("c", 400) })).toThrow("at most 1000 keys");
  expect(controls.allControls().version).toBe(version);
  const long = keys("k", 700).map((key) => key.padEnd(900, "x"));
  expect(() => open().controls.control({ disable: long })).toThrow("400000 characters");
});
