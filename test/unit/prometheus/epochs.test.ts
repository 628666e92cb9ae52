// One pusher's pushes that are added up, over the epochs that a server ends; over many of them: test/property/epochs.test.ts.
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import type { FamilyMetric, FamilyType, MetricFamily } from "../../../src/core/family.ts";
import { createEpochs, type SendEpoch } from "../../../src/prometheus/epochs.ts";

const family = (value: number, type: FamilyType = "counter"): MetricFamily => ({
  name: "n",
  type,
  metrics: [{ value }],
});
const histogram = (bounds: readonly number[], counts: readonly number[], sum: number) =>
  ({
    name: "h",
    type: "histogram",
    metrics: [
      {
        histogram: {
          count: counts.at(-1) as number,
          sum,
          buckets: bounds.map((upperBound, i) => ({ upperBound, count: counts[i] as number })),
        },
      },
    ],
  }) satisfies MetricFamily;
const refused = (status: number, reply: string) =>
  new TallybeaconError("status", `push: answered ${status}`, { status, reply });
const over = (seq: number) => refused(409, JSON.stringify({ error: "over", seq }));

/** A pusher, what it sent, and how its next pushes end. */
function open() {
  const epochs = createEpochs();
  const sent: { epoch: string; seq: number; metrics: readonly FamilyMetric[] }[] = [];
  const endings: (Error | undefined)[] = [];
  const send: SendEpoch = async (families, { epoch, seq }) => {
    sent.push({ epoch, seq, metrics: families.flatMap(({ metrics }) => metrics) });
    const error = endings.shift();
    if (error) throw error;
  };
  return {
    sent,
    push: (families: readonly MetricFamily[], ...ends: (Error | undefined)[]) => {
      endings.push(...ends);
      return epochs.push(families, send);
    },
    values: () => sent.map(({ seq, metrics }) => [seq, metrics[0]?.value]),
  };
}

describe("pushes that are added up", () => {
  test("have one epoch, and tell all of it whatever became of the one before", async () => {
    const { push, sent, values } = open();
    await push([family(2)]);
    await expect(push([family(5)], refused(500, ""))).rejects.toMatchObject({ code: "status" });
    await push([family(7)]);
    expect(values()).toEqual([
      [1, 2],
      [2, 5],
      [3, 7],
    ]);
    expect(sent[0]?.epoch).toMatch(/^[\da-f]{32}$/);
    expect(new Set(sent.map(({ epoch }) => epoch)).size).toBe(1);
  });

  test("go on under another epoch at once where theirs is over, with what is new", async () => {
    const { push, sent, values } = open();
    await push([family(2)]);
    await push([family(5)], over(1));
    await push([family(6)]);
    await push([family(9)], over(2));
    expect(values()).toEqual([
      [1, 2],
      [2, 5],
      [1, 3],
      [2, 4],
      [3, 7],
      [1, 3],
    ]);
    expect(new Set(sent.map(({ epoch }) => epoch)).size).toBe(3);
  });

  test.each([
    ["heard", 2, 4],
    ["not heard", 1, 7],
  ])("that had no answer and were %s are counted once", async (_, heard, more) => {
    const { push, values } = open();
    await push([family(2)]);
    await expect(push([family(5)], new Error("no answer"))).rejects.toThrow("no answer");
    await push([family(9)], over(heard));
    expect(values().at(-1)).toEqual([1, more]);
  });

  test("that are too many to be known are counted as heard, not twice", async () => {
    const { push, values } = open();
    await push([family(1)]);
    for (let value = 2; value < 20; value += 1) {
      await push([family(value)], new Error("no answer")).catch(() => {});
    }
    await push([family(20)], over(5));
    expect(values().at(-1)).toEqual([1, 20 - 13]);
  });

  test.each([
    ["another refusal", refused(400, JSON.stringify({ seq: 1 }))],
    ["a conflict without a number", refused(409, JSON.stringify({ error: "other" }))],
    ["a conflict that is no JSON", refused(409, "<html>")],
    ["a conflict of a push that never was", over(9)],
    ["no answer", new TallybeaconError("network", "push: no answer", new TypeError("offline"))],
  ])("are left at %s", async (_, error) => {
    const { push, sent } = open();
    await expect(push([family(1)], error)).rejects.toBe(error);
    expect(sent).toHaveLength(1);
  });

  test("do not begin anew for ever", async () => {
    const { push, sent } = open();
    await expect(push([family(1)], over(0), over(0))).rejects.toMatchObject({ code: "status" });
    expect(sent).toHaveLength(2);
  });
});

