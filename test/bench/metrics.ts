// A counter with two tags, against OpenTelemetry's and prom-client's, each of which has somebody to read it.
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import prom from "prom-client";
import { createMetrics } from "../../src/metrics/create-metrics.ts";
import { type Figure, median } from "./figure.ts";

const CALLS = 200_000;
const ROUNDS = 15;
const WARM_UP_ROUNDS = 3;
const ROUTES = Array.from({ length: 16 }, (_, i) => `/route/${i}`);
const CODES = ["200", "302", "404", "500"];

class IdleReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Calls per second of CPU, ours to theirs: 64 series in turn, with tags that are made for each call. */
export function benchMetrics(): Figure[] {
  const metrics = createMetrics({ sink: () => {} });
  const registers = [new prom.Registry()];
  const labelNames = ["route", "code"];
  const theirs = new prom.Counter({ name: "requests", help: "Requests.", labelNames, registers });
  const meter = new MeterProvider({ readers: [new IdleReader()] }).getMeter("bench");
  const counter = meter.createCounter("requests");
  const tags = (i: number) => ({
    route: ROUTES[i % 16] as string,
    code: CODES[(i >> 4) % 4] as string,
  });
  const cases: Readonly<Record<string, (i: number) => void>> = {
    ours: (i) => metrics.count("requests", 1, tags(i)),
    "prom-client's": (i) => theirs.inc(tags(i)),
    "OpenTelemetry's": (i) => counter.add(1, tags(i)),
  };
  const times = new Map(Object.keys(cases).map((name): [string, number[]] => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(cases)) {
      const before = process.cpuUsage();
      for (let i = 0; i < CALLS; i += 1) run(i);
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) times.get(name)?.push((user + system) * 1_000);
    }
  }
  const nsOf = (name: string) => median(times.get(name) ?? []) / CALLS;
  for (const name of Object.keys(cases))
    console.log(`  ${nsOf(name).toFixed(0)} ns a call by ${name}`);
  return [
    ["OpenTelemetry's", 5],
    ["prom-client's", 2],
  ].map(([name, bound]) => ({
    name: `a count with two tags against ${name}`,
    measured: nsOf(name as string) / nsOf("ours"),
    unit: "x",
    bound: bound as number,
    atLeast: true,
  }));
}
