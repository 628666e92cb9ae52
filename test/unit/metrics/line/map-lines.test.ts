// A map as lines, and the same map again.
import { expect, test } from "vitest";
import { utf8 } from "../../../../src/core/utf8.ts";
import { mapLines } from "../../../../src/metrics/line/map-lines.ts";
import { createLineParser } from "../../../../src/metrics/line/parse-datagram.ts";
import {
  addCount,
  addMember,
  addTimes,
  emptyMap,
  identify,
  setGauge,
} from "../../../../src/metrics/map.ts";

const filled = () => {
  const map = emptyMap();
  const of = (name: string) => identify(name, ["b", "a:1"], "");
  addCount(map, of("c"), -7, 5);
  setGauge(map, of("g"), 1e-7, 5);
  addTimes(map, of("t"), [5, 2.5, 1e21], 0.3, 5);
  addTimes(map, of("t"), [7], 1, 5);
  addTimes(map, of("none"), [], 1, 5);
  addMember(map, of("s"), "x:y", 5);
  addMember(map, of("s"), "", 5);
  return map;
};

test("it has a line for each series, and for each member of a set", () => {
  expect([...mapLines(filled())]).toEqual([
    "c:-7|c|#a:1,b",
    "g:0.0000001|g|#a:1,b",
    `t:5:2.5:1000000000000000000000:7|ms|@${1 / (1 / 0.3 + 1)}|#a:1,b`,
    "none:|ms|#a:1,b",
    "s:x:y|s|#a:1,b",
    "s:|s|#a:1,b",
  ]);
});

test("whoever reads them has the same map again", () => {
  const again = emptyMap();
  const parse = createLineParser({ ignoreHost: true });
  const counts = parse(utf8([...mapLines(filled())].join("\n")), again, { source: "", atMs: 5 });
  expect(counts).toEqual({ metrics: 6, events: 0, badLines: 0 });
  const [timed] = [...again.timers.values()];
  expect(timed?.value.sampledCount).toBeCloseTo(1 / 0.3 + 1, 12);
  const timers = new Map(filled().timers);
  expect({ ...again, timers: again.timers.size }).toEqual({ ...filled(), timers: timers.size });
});
