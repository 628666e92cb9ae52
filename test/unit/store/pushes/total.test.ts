// What each push adds to the total of a family, and what is shown of it.
import { describe, expect, test } from "vitest";
import type { FamilyMetric, FamilyType } from "../../../../src/core/family.ts";
import type { SoundFamily } from "../../../../src/store/pushes/sound.ts";
import {
  addFamily,
  emptyTotal,
  fitting,
  type Last,
  setQuantiles,
  shown,
} from "../../../../src/store/pushes/total.ts";

const family = (type: FamilyType, ...metrics: FamilyMetric[]): SoundFamily => ({
  name: "f",
  type,
  metrics: metrics.map((metric) => ({ labels: [], ...metric })),
});
const histogram = (bounds: readonly number[], counts: readonly number[], count: number, sum = 0) =>
  family("histogram", {
    histogram: {
      count,
      sum,
      buckets: bounds.map((upperBound, i) => ({ upperBound, count: counts[i] as number })),
    },
  });

/** Pushes of epochs by name, in order. */
function pushed(type: FamilyType, ...pushes: [epoch: string, family: SoundFamily][]) {
  const total = emptyTotal(type);
  const lasts = new Map<string, Last>();
  for (const [epoch, each] of pushes) {
    const last: Last = lasts.get(epoch) ?? new Map();
    lasts.set(epoch, last);
    addFamily(total, each, last);
  }
  return shown("f", total);
}
const first = (...asked: Parameters<typeof pushed>) => pushed(...asked).metrics[0];

describe("what was counted since", () => {
  const summary = (count: number, sum: number, ...quantiles: [number, number][]): FamilyMetric => ({
    summary: { count, sum, quantiles: quantiles.map(([quantile, value]) => ({ quantile, value })) },
  });

  test("is added, and the last quantiles that were set stay", () => {
    const total = emptyTotal("summary");
    const add = (metric: FamilyMetric) => {
      const { metrics, ...more } = family("summary", metric);
      addFamily(total, { ...more, metrics });
      setQuantiles(total, metrics);
    };
    add(summary(2, 5, [0.5, 2], [0.9, 3]));
    add(summary(1, 4, [0.5, 4]));
    add(summary(0, 0));
    expect(shown("f", total).metrics).toEqual([{ labels: [], ...summary(3, 9, [0.5, 4]) }]);
  });

  test("is added to what epochs push, and is nothing that they fell from", () => {
    const total = emptyTotal("counter");
    const last: Last = new Map();
    addFamily(total, family("counter", { value: 5 }), last);
    addFamily(total, family("counter", { value: 1 }));
    addFamily(total, family("counter", { value: 7 }), last);
    expect(shown("f", total).metrics[0]?.value).toBe(8);
  });

  test("may say one series twice", () => {
    const total = emptyTotal("counter");
    addFamily(total, family("counter", { value: 5 }, { value: 2 }));
    expect(shown("f", total).metrics).toEqual([{ labels: [], value: 7 }]);
  });
});

describe("what fits", () => {
  const labelled = (l: string, value: number): FamilyMetric => ({ labels: [["l", l]], value });
  const total = emptyTotal("counter");
  addFamily(total, family("counter", labelled("a", 1)));

  test.for<[string, FamilyType, FamilyMetric[], number, number]>([
    ["is there, or has room", "counter", [labelled("a", 1), labelled("b", 1)], 100, 2],
    ["is there, where there is no room", "counter", [labelled("b", 1), labelled("a", 1)], 0, 1],
    [
      "is what is short enough",
      "counter",
      [labelled("long".repeat(9), 1), labelled("b", 1)],
      40,
      1,
    ],
    ["is no counter that fell", "counter", [labelled("a", -1)], 100, 0],
    ["is any gauge", "gauge", [labelled("a", -1), labelled("b", Number.NaN)], 100, 2],
    ["is no summary of what is no number", "summary", [summaryOf(Number.NaN)], 999, 0],
  ])("%s", ([, type, metrics, room, count]) => {
    expect(fitting(total, family(type, ...metrics), room)).toHaveLength(count);
  });

  function summaryOf(sum: number): FamilyMetric {
    return { summary: { count: 1, sum, quantiles: [] } };
  }
});

