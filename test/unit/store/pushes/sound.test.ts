// Which families and groupings are taken, and how they are kept.
import { describe, expect, test } from "vitest";
import type { FamilyMetric, Labels, MetricFamily } from "../../../../src/core/family.ts";
import { soundFamilies, soundGrouping, soundSeries } from "../../../../src/store/pushes/sound.ts";

const JOB: Labels = [["job", "shop"]];
const family = (more: Partial<MetricFamily> = {}): MetricFamily => ({
  name: "hits_total",
  type: "counter",
  metrics: [{ value: 1 }],
  ...more,
});
const labelled = (...labels: [string, string][]) => family({ metrics: [{ value: 1, labels }] });
const histogram = (buckets: readonly (readonly [number, number])[], count = 9): FamilyMetric => ({
  histogram: {
    count,
    sum: 1,
    buckets: buckets.map(([upperBound, held]) => ({ upperBound, count: held })),
  },
});

describe("families", () => {
  test("are kept in one order, without what their grouping says, without empty labels and times", () => {
    const labels: Labels = [
      ["z", "1"],
      ["job", "other"],
      ["a", ""],
      ["b", "2"],
    ];
    const made = family({ metrics: [{ value: 1, labels, timestampMs: 5 }], help: "Hits." });
    expect(soundFamilies([made, family({ name: "none", metrics: [] })], JOB)).toEqual([
      {
        name: "hits_total",
        type: "counter",
        help: "Hits.",
        metrics: [
          {
            value: 1,
            labels: [
              ["b", "2"],
              ["z", "1"],
            ],
          },
        ],
      },
    ]);
  });

  test("without a type are counters", () => {
    expect(soundFamilies([{ name: "n", metrics: [{ value: 2 }] }], JOB)[0]?.type).toBe("counter");
  });

  test("have their buckets sorted, and that of +Inf left out", () => {
    const metrics = [
      histogram([
        [Infinity, 9],
        [5, 3],
        [1, 2],
      ]),
    ];
    const [sound] = soundFamilies([family({ type: "histogram", metrics })], JOB);
    expect(sound?.metrics[0]?.histogram).toEqual({
      count: 9,
      sum: 1,
      buckets: [
        { upperBound: 1, count: 2 },
        { upperBound: 5, count: 3 },
      ],
    });
  });

  test.for<[string, MetricFamily, RegExp, string?]>([
    ["no name", family({ name: "a-b" }), /"a-b" is no name/],
    ["a long name", family({ name: "a".repeat(201) }), /is no name/],
    ["our own name", family({ name: "tallybeacon_x" }), /collector's own/],
    ["half a character of help", family({ help: "\ud800" }), /help that is no text/],
    ["a long help", family({ help: "x".repeat(1_025) }), /help that is no text of 1024/],
    ["a label that is none", labelled(["a-b", "1"]), /"hits_total" has the label "a-b"/],
    ["the name as a label", labelled(["__name__", "1"]), /has the label "__name__"/],
    ["a label twice", labelled(["a", "1"], ["a", "2"]), /"a" twice/],
    ["a label beyond its length", labelled(["a", "x".repeat(1_025)]), /no text of 1024/],
    ["a label with a NUL", labelled(["a", "\0"]), /no text/],
    [
      "too many labels",
      labelled(...Array.from({ length: 33 }, (_, i): [string, string] => [`a${i}`, ""])),
      /more than 32/,
    ],
    [
      "a series twice",
      family({ metrics: [{ value: 1, labels: [["a", ""]] }, { value: 2 }] }),
      /the series "\[\]" twice|twice/,
    ],
    ["another type's value", family({ type: "summary" }), /is a summary/],
    ["no value", family({ metrics: [{}] }), /is a counter/],
    [
      "a histogram's own label",
      family({ type: "histogram", metrics: [{ ...histogram([]), labels: [["le", "1"]] }] }),
      /"le" besides/,
    ],
    [
      "a histogram's own label in their grouping",
      family({ type: "histogram", metrics: [histogram([])] }),
      /"hits_total" has the label "le" twice/,
      "le",
    ],
    [
      "a summary's own label in their grouping",
      family({ type: "summary", metrics: [{ summary: { count: 1, sum: 1, quantiles: [] } }] }),
      /"hits_total" has the label "quantile" twice/,
      "quantile",
    ],
    [
      "buckets that fall",
      family({
        type: "histogram",
        metrics: [
          histogram([
            [1, 5],
            [2, 4],
          ]),
        ],
      }),
      /add up at 2/,
    ],
    [
      "a bound twice",
      family({
        type: "histogram",
        metrics: [
          histogram([
            [1, 5],
            [1, 5],
          ]),
        ],
      }),
      /add up at 1/,
    ],
    [
      "a bound that is no number",
      family({ type: "histogram", metrics: [histogram([[Number.NaN, 5]])] }),
      /add up at NaN/,
    ],
    [
      "more in a bucket than in all",
      family({ type: "histogram", metrics: [histogram([[1, 10]])] }),
      /add up at Infinity/,
    ],
    [
      "another count at +Inf",
      family({ type: "histogram", metrics: [histogram([[Infinity, 8]])] }),
      /add up at Infinity/,
    ],
    [
      "less than nothing",
      family({ type: "histogram", metrics: [histogram([[1, -1]])] }),
      /add up at 1/,
    ],
  ])("with %s are refused", ([, bad, message, grouped]) => {
    const grouping: Labels = grouped ? [...JOB, [grouped, "1"]] : JOB;
    expect(() => soundFamilies([bad], grouping)).toThrow(
      expect.objectContaining({ code: "bad-value", message: expect.stringMatching(message) }),
    );
  });

  test("of one name are refused", () => {
    expect(() => soundFamilies([family(), family()], JOB)).toThrow(/"hits_total" stands twice/);
  });
});

describe("a grouping", () => {
  test("has one order, and nothing that is empty", () => {
    const sound = soundGrouping([
      ["a", "1"],
      ["region", "eu"],
      ["job", "shop"],
      ["b", ""],
    ]);
    expect(sound).toEqual([
      ["job", "shop"],
      ["a", "1"],
      ["region", "eu"],
    ]);
  });

  test.for<[string, Labels, RegExp]>([
    ["no job", [["region", "eu"]], /has no job/],
    ["an empty job", [["job", ""]], /has no job/],
    [
      "a name twice",
      [
        ["job", "a"],
        ["job", "b"],
      ],
      /twice/,
    ],
  ])("with %s is refused", ([, grouping, message]) => {
    expect(() => soundGrouping(grouping)).toThrow(message);
  });
});

describe("the series of one family", () => {
  test("that are not as they must be take no others with them", () => {
    const metrics: FamilyMetric[] = [
      { value: 1, labels: [["a", "1"]] },
      { value: 2, labels: [["a", "x".repeat(1_025)]] },
      { value: 3, labels: [["-", "1"]] },
      { histogram: { count: 1, sum: 1, buckets: [] } },
      { value: 4 },
    ];
    expect(soundSeries(family({ metrics }), JOB)).toEqual(
      family({ metrics: [metrics[0] as FamilyMetric, { labels: [], value: 4 }] }),
    );
  });

  test.for<[string, Partial<MetricFamily>]>([
    ["has a name that is none", { name: "-" }],
    ["has none", { metrics: [] }],
  ])("are none where it %s", ([, more]) => {
    expect(soundSeries(family(more), JOB).metrics).toEqual([]);
  });
});