const labelled = (label: string, value: number): MetricFamily => ({
  name: "n",
  type: "counter",
  metrics: [{ labels: [["l", label]], value }],
});

describe("what was not heard", () => {
  test("is said again beside its family, but for one of another type that has its name now", async () => {
    const { push, sent } = open();
    await push([labelled("x", 2)], new Error("no answer")).catch(() => {});
    await push([labelled("y", 3)], new Error("no answer")).catch(() => {});
    expect(sent.at(-1)?.metrics.map(({ value }) => value)).toEqual([3, 2]);
    await push([{ ...labelled("z", 4), type: "gauge" }], new Error("no answer")).catch(() => {});
    expect(sent.at(-1)?.metrics.map(({ value }) => value)).toEqual([4]);
    await push([labelled("y", 3)]);
    expect(sent.at(-1)?.metrics.map(({ value }) => value)).toEqual([3]);
  });

  test.each([
    [400, 1],
    [413, 1],
    [429, 2],
    [503, 2],
  ])("is said again after %d or not: %d series", async (status, series) => {
    const { push, sent } = open();
    await expect(push([labelled("x", 2)], refused(status, ""))).rejects.toThrow();
    await push([labelled("y", 3)]);
    expect(sent.at(-1)?.metrics).toHaveLength(series);
  });

  test("has the buckets that it has now", async () => {
    const { push, sent } = open();
    await push([histogram([1], [2, 2], 4)], new Error("no answer")).catch(() => {});
    await push([histogram([2], [3, 3], 6)], new Error("no answer")).catch(() => {});
    await push([family(1)]);
    expect(sent.at(-1)?.metrics).toEqual([{ value: 1 }, histogram([2], [3, 3], 6).metrics[0]]);
  });

  test("is not what is no number, which is left to the server", async () => {
    const { push, sent } = open();
    await push([family(Number.NaN)], refused(503, "")).catch(() => {});
    await push([family(3)]);
    await push([family(Number.NaN)], refused(400, "")).catch(() => {});
    await push([family(5)], over(2));
    expect(sent.map(({ metrics }) => metrics[0]?.value)).toEqual([Number.NaN, 3, Number.NaN, 5, 2]);
  });
});

describe("what was heard, though nobody said so,", () => {
  const a = (value: number, type?: FamilyType): MetricFamily => ({
    name: "a",
    ...(type && { type }),
    metrics: [{ value }],
  });
  const lost = new Error("no answer");

  test.each<[string, (push: ReturnType<typeof open>["push"]) => Promise<void>]>([
    [
      "is not counted again after a push that was refused for good",
      async (push) => {
        await push([a(5), family(1)], lost).catch(() => {});
        await push([family(Number.NaN)], refused(400, "")).catch(() => {});
        await push([family(2)]);
      },
    ],
    [
      "is not counted again after its name had another type",
      async (push) => {
        await push([a(5)], lost).catch(() => {});
        await push([a(1, "gauge")]);
        await push([family(2)]);
      },
    ],
  ])("%s", async (_, run) => {
    const { push, sent } = open();
    await run(push);
    await push([a(6)], over(1));
    expect(sent.at(-1)?.metrics).toEqual([{ value: 1 }]);
  });

  test("is said again under the type that counters have by default", async () => {
    const { push, sent } = open();
    await push([a(5)], lost).catch(() => {});
    await push([{ ...labelled("x", 1), name: "a", type: "counter" }]);
    expect(sent.at(-1)?.metrics.map(({ value }) => value)).toEqual([1, 5]);
  });
});

describe("nothing is pushed", () => {
  test("where nothing was gathered, and it has no number", async () => {
    const { push, sent } = open();
    await push([family(10)]);
    await push([family(15)], new Error("no answer")).catch(() => {});
    await push([]);
    await push([family(16)], over(1));
    expect(sent.map(({ seq, metrics }) => [seq, metrics[0]?.value])).toEqual([
      [1, 10],
      [2, 15],
      [3, 16],
      [1, 6],
    ]);
  });
});

