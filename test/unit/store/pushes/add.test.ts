// What is counted where pushes are kept.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../../src/core/family.ts";
import type { Pushes } from "../../../../src/core/push.ts";
import { addTo } from "../../../../src/store/pushes/add.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { faultySql, memorySql } from "../../../support/store.ts";

function open() {
  const sql = faultySql(memorySql());
  return { sql, pushes: createPushes(sql) };
}

describe("what is added", () => {
  const counter = (value: number, l = "a"): MetricFamily => ({
    name: "hits_total",
    type: "counter",
    metrics: [{ labels: [["l", l]], value }],
  });
  const values = (pushes: Pushes) =>
    pushes.sums().map(({ job, epochs, families }) => ({
      job,
      epochs,
      values: families.flatMap(({ metrics }) => metrics.map(({ value }) => value)),
    }));

  test("is more each time, also after the server was started anew, and beside what epochs push", () => {
    const { sql, pushes } = open();
    expect(addTo(pushes, "shop", [counter(5)])).toBe(0);
    addTo(createPushes(sql), "shop", [counter(2)]);
    expect(values(pushes)).toEqual([{ job: "shop", epochs: 0, values: [7] }]);
    const grouping = [["job", "shop"]] as const;
    pushes.push({ method: "POST", grouping, epoch: "e", seq: 1, families: [counter(4)] });
    expect(values(pushes)).toEqual([{ job: "shop", epochs: 1, values: [11] }]);
  });

  test("leaves out what is not as it must be, and takes the rest", () => {
    const { pushes } = open();
    const left = addTo(pushes, "shop", [
      counter(5),
      { ...counter(1), name: "tallybeacon_own" },
      { ...counter(1), name: "-" },
      {
        name: "more_total",
        metrics: [
          { labels: [["l", "fell"]], value: -1 },
          { labels: [["l", "x".repeat(1_025)]], value: 1 },
          { labels: [["job", "a"]], value: 2 },
          { labels: [["job", "b"]], value: 3 },
        ],
      },
    ]);
    // Without the label of their grouping two are one.
    expect([left, values(pushes)[0]?.values]).toEqual([4, [5, 5]]);
  });

  test("of a job that is none is refused", () => {
    expect(() => addTo(open().pushes, "x".repeat(1_025), [counter(1)])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });

  test("is not there where it could not be written", () => {
    const { sql, pushes } = open();
    sql.failNext(3);
    expect(() => addTo(pushes, "shop", [counter(5)])).toThrow(
      expect.objectContaining({ code: "storage" }),
    );
    sql.failNext(Number.POSITIVE_INFINITY);
    expect(pushes.sums()).toEqual([]);
  });

  test("keeps the last quantiles of a summary", () => {
    const { pushes } = open();
    const timed = (value: number): MetricFamily => ({
      name: "t",
      type: "summary",
      metrics: [{ summary: { count: 1, sum: value, quantiles: [{ quantile: 0.5, value }] } }],
    });
    for (const value of [3, 4]) addTo(pushes, "shop", [timed(value)]);
    addTo(pushes, "shop", [
      { ...timed(5), metrics: [{ summary: { count: 1, sum: 5, quantiles: [] } }] },
    ]);
    const summary = { count: 3, sum: 12, quantiles: [{ quantile: 0.5, value: 4 }] };
    expect(pushes.sums()[0]?.families[0]?.metrics).toEqual([{ labels: [], summary }]);
  });

  test("is taken as far as there is room, and what is there goes on", () => {
    const { pushes, sql } = open();
    const add = (series: number, chars: number, name = "wide_total") => {
      const metrics = Array.from({ length: series }, (_, i) => ({
        labels: [["l", `${i}`.padEnd(chars)]] as const,
        value: 1,
      }));
      return series - addTo(pushes, "shop", [{ name, metrics }]);
    };
    const size = () => sql.all("SELECT chars FROM sum_job")[0]?.["chars"] as number;
    const taken = add(400, 900);
    expect([taken > 300, taken < 330]).toEqual([true, true]);
    expect(add(400, 900) - taken).toBeLessThan(4);
    expect(add(400, 900, "more_total")).toBeGreaterThan(200);
    expect(size()).toBeGreaterThan(498_000);
    expect(size()).toBeLessThanOrEqual(500_000);
    expect(add(9, 1_000, "yet_more_total")).toBeLessThan(2);
    const [sum] = pushes.sums();
    expect(sum?.families.map(({ name }) => name)).toContain("more_total");
    expect(sum?.families.at(1)?.metrics[0]?.value).toBe(2);
  });

  test("is of so many jobs and no more", () => {
    const { pushes } = open();
    for (let i = 0; i < 100; i += 1) addTo(pushes, `j${i}`, []);
    expect(() => addTo(pushes, "one more", [])).toThrow(
      expect.objectContaining({ code: "too-large" }),
    );
  });
});
