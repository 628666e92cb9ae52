import { describe, expect, test } from "vitest";
import type { Metric } from "../../../../src/core/metric.ts";
import { emptyMap, receive } from "../../../../src/metrics/map.ts";
import { lineSink } from "../../../../src/node/statsd/line-sink.ts";
import { eventOf } from "../../../support/backend.ts";

const NEVER = { rate: 1, tags: [], source: "", atMs: 1, values: [] } as const;

function mapOf(...metrics: (Partial<Metric> & Pick<Metric, "type" | "name">)[]) {
  const map = emptyMap();
  for (const metric of metrics) receive(map, { ...NEVER, ...metric });
  return map;
}

const all = () =>
  mapOf(
    { type: "counter", name: "hits", values: [3], rate: 0.5, tags: ["page:home"] },
    { type: "timer", name: "took", values: [12.5], rate: 0.1 },
    { type: "timer", name: "took", values: [9], rate: 0.1 },
    { type: "gauge", name: "load", values: [-0.25] },
    { type: "set", name: "users", member: "ann" },
    { type: "set", name: "users", member: "bob" },
  );

const LINES = [
  "hits:6|c|#page:home",
  "load:-0.25|g",
  "users:ann|s",
  "users:bob|s",
  "took:12.5|ms|@0.1",
  "took:9|ms|@0.1",
];

describe("a sink of lines", () => {
  test("writes one value a line, with what each stands for", async () => {
    const packets: string[] = [];
    await lineSink({ write: (packet) => void packets.push(packet) })(all());
    expect(packets).toEqual([LINES.map((line) => `${line}\n`).join("")]);
  });

  test("packs them into packets that no network takes apart, and counts", async () => {
    const packets: string[] = [];
    const sink = lineSink({ write: (packet) => void packets.push(packet) });
    const names = Array.from({ length: 200 }, (_, i) => `metric.${String(i).padStart(6, "0")}`);
    await sink(mapOf(...names.map((name) => ({ type: "counter", name, values: [1] }) as const)));
    expect(packets.map(({ length }) => length)).toEqual([1458, 1458, 684]);
    expect(sink.counts()).toMatchObject({ sent: 3, seriesSent: 200, dropped: 0 });
  });

  test("sends nothing of an empty map, and events by themselves", async () => {
    const packets: string[] = [];
    const sink = lineSink({ write: (packet) => void packets.push(packet) });
    await sink(emptyMap());
    await sink.event(eventOf({ title: "a", text: "b\nc" }));
    expect(packets).toEqual(["_e{1,4}:a|b\\nc"]);
  });

  test("counts what could not be written, and says so", async () => {
    const errors: string[] = [];
    const write = () => Promise.reject(new Error("no route"));
    const sink = lineSink({ write, onError: ({ message }) => void errors.push(message) });
    await sink(all());
    expect(sink.counts()).toMatchObject({ sent: 0, dropped: 1, seriesDropped: 6 });
    expect(errors).toEqual(["lines: gave up 6 series: no route"]);
  });
});
