// What was pushed last under each grouping.
import { describe, expect, test } from "vitest";
import type { Labels, MetricFamily } from "../../../../src/core/family.ts";
import { createGroups } from "../../../../src/store/pushes/groups.ts";
import { migratePushes } from "../../../../src/store/pushes/schema.ts";
import { memorySql } from "../../../support/store.ts";

const A: Labels = [["job", "a"]];
const B: Labels = [["job", "b"]];
const gauge = (name: string, value: number): MetricFamily => ({
  name,
  type: "gauge",
  metrics: [{ labels: [], value }],
});

function open() {
  const sql = memorySql();
  migratePushes(sql);
  const groups = createGroups(sql);
  const put: typeof groups.put = (...asked) => sql.tx(() => groups.put(...asked));
  return { ...groups, put };
}
const names = (groups: ReturnType<typeof open>) =>
  groups
    .read()
    .map(({ grouping, families }) => [grouping[0]?.[1], families.map(({ name }) => name)]);

describe("a group", () => {
  test("is replaced by PUT, family by family by POST, and goes with DELETE", () => {
    const groups = open();
    groups.put({ method: "PUT", grouping: A, families: [gauge("x", 1), gauge("y", 2)] }, 5);
    groups.put({ method: "POST", grouping: A, families: [gauge("x", 3), gauge("z", 4)] }, 6);
    groups.put({ method: "POST", grouping: B, families: [gauge("x", 5)] }, 7);
    expect(groups.read()[0]).toEqual({
      grouping: A,
      at: 6,
      families: [gauge("y", 2), gauge("x", 3), gauge("z", 4)],
    });
    groups.put({ method: "PUT", grouping: A, families: [gauge("w", Number.NaN)] }, 8);
    expect(groups.read()[0]?.families).toEqual([gauge("w", Number.NaN)]);
    groups.remove(A);
    expect(names(groups)).toEqual([["b", ["x"]]]);
  });

  test("may hold nothing, and then says when it was pushed", () => {
    const groups = open();
    groups.put({ method: "PUT", grouping: A, families: [] }, 5);
    expect(groups.read()).toEqual([{ grouping: A, at: 5, families: [] }]);
  });

  test("has a length", () => {
    const groups = open();
    const long = { ...gauge("x", 1), help: "x".repeat(600_000) };
    expect(() => groups.put({ method: "PUT", grouping: A, families: [long] }, 5)).toThrow(
      expect.objectContaining({ code: "too-large" }),
    );
  });
});

describe("groups", () => {
  test("are so many", () => {
    const groups = open();
    const grouping = (i: number): Labels => [["job", `j${i}`]];
    for (let i = 0; i < 1_000; i += 1)
      groups.put({ method: "PUT", grouping: grouping(i), families: [] }, i);
    expect(() => groups.put({ method: "PUT", grouping: A, families: [] }, 5)).toThrow(
      expect.objectContaining({
        code: "too-large",
        message: 'there is no room for more groups: [["job","a"]]',
      }),
    );
  });

  test("have a length together", () => {
    const groups = open();
    const long = { ...gauge("x", 1), help: "x".repeat(590_000) };
    const put = (job: string) =>
      groups.put({ method: "PUT", grouping: [["job", job]], families: [long] }, 5);
    for (let i = 0; i < 13; i += 1) put(`j${i}`);
    expect(() => put("one more")).toThrow(expect.objectContaining({ code: "too-large" }));
    put("j3");
  });
});
