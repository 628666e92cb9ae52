// Keeps what is pushed.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../../src/core/family.ts";
import type { Push, Pushes } from "../../../../src/core/push.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { faultySql, memorySql, NOW_MS } from "../../../support/store.ts";

function open() {
  const sql = faultySql(memorySql());
  const clock = manualClock(NOW_MS);
  const pushes = createPushes(sql, { clock });
  const push = (value: number, more: Partial<Push> = {}) =>
    pushes.push({
      method: "POST",
      grouping: [["job", "shop"]],
      families: [{ name: "hits_total", metrics: [{ value }] }],
      ...more,
    });
  return { sql, pushes, push };
}
const job = [["job", "shop"]] as const;
const instance = [...job, ["instance", "i"]] as const;

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
    const { sql, pushes, push } = open();
    expect(pushes.add("shop", [counter(5)])).toBe(0);
    createPushes(sql).add("shop", [counter(2)]);
    expect(values(pushes)).toEqual([{ job: "shop", epochs: 0, values: [7] }]);
    push(3, { epoch: "e", seq: 1, families: [counter(4)] });
    expect(values(pushes)).toEqual([{ job: "shop", epochs: 1, values: [11] }]);
  });

  test("leaves out what is not as it must be, and takes the rest", () => {
    const { pushes } = open();
    const left = pushes.add("shop", [
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
    expect(() => open().pushes.add("x".repeat(1_025), [counter(1)])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });

  test("is not there where it could not be written", () => {
    const { sql, pushes } = open();
    sql.failNext(3);
    expect(() => pushes.add("shop", [counter(5)])).toThrow(
      expect.objectContaining({ code: "storage" }),
    );
    sql.failNext(Number.POSITIVE_INFINITY);
    expect(pushes.sums()).toEqual([]);
  });
});

test("who listens hears of all that is kept, and of nothing else", () => {
  const { pushes, push } = open();
  let heard = 0;
  const stop = pushes.onPush(() => {
    heard += 1;
  });
  push(5, { epoch: "e", seq: 1 });
  pushes.add("shop", []);
  expect(() => push(5, { epoch: "e" })).toThrow();
  expect(heard).toBe(2);
  stop();
  push(5);
  expect(heard).toBe(2);
});

describe("a push", () => {
  test("with an epoch is added to its job's sum, whatever else its grouping says", () => {
    const { pushes, push } = open();
    push(5, { epoch: "e", seq: 1, grouping: instance });
    push(7, { epoch: "f", seq: 1, method: "PUT" });
    const [sum] = pushes.sums();
    expect([sum?.job, sum?.at, sum?.families[0]?.metrics]).toEqual([
      "shop",
      NOW_MS,
      [{ labels: [], value: 12 }],
    ]);
    expect(pushes.groups()).toEqual([]);
  });

  test("without one is a group's", () => {
    const { pushes, push } = open();
    push(5, { grouping: instance });
    push(7, { grouping: instance });
    expect(pushes.groups()).toMatchObject([
      {
        grouping: [
          ["job", "shop"],
          ["instance", "i"],
        ],
        at: NOW_MS,
        families: [{ metrics: [{ value: 7 }] }],
      },
    ]);
    expect(pushes.sums()).toEqual([]);
  });

  test("that deletes takes its group away, and the sum of a job with the job alone", () => {
    const { pushes, push } = open();
    push(5, { grouping: instance });
    push(5, { epoch: "e", seq: 1 });
    push(5);
    push(0, { method: "DELETE", grouping: instance, families: [] });
    expect([pushes.groups().length, pushes.sums().length]).toEqual([1, 1]);
    push(0, { method: "DELETE", families: [] });
    expect([pushes.groups(), pushes.sums()]).toEqual([[], []]);
  });

  test("is there when the database is opened again", () => {
    const { sql, pushes, push } = open();
    push(5, { epoch: "e", seq: 1 });
    push(3);
    const again = createPushes(sql);
    expect([again.groups(), again.sums()]).toEqual([pushes.groups(), pushes.sums()]);
  });

  test.for<[string, Partial<Push>, RegExp]>([
    ["no job", { grouping: [] }, /"grouping" has no job/],
    ["a name that is none", { families: [{ name: "-", metrics: [] }] }, /is no name/],
    ["an epoch without a number", { epoch: "e" }, /^"seq" is no whole number from 1/],
    ["a number without an epoch", { seq: 1 }, /^"epoch" is no text/],
    ["an empty epoch", { epoch: "", seq: 1 }, /^"epoch" is no text of 1 to 64/],
    ["a long epoch", { epoch: "e".repeat(129), seq: 1 }, /^"epoch" is no text/],
    ["half a number", { epoch: "e", seq: 1.5 }, /^"seq" is no whole number/],
    ["the number 0", { epoch: "e", seq: 0 }, /^"seq" is no whole number/],
  ])("with %s is refused", ([, more, message]) => {
    expect(() => open().push(1, more)).toThrow(
      expect.objectContaining({ code: "bad-value", message: expect.stringMatching(message) }),
    );
  });

  test("that cannot be written is not there, and may come again", () => {
    const { sql, pushes, push } = open();
    for (let after = 0; ; after += 1) {
      sql.failNext(after);
      try {
        push(5, { epoch: "e", seq: 1 });
        break;
      } catch (error) {
        expect(error).toMatchObject({
          code: "storage",
          message: "a push could not be written: disk full",
        });
        sql.failNext(Number.POSITIVE_INFINITY);
        expect(pushes.sums()).toEqual([]);
      }
    }
    expect(pushes.sums()).toHaveLength(1);
  });
});
