import { describe, expect, test } from "vitest";
import type { MetricMap } from "../../../src/core/metric.ts";
import type { InternalKind } from "../../../src/core/stats.ts";
import { createInternal, type InternalOptions } from "../../../src/metrics/internal.ts";

const told = ({ counters, gauges }: MetricMap) =>
  [...counters.values(), ...gauges.values()].map(({ name, value }) => [name, value]);

/** What is told of a number at three flushes: of 5, of 5 again, and of 7. */
function watched(kind: InternalKind, options: InternalOptions = {}) {
  const internal = createInternal(options);
  let number = 5;
  internal.watch(kind, "n", () => number);
  const first = internal.collect(1);
  const second = internal.collect(2);
  number = 7;
  const third = internal.collect(3);
  return [first, second, third].map(({ counters, gauges }) => [
    counters.size > 0 ? "counter" : "gauge",
    ...[...counters.values(), ...gauges.values()].map(({ value }) => value),
  ]);
}

describe("what the pipeline says of itself", () => {
  test.each([
    ["gauge", {}, "gauge", [5, 5, 7]],
    ["counter", {}, "counter", [5, 0, 2]],
    ["report", {}, "gauge", [5, 5, 7]],
    ["report", { serverMode: "forwarder" as const }, "counter", [5, 0, 2]],
    ["sparse", {}, "gauge", [5, 5, 7]],
  ])("is told as a %s, with %j", (kind, options, type, values) => {
    expect(watched(kind as InternalKind, options)).toEqual(values.map((value) => [type, value]));
  });

  test("is told for 22 flushes after a change, if it is sparse", () => {
    const internal = createInternal();
    let number = 0;
    internal.watch("sparse", "n", () => number);
    const flushes = (count: number) =>
      Array.from({ length: count }, (_, i) => internal.collect(i).gauges.size);
    expect(flushes(3)).toEqual([0, 0, 0]);
    number = 1;
    expect(flushes(24)).toEqual([...Array.from({ length: 22 }, () => 1), 0, 0]);
  });

  test("has its names, its tags and its source", () => {
    const internal = createInternal({ namespace: "shop", internalTags: ["env:a"], hostname: "h" });
    internal.watch("gauge", "heartbeat", () => 1, ["version:1"]);
    const [series] = internal.collect(5).gauges.values();
    expect(series).toEqual({
      name: "shop.statsd.heartbeat",
      tags: ["env:a", "host:h", "version:1"],
      source: "h",
      atMs: 5,
      value: 1,
    });
  });

  test("is one sum of all that has one name and the same tags", () => {
    const internal = createInternal({ internalNamespace: "" });
    internal.watch("report", "n", () => 3, ["a", "b"]);
    internal.watch("report", "n", () => 4, ["b", "a"]);
    internal.watch("report", "n", () => 5);
    expect(told(internal.collect(1))).toEqual([
      ["n", 7],
      ["n", 5],
    ]);
  });

  test("is known as it was when it was collected, without the names of where", () => {
    const internal = createInternal({ namespace: "shop", hostname: "h" });
    let number = 5;
    internal.watch("counter", "n", () => number, ["a"]);
    const stat = { name: "n", kind: "counter", tags: ["a"] };
    expect(internal.stats()).toEqual([{ ...stat, value: 0 }]);
    internal.collect(1);
    number = 6;
    expect(internal.stats()).toEqual([{ ...stat, value: 5 }]);
  });
});
