import { describe, expect, test } from "vitest";
import { cloudwatchData } from "../../../../src/metrics/backend/cloudwatch-data.ts";
import { flushOf } from "../../../support/backend.ts";

describe("data of CloudWatch", () => {
  test("have a unit, and tags as dimensions", () => {
    const dimensions = [
      ["a", "b"],
      ["bare", "set"],
    ];
    expect(cloudwatchData(flushOf([{ values: [5], tags: ["bare", "a:b"] }]))).toEqual([
      { metricName: "stats.counter.n.count", unit: "Count", value: 5, dimensions },
      { metricName: "stats.counter.n.per_second", unit: "Count/Second", value: 0.5, dimensions },
    ]);
  });

  test("are of a timer what is not disabled", () => {
    const data = cloudwatchData(flushOf([{ type: "timer", values: [4] }], ["lower", "upper"]));
    expect(data.slice(0, 3).map(({ metricName, unit }) => [metricName, unit])).toEqual([
      ["stats.timers.n.count", "Count"],
      ["stats.timers.n.count_ps", "Count/Second"],
      ["stats.timers.n.mean", "Milliseconds"],
    ]);
  });

  test("have ten dimensions at the most, of which a bucket keeps one for its bound", () => {
    const tags = Array.from({ length: 12 }, (_, index) => `k${index + 10}:v`);
    const [gauge] = cloudwatchData(flushOf([{ type: "gauge", values: [1], tags }]));
    expect(gauge?.dimensions).toHaveLength(10);
    const histogram = { type: "timer", values: [1], tags: ["gsd_histogram:5", ...tags] } as const;
    const [bucket] = cloudwatchData(flushOf([histogram]));
    expect([bucket?.dimensions.length, bucket?.dimensions.at(-1)]).toEqual([10, ["le", "5"]]);
  });
});
