// What is received is added up by series, and maps by maps.
import { describe, expect, test } from "vitest";
import type { Metric, MetricMap } from "../../../src/core/metric.ts";
import { MAX_COUNTER } from "../../../src/core/metric-limits.ts";
import {
  addCount,
  addMember,
  addTimes,
  emptyMap,
  identify,
  merge,
  receive,
  setGauge,
} from "../../../src/metrics/map.ts";

const metric = (type: Metric["type"], values: number[], more: Partial<Metric> = {}): Metric => ({
  type,
  name: "n",
  values,
  rate: 1,
  tags: [],
  source: "",
  atMs: 10,
  ...more,
});

function mapOf(...metrics: Metric[]): MetricMap {
  const map = emptyMap();
  for (const each of metrics) receive(map, each);
  return map;
}

const only = <V>(all: Map<string, { value: V }>): V | undefined => {
  expect(all.size).toBeLessThan(2);
  return [...all.values()][0]?.value;
};

describe("a counter", () => {
  test.for([
    [[[1], [2]], 1, 3],
    [[[0.5], [0.5], [0.5]], 1, 0],
    [[[0.5, 0.5, 0.5]], 1, 1],
    [[[-1.9]], 1, -1],
    [[[-0.5]], 1, 0],
    [[[3]], 0.1, 30],
    [[[1]], 0.3, 3],
    [[[]], 1, 0],
    [[[Infinity], [5]], 1, MAX_COUNTER],
    [[[-Infinity], [-1e300]], 1, -MAX_COUNTER],
    [[[Infinity, -Infinity], [4]], 1, 4],
    [[[MAX_COUNTER], [-1]], 1, MAX_COUNTER - 1],
  ] as [number[][], number, number][])("told %j, one in %d, counts %d", ([told, rate, count]) => {
    const map = mapOf(...told.map((values) => metric("counter", values, { rate })));
    expect(Object.is(only(map.counters), count)).toBe(true);
  });
});

describe("a gauge", () => {
  test("has the last of its values", () => {
    expect(only(mapOf(metric("gauge", [3, 3, 1])).gauges)).toBe(1);
  });

  test("without a value is none", () => {
    expect(mapOf(metric("gauge", [])).gauges.size).toBe(0);
  });

  test.for([
    [9, 1],
    [10, 1],
    [10.5, 2],
  ])("of 10 ms is replaced by one of %d ms only if that is later", ([atMs, value]) => {
    const map = mapOf(metric("gauge", [1]), metric("gauge", [2], { atMs: atMs as number }));
    expect(only(map.gauges)).toBe(value);
    expect([...map.gauges.values()][0]?.atMs).toBe(Math.max(10, atMs as number));
  });
});

test("a timer's line stands for one sample, however many values it has", () => {
  const map = mapOf(
    metric("timer", [1, 2, 3], { rate: 0.5 }),
    metric("timer", []),
    metric("timer", [4]),
  );
  expect(only(map.timers)).toEqual({ values: [1, 2, 3, 4], sampledCount: 4 });
});

test("a set has each member once", () => {
  const map = mapOf(...["a", "b", "a", ""].map((member) => metric("set", [], { member })));
  expect(only(map.sets)).toEqual(new Set(["a", "b", ""]));
});

test("series are told apart by type, name, tags in any order, and source", () => {
  const map = mapOf(
    metric("counter", [1], { tags: ["b", "a"] }),
    metric("counter", [2], { tags: ["a", "b"], atMs: 30 }),
    metric("counter", [4], { tags: ["a"], source: "h" }),
    metric("timer", [5], { tags: ["a", "b"] }),
  );
  expect([...map.counters]).toEqual([
    ["n\na,b", { name: "n", tags: ["a", "b"], source: "", atMs: 30, value: 3 }],
    ["n\na,s:h", { name: "n", tags: ["a"], source: "h", atMs: 10, value: 4 }],
  ]);
  expect([...map.timers.keys()]).toEqual(["n\na,b"]);
});

test("who knows a series already adds to the same one", () => {
  const map = mapOf(metric("counter", [1], { tags: ["b", "a"], source: "h" }));
  const of = identify("n", ["b", "a"], "h");
  addCount(map, of, 2, 5);
  addTimes(map, of, [1], 0.5, 6);
  setGauge(map, of, 3, 7);
  addMember(map, of, "m", 8);
  const series = { name: "n", tags: ["a", "b"], source: "h" };
  expect(map).toEqual({
    counters: new Map([[of.key, { ...series, atMs: 10, value: 3 }]]),
    timers: new Map([[of.key, { ...series, atMs: 6, value: { values: [1], sampledCount: 2 } }]]),
    gauges: new Map([[of.key, { ...series, atMs: 7, value: 3 }]]),
    sets: new Map([[of.key, { ...series, atMs: 8, value: new Set(["m"]) }]]),
  });
});

describe("merging", () => {
  const told = (atMs: number): Metric[] => [
    metric("counter", [atMs], { atMs }),
    metric("gauge", [atMs], { atMs }),
    metric("timer", [atMs], { atMs }),
    metric("set", [], { atMs, member: `m${atMs}` }),
  ];

  test.for([
    [1, 2],
    [2, 1],
  ] as const)(
    "what was told at %d ms with what was at %d ms is as if received in turn",
    ([one, other]) => {
      const map = mapOf(...told(one));
      merge(map, mapOf(...told(other)));
      expect(map).toEqual(mapOf(...told(one), ...told(other)));
    },
  );

  test("into an empty map takes over what there is", () => {
    const map = emptyMap();
    merge(map, mapOf(...told(1)));
    merge(map, emptyMap());
    expect(map).toEqual(mapOf(...told(1)));
  });

  test("adds to the series that are held, which others may know", () => {
    const map = mapOf(...told(1));
    const held = Object.values(map).flatMap((all: Map<string, unknown>) => [...all.values()]);
    merge(map, mapOf(...told(2)));
    const after = Object.values(map).flatMap((all: Map<string, unknown>) => [...all.values()]);
    expect(after.every((series, index) => series === held[index])).toBe(true);
  });

  test("keeps counters where they are exact", () => {
    const map = mapOf(metric("counter", [MAX_COUNTER - 1]));
    merge(map, mapOf(metric("counter", [5])));
    expect(only(map.counters)).toBe(MAX_COUNTER);
  });
});

test("of new series as many are taken as there is room for, and those that are there go on", () => {
  const named = (name: string) => metric("counter", [1], { name });
  const into = mapOf(named("a"), named("b"));
  const more = () => mapOf(named("b"), named("c"), metric("gauge", [5], { name: "g" }));
  expect(merge(into, more(), 3)).toBe(1);
  expect([
    into.counters.size,
    into.gauges.size,
    into.counters.get(identify("b", [], "").key)?.value,
  ]).toEqual([3, 0, 2]);
  expect([merge(into, more(), 1), merge(into, more())]).toEqual([1, 0]);
  expect([into.counters.size, into.gauges.size]).toEqual([3, 1]);
});
