// Which rows stand for a stretch of time.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEVELS, type Mark } from "../../../src/store/levels.ts";
import { cellsOf, piecesOf, widthAt } from "../../../src/store/pieces.ts";

const FOREVER = Number.POSITIVE_INFINITY;
const marks = (rolled: readonly number[], kept: readonly number[] = [0, 0, 0, 0]): Mark[] =>
  kept.map((from, level) => ({ rolled: [FOREVER, ...rolled][level] as number, kept: from }));
const told = (pieces: ReturnType<typeof piecesOf>) =>
  pieces.map(({ level, from, to }) => [level, from, to]);

test("cells are buckets of each level", () => {
  expect(cellsOf([])).toBe(0);
  expect(cellsOf(piecesOf(1_378, 3_000, marks([2_995, 2_940, 2_880])))).toBe(
    2 + 1 + 1 + 1 + 11 + 5,
  );
});

describe("pieces", () => {
  test("are minutes where nothing is rolled up", () => {
    expect(told(piecesOf(3, 4_000, marks([0, 0, 0])))).toEqual([[0, 3, 4_000]]);
  });

  test("are as coarse as can be, and finer at the edges", () => {
    expect(told(piecesOf(1_378, 3_000, marks([2_995, 2_940, 2_880])))).toEqual([
      [0, 1_378, 1_380],
      [2, 1_380, 1_440],
      [3, 1_440, 2_880],
      [2, 2_880, 2_940],
      [1, 2_940, 2_995],
      [0, 2_995, 3_000],
    ]);
  });

  test.each([
    [7, [[0, 0, 2_880]]],
    [15, [[1, 0, 2_880]]],
    [120, [[2, 0, 2_880]]],
    [1_440, [[3, 0, 2_880]]],
  ])("lie within steps of %i minutes", (step, expected) => {
    expect(told(piecesOf(0, 2_880, marks([2_880, 2_880, 2_880]), step))).toEqual(expected);
  });

  test("leave out what is not kept any more", () => {
    const kept = [1_500, 1_440, 1_440, 0];
    expect(told(piecesOf(0, 1_600, marks([1_600, 1_560, 1_440], kept)))).toEqual([
      [3, 0, 1_440],
      [2, 1_440, 1_560],
      [1, 1_560, 1_600],
    ]);
    expect(told(piecesOf(0, 1_600, marks([1_600, 1_560, 1_440], [9e9, 9e9, 9e9, 9e9])))).toEqual(
      [],
    );
  });

  test("cover a stretch exactly, each on buckets that are there, whatever is rolled up", () => {
    const at = fc.integer({ min: 0, max: 6_000 });
    fc.assert(
      fc.property(at, at, fc.tuple(at, at, at), (a, b, ends) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [day = 0, hour = 0, five = 0] = [...ends].sort((x, y) => x - y);
        const down = (minute: number, width: number) => minute - (minute % width);
        const rolled = [down(five, 5), down(hour, 60), down(day, 1_440)];
        const pieces = piecesOf(from, to, marks(rolled));
        let next = from;
        for (const piece of pieces) {
          expect(piece.from).toBe(next);
          expect(piece.to).toBeGreaterThan(piece.from);
          const { width } = LEVELS[piece.level] as (typeof LEVELS)[number];
          expect([piece.from % width, piece.to % width]).toEqual([0, 0]);
          if (piece.level > 0)
            expect(piece.to).toBeLessThanOrEqual(rolled[piece.level - 1] as number);
          next = piece.to;
        }
        expect(next).toBe(to);
        expect(pieces.length).toBeLessThanOrEqual(7);
      }),
    );
  });
});

test.each([
  [300, 1],
  [299, 5],
  [199, 60],
  [99, 1_440],
  [9, 1_440],
])("at minute %i buckets of %i minutes are still kept", (minute, width) => {
  expect(widthAt(minute, marks([0, 0, 0], [300, 200, 100, 10]))).toBe(width);
});
