// What several tell of the same thing, as one.
import { expect, test } from "vitest";
import { joined, sums, total, totals, widest } from "../../../../src/workers/telemetry/merge.ts";

test("a total is the sum of what each has", () => {
  const all = [{ n: 1 }, { n: 2 }, { n: 4 }];
  expect([total(all, ({ n }) => n), total([], () => 1)]).toEqual([7, 0]);
});

test("totals are told by the names that are asked for", () => {
  const all = [
    { a: 1, b: 2, c: 3 },
    { a: 10, b: 20, c: 30 },
  ];
  expect(totals(all, "a", "c")).toEqual({ a: 11, c: 33 });
});

test.each([
  [{}, {}, {}],
  [{ a: 1 }, {}, { a: 1 }],
  [
    { a: 1, b: 2 },
    { b: 3, c: 4 },
    { a: 1, b: 5, c: 4 },
  ],
  [{}, { toString: 1 }, { toString: 1 }],
])("the sums of %j and %j are %j", (one, other, both) => {
  expect(sums(one, other)).toEqual(both);
});

test("those of one name are joined, where the first of them was", () => {
  const all = [
    { name: "a", n: 1 },
    { name: "b", n: 2 },
    { name: "a", n: 4 },
  ];
  const join = (one: { name: string; n: number }, other: { n: number }) => ({
    ...one,
    n: one.n + other.n,
  });
  expect(joined(all, "name", join)).toEqual([
    { name: "a", n: 5 },
    { name: "b", n: 2 },
  ]);
});

test("values are held most widely first, then newest, then by their text", () => {
  const held = (value: string | number | object, instances: number, last_at: number) => ({
    value: value as string,
    instances,
    last_at,
  });
  const all = [
    held("b", 1, 5),
    held("a", 1, 5),
    held("newer", 1, 6),
    held({ a: [1] }, 1, 1),
    held(1, 2, 1),
    held("1", 1, 7),
    held({ a: [1] }, 2, 0),
  ];
  expect(widest(all)).toEqual([
    held({ a: [1] }, 3, 1),
    held(1, 2, 1),
    held("1", 1, 7),
    held("newer", 1, 6),
    held("a", 1, 5),
    held("b", 1, 5),
  ]);
});
