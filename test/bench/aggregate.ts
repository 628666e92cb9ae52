// A flush of 100,000 series with timers, and what a series costs that nothing more is heard of.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { type Figure, median } from "./figure.ts";

const SERIES = 100_000;
const VALUES = 10;
const ROUNDS = 5;

/** Milliseconds of a flush, and bytes of an idle series. */
export async function benchAggregate(): Promise<Figure[]> {
  const aggregator = createAggregator({ backends: [], expiryMs: 0 });
  const before = heapBytes();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    aggregator.receive(filled());
    const startedAt = performance.now();
    await aggregator.flush();
    times.push(performance.now() - startedAt);
  }
  await aggregator.flush();
  const idleBytes = heapBytes() - before;
  const { timers } = await aggregator.flush();
  if (timers.length !== SERIES) throw new Error("series were lost");
  return [
    {
      name: "flush of 100,000 timers with two tags and ten values each",
      measured: median(times),
      unit: "ms",
      bound: 1_000,
    },
    { name: "memory of one of them that is idle", measured: idleBytes / SERIES, unit: "B" },
  ];
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function filled(): ReturnType<typeof emptyMap> {
  const map = emptyMap();
  for (let i = 0; i < SERIES; i += 1) {
    const values = Array.from({ length: VALUES }, (_, index) => (index * 7_919 + i) % 1_000);
    const tags = [`path:/page/${i}`, `code:${200 + (i % 5)}`];
    const of = { type: "timer", name: "took", rate: 1, source: "", atMs: 1 } as const;
    receive(map, { ...of, values, tags });
  }
  return map;
}

function heapBytes(): number {
  // Twice: what the first pass finds finalised the second takes away.
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