describe("what a push adds", () => {
  test.for<[string, [string, number][], number]>([
    ["all of the first push", [["a", 5]], 5],
    [
      "what was counted since",
      [
        ["a", 5],
        ["a", 7],
      ],
      7,
    ],
    [
      "of each epoch",
      [
        ["a", 5],
        ["b", 3],
        ["a", 6],
      ],
      9,
    ],
    [
      "all of it again after it fell",
      [
        ["a", 5],
        ["a", 2],
        ["a", 4],
      ],
      9,
    ],
    [
      "up to a number that one more still changes",
      [
        ["a", 2 ** 53],
        ["b", 2 ** 53],
      ],
      2 ** 53,
    ],
  ])("is %s", ([, pushes, total]) => {
    const all = pushes.map(
      ([epoch, value]) => [epoch, family("counter", { value })] as [string, SoundFamily],
    );
    expect(first("counter", ...all)?.value).toBe(total);
  });

  test("never makes it fall where nothing fell, however numbers are rounded", () => {
    const epochs = ["a", "b", "c"];
    const counted = new Map<string, number>();
    const total = emptyTotal("counter");
    const lasts = new Map(epochs.map((epoch): [string, Last] => [epoch, new Map()]));
    let before = 0;
    for (let i = 0; i < 3_000; i += 1) {
      const epoch = epochs[(i * 7 + (i >> 3)) % 3] as string;
      const value = (counted.get(epoch) ?? 0.1) + (i % 3 === 0 ? 0 : ((i * 37) % 101) / 10);
      counted.set(epoch, value);
      addFamily(total, family("counter", { value }), lasts.get(epoch) as Last);
      const now = shown("f", total).metrics[0]?.value as number;
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
    const all = [...counted.values()].reduce((sum, each) => sum + each, 0);
    expect(before).toBeCloseTo(all, 6);
  });

  test.for<[FamilyType]>([["gauge"], ["untyped"]])("to a %s is in its place", ([type]) => {
    const values = [3, Number.NaN, -Infinity, 2];
    const all = values.map((value) => ["a", family(type, { value })] as [string, SoundFamily]);
    expect(first(type, ...all)?.value).toBe(2);
    expect(first(type, ...all.slice(0, 2))?.value).toBeNaN();
  });

  test("to a summary is its count and its sum, which may fall", () => {
    const summary = (count: number, sum: number) =>
      family("summary", { summary: { count, sum, quantiles: [{ quantile: 0.5, value: 1 }] } });
    const all: [string, SoundFamily][] = [
      ["a", summary(2, 10)],
      ["a", summary(3, 4)],
    ];
    expect(first("summary", ...all)?.summary).toEqual({ count: 3, sum: 4, quantiles: [] });
    const anew: [string, SoundFamily][] = [...all, ["a", summary(1, 6)]];
    expect(first("summary", ...anew)?.summary).toEqual({ count: 4, sum: 10, quantiles: [] });
  });

  test("is by series, whatever comes besides", () => {
    const a = { labels: [["l", "a"]], value: 1 } as const;
    const b = { labels: [["l", "b"]], value: 2 } as const;
    const all: [string, SoundFamily][] = [
      ["x", family("counter", a)],
      ["x", family("counter", b)],
      ["y", family("counter", b, a)],
    ];
    expect(pushed("counter", ...all).metrics).toEqual([
      { labels: [["l", "a"]], value: 2 },
      { labels: [["l", "b"]], value: 4 },
    ]);
  });

  test("keeps the newest help, and the last that was said", () => {
    const said = { ...family("counter", { value: 1 }), help: "Two." };
    const older = { ...said, help: "One." };
    const silent = family("counter", { value: 2 });
    expect(pushed("counter", ["a", older], ["a", said], ["a", silent]).help).toBe("Two.");
  });
});

describe("a histogram", () => {
  test("has all bounds where all have the same", () => {
    const all: [string, SoundFamily][] = [
      ["a", histogram([1, 5], [1, 2], 4, 30)],
      ["b", histogram([1, 5], [3, 3], 3, 2)],
    ];
    expect(first("histogram", ...all)?.histogram).toEqual({
      count: 7,
      sum: 32,
      buckets: [
        { upperBound: 1, count: 4 },
        { upperBound: 5, count: 5 },
      ],
    });
  });

  test("has the bounds that all of them have, and none where they share none", () => {
    const all: [string, SoundFamily][] = [
      ["a", histogram([1, 5, 10], [1, 2, 3], 4)],
      ["b", histogram([2, 5], [3, 4], 6)],
    ];
    expect(first("histogram", ...all)?.histogram).toEqual({
      count: 10,
      sum: 0,
      buckets: [{ upperBound: 5, count: 6 }],
    });
    const more: [string, SoundFamily][] = [...all, ["c", histogram([], [], 1)]];
    expect(first("histogram", ...more)?.histogram).toEqual({ count: 11, sum: 0, buckets: [] });
  });

  test("has counts up to 2^53, which every format holds, and whole sets of bounds that are almost alike", () => {
    const bounds = Array.from({ length: 4_990 }, (_, i) => i);
    const all = Array.from({ length: 8 }, (_, i): [string, SoundFamily] => [
      `e${i}`,
      histogram(
        [...bounds, 5_000 + i],
        bounds.concat(5_000).map(() => 2 ** 51),
        2 ** 52,
      ),
    ]);
    const shown = first("histogram", ...all)?.histogram;
    expect(shown?.buckets).toHaveLength(4_990);
    expect(shown?.buckets[17]).toEqual({ upperBound: 17, count: 2 ** 53 });
    expect(shown?.count).toBe(2 ** 53);
  });

  test("began anew where a bucket grew more than the next, as no observation does that", () => {
    const all: [string, SoundFamily][] = [
      ["a", histogram([1, 2], [9, 10], 10, 1)],
      ["a", histogram([1, 2], [12, 12], 12, 1)],
    ];
    expect(first("histogram", ...all)?.histogram).toEqual({
      count: 22,
      sum: 2,
      buckets: [
        { upperBound: 1, count: 21 },
        { upperBound: 2, count: 22 },
      ],
    });
  });

  test("beyond so many sets of bounds counts once, however large its bounds", () => {
    const full = Array.from({ length: 8 }, (_, i): [string, SoundFamily] => [
      `e${i}`,
      histogram([i], [0], 0),
    ]);
    const last: Last = new Map();
    const total = emptyTotal("histogram");
    for (const [, each] of full) addFamily(total, each, new Map());
    for (let i = 0; i < 5; i += 1) {
      addFamily(total, histogram([1e308, 1.5e308], [3, 3], 3), last);
      expect(JSON.parse(JSON.stringify([...last]))).toEqual([...last]);
    }
    expect(shown("f", total).metrics[0]?.histogram?.count).toBe(3);
  });

  test("that changes its bounds where there are too many sets of them began anew, too", () => {
    const full = Array.from({ length: 8 }, (_, i): [string, SoundFamily] => [
      `e${i}`,
      histogram([i], [1], 1),
    ]);
    const changing: [string, SoundFamily][] = [
      ["a", histogram([100], [5], 5)],
      ["a", histogram([200], [7], 7)],
      ["a", histogram([200], [8], 8)],
    ];
    expect(first("histogram", ...full, ...changing)?.histogram?.count).toBe(8 + 5 + 8);
  });

  test("began anew where a bucket fell, or the bounds of an epoch are others", () => {
    const fell: [string, SoundFamily][] = [
      ["a", histogram([1], [3], 3)],
      ["a", histogram([1], [1], 4)],
    ];
    expect(first("histogram", ...fell)?.histogram?.count).toBe(7);
    const other: [string, SoundFamily][] = [
      ["a", histogram([1], [3], 3)],
      ["a", histogram([2], [4], 4)],
      ["a", histogram([2], [5], 5)],
    ];
    expect(first("histogram", ...other)?.histogram?.count).toBe(8);
  });

  test("in too many sets of bounds has its count and its sum, as often as it comes", () => {
    const all = Array.from({ length: 12 }, (_, i): [string, SoundFamily] => [
      `e${i}`,
      histogram([0, 1 + i], [1, 2], 3, 5),
    ]);
    const shown = first("histogram", ...all.slice(0, 8))?.histogram;
    expect(shown).toEqual({ count: 24, sum: 40, buckets: [{ upperBound: 0, count: 8 }] });
    const again: [string, SoundFamily] = ["e11", histogram([0, 12], [2, 3], 4, 6)];
    expect(first("histogram", ...all, again)?.histogram).toEqual({
      count: 12 * 3 + 1,
      sum: 12 * 5 + 1,
      buckets: [],
    });
  });
});

describe("what does not add up is refused:", () => {
  test.for<[SoundFamily]>([
    [family("counter", { value: Number.NaN })],
    [family("counter", { value: Infinity })],
    [family("counter", { value: 2 ** 53 + 2 })],
    [family("summary", { summary: { count: 1e19, sum: 1, quantiles: [] } })],
    [histogram([1], [1e19], 1e19)],
    [family("counter", { value: -1 })],
    [family("summary", { summary: { count: 1, sum: Number.NaN, quantiles: [] } })],
    [family("summary", { summary: { count: -1, sum: 1, quantiles: [] } })],
    [histogram([1], [1], Infinity)],
    [histogram([1], [1], 1, -Infinity)],
  ])("%j", ([bad]) => {
    expect(() => pushed(bad.type, ["a", bad])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });
});
