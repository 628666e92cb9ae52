// Tagged metrics over HTTP, from a server's door to a sink.
import { expect, test, vi } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import type { InternalStat } from "../../../../src/core/stats.ts";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { createInternal } from "../../../../src/metrics/internal.ts";
import { createHandler } from "../../../../src/server/handler.ts";
import type { Taking } from "../../../../src/server/statsd/taking.ts";
import { ask, validUpdate } from "../../../support/requests.ts";
import { openStore } from "../../../support/store.ts";

function open(more: Partial<Taking> = {}) {
  const { store, clock } = openStore();
  const maps: MetricMap[] = [];
  const events: MetricEvent[] = [];
  const bad: string[] = [];
  const metrics = {
    sink: (map: MetricMap) => void maps.push(map),
    event: (event: MetricEvent) => void events.push(event),
    namespace: "shop",
    onBadLine: (line: string) => void bad.push(line),
    badLinesPerMinute: 1,
    internal: createInternal(),
    ...more,
  };
  const onError = vi.fn();
  const history = memoryHistory({ clock });
  const handler = createHandler({ store, history, clock, metrics, onError });
  const told = () =>
    maps.map(({ counters, gauges }) =>
      [...counters.values(), ...gauges.values()].map(({ name, tags, source, value }) =>
        [name, tags.join(), source, value].join(" "),
      ),
    );
  return { handler, maps, events, bad, told, clock, store, onError, internal: metrics.internal };
}
const text = { "content-type": "text/plain" };

test("lines of a body are one map, their events apart, and bad ones are told", async () => {
  const { handler, told, events, bad } = open();
  const body = "a:1|c|#x,host:h\na:2|c|#host:h,x\nnonsense\n_e{1,1}:t|b\n";
  const { status } = await ask(handler, "POST /v1/statsd", body, text);
  expect([status, told()]).toEqual([202, [["shop.a x h 3"]]]);
  expect(events.map(({ title }) => title)).toEqual(["t"]);
  expect(bad).toEqual(['"nonsense": missing key separator']);
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

test("lines are from whom the server says, also those that ride", async () => {
  const { handler, told } = open({ sourceOf: ({ headers }) => headers.get("x-colo") ?? "" });
  const update = validUpdate({ data: { statsd: ["c:1|c"] } });
  await ask(handler, "POST /v1/update", update, { "x-colo": "AMS" });
  const body = "a:1|c\nb:1|c|#host:h";
  await ask(handler, "POST /v1/statsd", body, { ...text, "x-colo": "FRA" });
  expect(told()).toEqual([["shop.c  AMS 1"], ["shop.a  FRA 1", "shop.b host:h FRA 1"]]);
});

test("what came in is told as the pipeline's own metrics, and as JSON", async () => {
  const { handler, internal } = open();
  await ask(handler, "POST /v1/statsd", "a:1|c\nb:1|c\nnonsense\n_e{1,1}:t|b", text);
  await ask(handler, "POST /v2/raw", "no protobuf", {});
  internal.collect(1);
  const { status, json } = await ask(handler, "GET /statsd");
  const { stats } = json as { stats: InternalStat[] };
  const some = stats.filter(({ value }) => value > 0);
  expect([status, some.map(({ name, tags, value }) => [name, ...tags.slice(1), value])]).toEqual([
    200,
    [
      ["http.incoming", "result:success", 1],
      ["http.incoming", "result:failure", "failure:unmarshal", 1],
      ["parser.metrics_received", 2],
      ["parser.events_received", 1],
      ["parser.bad_lines_seen", 1],
    ],
  ]);
});

test("a server is healthy, and well once its forwarder was heard", async () => {
  let sentAtMs: number | undefined;
  const { handler } = open({ lastSentAtMs: () => sentAtMs });
  const both = async () =>
    [await ask(handler, "GET /healthcheck"), await ask(handler, "GET /deepcheck")].map(
      ({ status }) => status,
    );
  expect(await both()).toEqual([200, 500]);
  sentAtMs = 5;
  expect(await both()).toEqual([200, 200]);
});

const refuse = () => {
  throw new Error("not now");
};

test.each([
  ["throws", refuse],
  ["rejects", async () => refuse()],
])("an event whose taker %s is told, and takes no lines with it", async (_, event) => {
  const { handler, told, onError } = open({ event });
  const update = validUpdate({ data: { statsd: ["_e{1,1}:t|b\na:1|c\n"] } });
  expect((await ask(handler, "POST /v1/update", update)).status).toBe(200);
  expect((await ask(handler, "POST /v1/statsd", "_e{1,1}:t|b\na:1|c", text)).status).toBe(202);
  expect(told()).toEqual([["shop.a   1"], ["shop.a   1"]]);
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "source" }));
});

test("lines that ride on an update and that the sink refuses are told", async () => {
  const { handler, onError } = open({ sink: async () => refuse() });
  const update = validUpdate({ data: { statsd: ["a:1|c\n"] } });
  expect((await ask(handler, "POST /v1/update", update)).status).toBe(200);
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "source" }));
});

test("a server that takes none has no such routes", async () => {
  const { store, clock } = openStore();
  const handler = createHandler({ store, history: memoryHistory({ clock }), clock });
  expect((await ask(handler, "POST /v1/statsd", "a:1|c", text)).status).toBe(404);
});
