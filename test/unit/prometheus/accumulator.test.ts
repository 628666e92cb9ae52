// Metrics that are added up.
import { describe, expect, test } from "vitest";
import { createAccumulator } from "../../../src/prometheus/accumulator.ts";

describe("sums", () => {
  test("are empty at first", () => expect(createAccumulator().take()).toEqual([]));

  test("add counters and summaries up, and replace gauges", () => {
    const sums = createAccumulator();
    const summary = (count: number, sum: number, value: number) => ({
      summary: { count, sum, quantiles: [{ quantile: 0.5, value }] },
    });
    const histogram = (count: number, sum: number, below: number) => ({
      histogram: { count, sum, buckets: [{ upperBound: 5, count: below }] },
    });
    const add = (value: number) => {
      sums.add("counter", "c", [["a", "1"]], { value });
      sums.add("gauge", "g", [], { value });
      sums.add("summary", "s", [], summary(1, value, value));
      sums.add("histogram", "h", [], histogram(2, value, 1));
    };
    add(1);
    add(2);
    sums.take();
    add(3);
    expect(sums.take()).toEqual([
      { name: "c", type: "counter", metrics: [{ labels: [["a", "1"]], value: 6 }] },
      { name: "g", type: "gauge", metrics: [{ labels: [], value: 3 }] },
      { name: "s", type: "summary", metrics: [{ labels: [], ...summary(3, 6, 3) }] },
      { name: "h", type: "histogram", metrics: [{ labels: [], ...histogram(6, 6, 3) }] },
    ]);
  });

  test("forget what was not added to", () => {
    const sums = createAccumulator();
    const add = (label: string) => sums.add("counter", "c", [["a", label]], { value: 1 });
    add("1");
    add("2");
    sums.take();
    add("2");
    expect(sums.take()[0]?.metrics).toEqual([{ labels: [["a", "2"]], value: 2 }]);
    add("1");
    expect(sums.take()[0]?.metrics).toEqual([{ labels: [["a", "1"]], value: 1 }]);
  });

  test("leave out what comes with another type than its name came with", () => {
    const sums = createAccumulator();
    expect(sums.add("gauge", "a", [], { value: 1 })).toBe(true);
    expect(sums.add("counter", "a", [], { value: 2 })).toBe(false);
    expect(sums.take()).toEqual([
      { name: "a", type: "gauge", metrics: [{ labels: [], value: 1 }] },
    ]);
    sums.add("counter", "a", [], { value: 4 });
    expect(sums.take()).toEqual([
      { name: "a", type: "counter", metrics: [{ labels: [], value: 4 }] },
    ]);
  });
});
