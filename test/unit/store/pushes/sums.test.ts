// What every epoch of a job counted, once.
import { describe, expect, test } from "vitest";
import type { FamilyType, MetricFamily } from "../../../../src/core/family.ts";
import { migratePushes } from "../../../../src/store/pushes/schema.ts";
import { soundFamilies } from "../../../../src/store/pushes/sound.ts";
import { createSums, type EpochPush } from "../../../../src/store/pushes/sums.ts";
import { memorySql } from "../../../support/store.ts";

function open() {
  const sql = memorySql();
  migratePushes(sql);
  const sums = createSums(sql);
  let now = 0;
  const push = (value: number, more: Partial<EpochPush> = {}) => {
    now += 1;
    const families = soundFamilies([{ name: "hits_total", metrics: [{ value }] }], []);
    sql.tx(() => sums.add({ job: "shop", epoch: "e", seq: now, families, ...more }, now));
  };
  const totals = () =>
    sums.read().map(({ job, epochs, families }) => [job, epochs, families[0]?.metrics[0]?.value]);
  return { sql, sums, push, totals };
}
const wide = (series: number, chars: number): MetricFamily => ({
  name: "wide_total",
  metrics: Array.from({ length: series }, (_, i) => ({
    labels: [["l", `${i}`.padEnd(chars)]],
    value: 1,
  })),
});

describe("a sum", () => {
  test("has what epochs counted, when they did, and how many they are", () => {
    const { sums, push } = open();
    push(5);
    push(7);
    push(3, { epoch: "f" });
    expect(sums.read()).toEqual([
      {
        job: "shop",
        since: 1,
        at: 3,
        epochs: 2,
        families: [{ name: "hits_total", type: "counter", metrics: [{ labels: [], value: 10 }] }],
      },
    ]);
  });

  test.for<[string, number]>([
    ["again", 2],
    ["late", 1],
  ])("does not change by what comes %s", ([, seq]) => {
    const { sums, push } = open();
    push(5);
    push(7);
    const before = sums.read();
    push(9, { seq });
    expect(sums.read()).toEqual(before);
  });

  test("has the last value of a gauge, also where that is no number", () => {
    const { sums, push } = open();
    for (const value of [Number.NaN, Infinity, -Infinity, 2, Number.NaN]) {
      const metrics = [{ value }];
      push(0, { families: soundFamilies([{ name: "level", type: "gauge", metrics }], []) });
      expect(sums.read()[0]?.families[0]?.metrics[0]?.value).toBe(value);
    }
  });

  test("has what a former release wrote for a gauge that is no number", () => {
    const { sql, sums, push } = open();
    push(0, {
      families: soundFamilies([{ name: "level", type: "gauge", metrics: [{ value: 1 }] }], []),
    });
    sql.all("UPDATE sum_family SET family = replace(family, '[1]', '[{\"number\":\"NaN\"}]')");
    expect(sums.read()[0]?.families[0]?.metrics[0]?.value).toBeNaN();
  });

  test("is of one job", () => {
    const { push, totals } = open();
    push(5);
    push(3, { job: "blog" });
    expect(totals()).toEqual([
      ["blog", 1, 3],
      ["shop", 1, 5],
    ]);
  });

  test("keeps what an epoch does not push any more", () => {
    const { push, totals } = open();
    push(5);
    push(0, { families: [] });
    push(6);
    expect(totals()).toEqual([["shop", 1, 6]]);
  });

  test("goes with its job, and whoever still counts comes back with all of it", () => {
    const { sums, push, totals, sql } = open();
    push(5);
    sums.remove("shop");
    sums.remove("none");
    expect([totals(), sql.all("SELECT * FROM sum_family")]).toEqual([[], []]);
    push(6);
    expect(totals()).toEqual([["shop", 1, 6]]);
    expect(sql.all("SELECT seq FROM sum_epoch")).toEqual([{ seq: 2 }]);
  });

  test("has a family of each type that comes under a name, the first one first", () => {
    const { sums, push } = open();
    const typed = (type: FamilyType, value: number) =>
      soundFamilies([{ name: "hits_total", type, metrics: [{ value }] }], []);
    const told = () =>
      sums.read()[0]?.families.map(({ name, type, metrics }) => [name, type, metrics[0]?.value]);
    push(0, { families: typed("gauge", 9), epoch: "spoils it" });
    push(5);
    push(7);
    push(1, { families: typed("untyped", 1) });
    push(8);
    push(0, { families: typed("gauge", 4) });
    expect(told()).toEqual([
      ["hits_total", "gauge", 4],
      ["hits_total", "counter", 8],
      ["hits_total", "untyped", 1],
    ]);
  });

  test("is not touched where one family of a push will not do", () => {
    const { sql, sums, push } = open();
    push(5);
    const before = sums.read();
    const families = soundFamilies(
      [
        { name: "a_total", metrics: [{ value: 1 }] },
        { name: "hits_total", metrics: [{ value: -9 }] },
      ],
      [],
    );
    expect(() => push(0, { families })).toThrow(expect.objectContaining({ code: "bad-value" }));
    expect(sums.read()).toEqual(before);
    push(6);
    expect(sql.all("SELECT seq FROM sum_epoch")).toEqual([{ seq: 3 }]);
  });
});

describe("there is room for", () => {
  const full = expect.objectContaining({ code: "too-large" });

  test("so many jobs", () => {
    const { push, totals } = open();
    for (let i = 0; i < 100; i += 1) push(1, { job: `j${i}` });
    expect(() => push(1, { job: "one more" })).toThrow(full);
    push(2, { job: "j7" });
    expect(totals()).toHaveLength(100);
  });

  test("so many numbers in a push", () => {
    const { push } = open();
    expect(() => push(1, { families: soundFamilies([wide(2_501, 1)], []) })).toThrow(full);
    push(1, { families: soundFamilies([wide(2_500, 1)], []) });
  });

  test("so many series of a family", () => {
    const { push } = open();
    expect(() => push(1, { families: soundFamilies([wide(350, 900)], []) })).toThrow(full);
  });

  test("so many series of a job", () => {
    const { push } = open();
    const named = (name: string) => soundFamilies([{ ...wide(300, 900), name }], []);
    push(1, { families: named("a") });
    expect(() => push(1, { families: named("b") })).toThrow(full);
    push(1, { job: "blog", families: named("b") });
  });

  test("so many series in all, and for those that are there to go on", () => {
    const { push, totals } = open();
    const families = soundFamilies([wide(300, 900)], []);
    push(1, { job: "shop" });
    for (let i = 0; i < 14; i += 1) push(1, { job: `j${i}`, families });
    const another = (series: number, chars: number) =>
      soundFamilies(
        [
          {
            name: "more_total",
            metrics: [{ labels: [["l", `${series}`.padEnd(chars)]], value: 1 }],
          },
        ],
        [],
      );
    for (let [series, chars] = [0, 1_000] as [number, number]; chars > 10; series += 1) {
      try {
        push(1, { job: "shop", families: another(series, chars) });
      } catch {
        chars = Math.floor(chars / 2);
      }
    }
    expect(() => push(1, { job: "shop", families: another(-1, 30) })).toThrow(full);
    for (const value of [10, 100_000, 123_456_789]) push(value, { job: "shop" });
    expect(totals().at(-1)).toEqual(["shop", expect.any(Number), 123_456_789]);
  });
});
