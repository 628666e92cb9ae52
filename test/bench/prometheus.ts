// Ten thousand series as Prometheus' text, against prom-client with the same registry.
import { Counter, Histogram, Registry } from "prom-client";
import { utf8 } from "../../src/core/utf8.ts";
import { fromPromClient } from "../../src/prometheus/prom-client.ts";
import { textEncoder } from "../../src/prometheus/text-encoder.ts";
import { type Figure, median } from "./figure.ts";

const COUNTERS = 9_000;
const HISTOGRAMS = 1_000;
const ROUNDS = 41;

/** How many times faster ours is: writing what was gathered, and gathering it too, as prom-client does each time. */
export async function benchPrometheus(): Promise<Figure[]> {
  const registry = fill();
  const gather = fromPromClient(registry);
  const families = await gather();
  const writing: number[] = [];
  const gathering: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const theirs = await timed(() => registry.metrics());
    writing.push(theirs / (await timed(() => textEncoder.encode(families))));
    gathering.push(theirs / (await timed(async () => textEncoder.encode(await gather()))));
  }
  return [
    {
      name: "text of 10,000 series, against metrics() of prom-client",
      measured: median(writing),
      unit: "x",
      bound: 1,
      atLeast: true,
    },
    {
      name: "the same, gathered from prom-client each time",
      measured: median(gathering),
      unit: "x",
    },
  ];
}

/** Until there are bytes, since strings are put together as late as they can be. */
async function timed(write: () => unknown): Promise<number> {
  const startedAt = performance.now();
  utf8((await write()) as string);
  return performance.now() - startedAt;
}

function fill(): Registry {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["path", "code"];
  const requests = new Counter({ name: "requests_total", help: "All", labelNames, registers });
  for (let i = 0; i < COUNTERS; i += 1)
    requests.inc({ path: `/page/${i}`, code: 200 + (i % 5) }, i);
  const took = new Histogram({ name: "took_seconds", help: "Times", labelNames, registers });
  for (let i = 0; i < HISTOGRAMS; i += 1) took.observe({ path: `/page/${i}`, code: 200 }, i / 100);
  return registry;
}
