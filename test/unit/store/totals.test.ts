// What keys and members came to, by their numbers.
import { expect, test } from "vitest";
import { addPieces, addRows, KEY_TOTALS, MEMBER_TOTALS } from "../../../src/store/totals.ts";
import { NOW_MS, openStore } from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000);
const pieces = [
  { level: 0, from: MINUTE - 9, to: MINUTE },
  { level: 0, from: MINUTE, to: MINUTE + 2 },
];

test("rows of one number are one total, added to what there is", () => {
  const rows = [
    { id: 1, total: 2 },
    { id: 2, total: 3 },
    { id: 1, total: 0.5 },
  ];
  expect([...addRows(rows)]).toEqual([
    [1, 2.5],
    [2, 3],
  ]);
  expect([...addRows(rows, new Map([[1, 10]]))][0]).toEqual([1, 12.5]);
  expect(addRows([]).size).toBe(0);
});

test("pieces are added up by key, or by member of the keys that are asked for", async () => {
  const { send, sql, clock } = openStore();
  const set = [
    { value: "a", count: 2 },
    { value: "b", count: 1 },
  ];
  await send({ n: 1, s: set, other: set });
  clock.advance(60_000);
  await send({ n: 4, s: set });
  expect([...addPieces(sql, KEY_TOTALS, pieces, [])]).toEqual([
    [1, 5],
    [2, 6],
    [3, 3],
  ]);
  expect([...addPieces(sql, MEMBER_TOTALS, pieces, ["[2]"])]).toEqual([
    [1, 4],
    [2, 2],
  ]);
  expect([...addPieces(sql, KEY_TOTALS, [], [], new Map([[7, 1]]))]).toEqual([[7, 1]]);
});
