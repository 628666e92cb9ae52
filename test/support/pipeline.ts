// The whole way from lines to a backend, by a clock that is moved by hand.
import type { Aggregates, Backend } from "../../src/core/metric.ts";
import { utf8 } from "../../src/core/utf8.ts";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { createLineParser } from "../../src/metrics/line/parse-datagram.ts";
import { emptyMap } from "../../src/metrics/map.ts";
import { fakeClock, START_MS } from "./clock.ts";

/** Takes lines, and flushes ten seconds later. */
export type Pipeline = (...lines: readonly string[]) => Promise<Aggregates>;

/** Says percentiles of both ends, 90 and -90; its time begins at `startMs`. */
export function pipeline(backend: Backend, startMs: number = START_MS): Pipeline {
  const clock = fakeClock(startMs);
  const aggregator = createAggregator({ backends: [backend], percentiles: [90, -90], clock });
  const parse = createLineParser({
    onBadLine: (line, complaint) => {
      throw new Error(`${complaint}: ${line}`);
    },
  });
  return async (...lines) => {
    const map = emptyMap();
    parse(utf8(lines.join("\n")), map, { source: "10.0.0.1", atMs: clock.now() });
    aggregator.receive(map);
    await clock.advance(10_000);
    return aggregator.flush();
  };
}

/** What it says by percentiles of 1, 2 … 10. */
export const OF_ONE_TO_TEN = {
  count_90: 9,
  mean_90: 5,
  upper_90: 9,
  sum_90: 45,
  sum_squares_90: 285,
  "count_-90": 9,
  "mean_-90": 6,
  "lower_-90": 2,
  "sum_-90": 54,
  "sum_squares_-90": 384,
} as const;
