// What the operator asks of every client.
import { describe, expect, test } from "vitest";
import { createControls, isOff } from "../../../src/store/controls.ts";
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
  return { sql, controls: createControls(sql, clock, intervalMs) };
}

describe("controls", () => {
  test("ask for an hour and nothing else", () => {
    expect(open().controls.read()).toEqual(DEFAULTS);
  });

  test("are there again after a restart, and win over the option", () => {
    const { sql, controls } = open();
    controls.change({ interval_ms: 5_000, stop: true, disable: ["b", "a"] });
    expect(open(60_000, sql).controls.read()).toEqual({
      interval_ms: 5_000,
      stop: true,
      disabled_keys: ["a", "b"],
      enabled_keys: [],
      version: 1,
    });
  });

  test("change only what is named", () => {
    const { controls } = open(60_000);
    controls.change({ stop: true });
    controls.change({ disable: ["a"] });
    expect(controls.change({})).toEqual({
      interval_ms: 60_000,
      stop: true,
      disabled_keys: ["a"],
      enabled_keys: [],
      version: 2,
    });
    expect(controls.change({ stop: false }).stop).toBe(false);
  });

  test("have a version that grows with each change, and only then", () => {
    const { sql, controls } = open();
    const first = controls.change({ stop: true }).version;
    expect(first).toBeGreaterThan(0);
    expect(controls.change({ stop: true }).version).toBe(first);
    expect(controls.change({}).version).toBe(first);
    const second = controls.change({ disable: ["a"] }).version;
    expect(second).toBeGreaterThan(first);
    expect(open(undefined, sql).controls.read().version).toBe(second);
  });

  test("have a version that is no old news to clients of a database that was lost", () => {
    const { version } = open().controls.change({ stop: true });
    clock.advance(60_000);
    const next = open().controls.change({ disable: ["a"] });
    expect(next.version).toBeGreaterThan(version);
  });

  test("remember a key that is on again, and forget that when it is off again", () => {
    const { controls } = open();
    controls.change({ disable: ["a"] });
    expect(controls.change({ enable: ["a"] })).toMatchObject({
      disabled_keys: [],
      enabled_keys: ["a"],
    });
    expect(controls.change({ disable: ["a"] })).toMatchObject({
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
      controls.change({ disable: keys });
      clock.advance(1_000);
      controls.change({ enable: keys });
      clock.advance(1_000);
    }
    const { enabled_keys } = controls.read();
    expect(JSON.stringify(enabled_keys).length).toBeLessThan(400_010);
    expect(enabled_keys).toEqual(expect.arrayContaining(rounds[11] ?? []));
    expect(enabled_keys).not.toContain(rounds[0]?.[0]);
  });

  test("need no telling of keys that never were off", () => {
    expect(open().controls.change({ enable: ["a"] })).toEqual(DEFAULTS);
  });

  test("keep a key off that one change switches both ways", () => {
    const change = { disable: ["a"], enable: ["a"] };
    expect(open().controls.change(change).disabled_keys).toEqual(["a"]);
  });

  test.each([999, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuse an interval of %s",
    (ms) => {
      expect(() => open(ms)).toThrow("interval of");
      const { controls } = open();
      expect(() => controls.change({ interval_ms: ms, stop: true })).toThrow("interval of");
      expect(controls.read()).toEqual(DEFAULTS);
    },
  );

  test("stay as they were when they cannot be written", () => {
    const sql = faultySql(memorySql());
    const { controls } = open(undefined, sql);
    sql.failNext(1);
    expect(() => controls.change({ stop: true, disable: ["a"] })).toThrow("could not be written");
    expect(controls.read()).toEqual(DEFAULTS);
    expect(open(undefined, sql).controls.read()).toEqual(DEFAULTS);
  });
});

test.each([
  ["ua", true],
  ["ua:9f2c", true],
  ["uaa", false],
  ["x:y", true],
  ["x", false],
  ["x:y:z", false],
  ["", false],
])("with ua and x:y off, %j is off: %s", (key, off) => {
  expect(isOff(new Set(["ua", "x:y"]), key)).toBe(off);
});

test("an empty switch is for the empty key and those that start with a colon", () => {
  expect([isOff(new Set([""]), ""), isOff(new Set([""]), ":a"), isOff(new Set([""]), "a")]).toEqual(
    [true, true, false],
  );
});