describe("under another epoch", () => {
  test.each<[string, MetricFamily, MetricFamily, FamilyMetric]>([
    [
      "a counter has what was counted since",
      { name: "n", metrics: [{ value: 5 }] },
      { name: "n", metrics: [{ value: 7 }] },
      { value: 2 },
    ],
    ["one that fell has all that was counted since", family(5), family(3), { value: 3 }],
    ["a gauge has its value", family(5, "gauge"), family(7, "gauge"), { value: 7 }],
    ["so has what has no type", family(5, "untyped"), family(7, "untyped"), { value: 7 }],
    [
      "a summary has what was counted since, and its quantiles",
      {
        name: "s",
        type: "summary",
        metrics: [{ summary: { count: 2, sum: 9, quantiles: [] } }],
      },
      {
        name: "s",
        type: "summary",
        metrics: [{ summary: { count: 3, sum: 5, quantiles: [{ quantile: 1, value: 8 }] } }],
      },
      { summary: { count: 1, sum: -4, quantiles: [{ quantile: 1, value: 8 }] } },
    ],
    [
      "a histogram has what was counted since in each bucket",
      histogram([1, 5], [1, 2, 3], 10),
      histogram([1, 5], [1, 4, 6], 30),
      histogram([1, 5], [0, 2, 3], 20).metrics[0] as FamilyMetric,
    ],
    [
      "a histogram of which a bucket fell has all of it",
      histogram([1, 5], [2, 2, 2], 4),
      histogram([1, 5], [1, 2, 3], 10),
      histogram([1, 5], [1, 2, 3], 10).metrics[0] as FamilyMetric,
    ],
    [
      "a histogram with other bounds has all of it",
      histogram([1], [2, 2], 4),
      histogram([2], [3, 3], 6),
      histogram([2], [3, 3], 6).metrics[0] as FamilyMetric,
    ],
    [
      "a series is known by its labels, in whatever order",
      {
        name: "l",
        metrics: [
          {
            labels: [
              ["a", "1"],
              ["b", "2"],
            ],
            value: 4,
          },
        ],
      },
      {
        name: "l",
        metrics: [
          {
            labels: [
              ["b", "2"],
              ["a", "1"],
            ],
            value: 6,
          },
        ],
      },
      {
        labels: [
          ["b", "2"],
          ["a", "1"],
        ],
        value: 2,
      },
    ],
    [
      "a new series has all of it",
      family(5),
      { name: "n", metrics: [{ labels: [["l", "x"]], value: 4 }] },
      { labels: [["l", "x"]], value: 4 },
    ],
  ])("%s", async (_, before, now, metric) => {
    const { push, sent } = open();
    await push([before]);
    await push([now], over(1));
    expect(sent.at(-1)?.metrics).toEqual([metric]);
  });

  test("what was left out of a push for once is not counted again", async () => {
    const { push, sent } = open();
    await push([family(5), histogram([1], [1, 1], 1)]);
    await push([family(6)]);
    await push([family(7), histogram([1], [2, 2], 2)], over(2));
    expect(sent.at(-1)?.metrics).toEqual([
      { value: 1 },
      { histogram: { count: 1, sum: 1, buckets: [{ upperBound: 1, count: 1 }] } },
    ]);
  });

  test.each([7, 12])("what began anew at %d goes on from what it had counted", async (anew) => {
    const { push, values } = open();
    await push([family(10)]);
    await push([family(15)], over(1));
    await push([family(anew)]);
    await push([family(anew + 1)]);
    expect(values().slice(-3)).toEqual([
      [1, 5],
      [2, 5 + anew],
      [3, 6 + anew],
    ]);
  });

  test("a histogram that began anew goes on, also where no number of it fell", async () => {
    const { push, sent } = open();
    await push([histogram([1, 2], [9, 10, 10], 20)]);
    await push([histogram([1, 2], [12, 12, 12], 9)], over(1));
    expect(sent.at(-1)?.metrics).toEqual(histogram([1, 2], [12, 12, 12], 9).metrics);
  });

  test("what was gathered for a push that was lost, and not since, is told all the same", async () => {
    const { push, sent } = open();
    const a = (value: number): MetricFamily => ({ name: "a", help: "A.", metrics: [{ value }] });
    await push([a(1), family(1)]);
    await push([a(5), family(2)], new Error("no answer")).catch(() => {});
    await push([family(3)]);
    expect(sent.at(-1)?.metrics).toEqual([{ value: 3 }, { value: 5 }]);
    await push([family(4)]);
    expect(sent.at(-1)?.metrics).toEqual([{ value: 4 }]);
    await push([a(6), family(4)], over(4));
    expect(sent.at(-1)?.metrics).toEqual([{ value: 1 }, { value: 0 }]);
  });
});
