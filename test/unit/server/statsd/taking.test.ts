// Tagged metrics over HTTP, from a server's door to a sink.
import { expect, test } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { createHandler } from "../../../../src/server/handler.ts";
import { ask, validUpdate } from "../../../support/requests.ts";
import { openStore } from "../../../support/store.ts";

function open() {
  const { store, clock } = openStore();
  const maps: MetricMap[] = [];
  const events: MetricEvent[] = [];
  const bad: string[] = [];
  const metrics = {
    sink: (map: MetricMap) => void maps.push(map),
    event: (event: MetricEvent) => void events.push(event),
    namespace: "shop",
    onBadLine: (line: Uint8Array) => void bad.push(new TextDecoder().decode(line)),
  };
  const handler = createHandler({ store, history: memoryHistory({ clock }), clock, metrics });
  const told = () =>
    maps.map(({ counters, gauges }) =>
      [...counters.values(), ...gauges.values()].map(({ name, tags, source, value }) =>
        [name, tags.join(), source, value].join(" "),
      ),
    );
  return { handler, maps, events, bad, told, clock, store };
}
const text = { "content-type": "text/plain" };

test("lines of a body are one map, their events apart, and bad ones are told", async () => {
  const { handler, told, events, bad } = open();
  const body = "a:1|c|#x,host:h\na:2|c|#host:h,x\nnonsense\n_e{1,1}:t|b\n";
  const { status } = await ask(handler, "POST /v1/statsd", body, text);
  expect([status, told()]).toEqual([202, [["shop.a x h 3"]]]);
  expect(events.map(({ title }) => title)).toEqual(["t"]);
  expect(bad).toEqual(["nonsense"]);
});

test("of a body without metrics there is no map", async () => {
  const { handler, maps } = open();
  expect((await ask(handler, "POST /v1/statsd", "", text)).status).toBe(202);
  expect(maps).toEqual([]);
});

test("of two bodies in one millisecond the later one is later", async () => {
  const { handler, maps } = open();
  for (let i = 0; i < 2; i += 1) await ask(handler, "POST /v1/statsd", `g:${i}|g`, text);
  const [first, second] = maps.map(({ gauges }) => [...gauges.values()][0]?.atMs as number);
  expect(second).toBeGreaterThan(first as number);
});

test("lines that ride on an update are taken once", async () => {
  const { handler, told } = open();
  const update = validUpdate({ data: { statsd: ["a:1|c\n", "b:5|g\n"] } });
  for (let i = 0; i < 2; i += 1) await ask(handler, "POST /v1/update", update);
  expect(told()).toEqual([["shop.a   1"], ["shop.b   5"]]);
});

test("a server that takes none has no such routes", async () => {
  const { store, clock } = openStore();
  const handler = createHandler({ store, history: memoryHistory({ clock }), clock });
  expect((await ask(handler, "POST /v1/statsd", "a:1|c", text)).status).toBe(404);
});
