// Keeps what is pushed.
import { describe, expect, test } from "vitest";
import type { Push } from "../../../../src/core/push.ts";
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

test("who listens hears of all that is kept, and of nothing else", () => {
  const { pushes, push } = open();
  let heard = 0;
  pushes.onChange(() => {
    heard += 1;
  });
  push(5, { epoch: "e", seq: 1 });
  pushes.keep((sql) => sql.all("UPDATE sum_job SET at = 0"));
  expect(() => push(5, { epoch: "e" })).toThrow();
  expect(heard).toBe(2);
});

test("what others have written there is all written, or nothing of it", () => {
  const { pushes, push, sql } = open();
  push(5, { epoch: "e", seq: 1 });
  const at = () => pushes.sums()[0]?.at;
  expect(pushes.keep((_, nowMs) => nowMs)).toBe(NOW_MS);
  const write = () =>
    pushes.keep((held) => {
      held.all("UPDATE sum_job SET at = 1");
      held.all("UPDATE sum_job SET at = 2");
    });
  sql.failNext(1);
  expect(write).toThrow(expect.objectContaining({ code: "storage" }));
  sql.failNext(Number.POSITIVE_INFINITY);
  expect(at()).toBe(NOW_MS);
  write();
  expect(at()).toBe(2);
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
