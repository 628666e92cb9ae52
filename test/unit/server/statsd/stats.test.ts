// What a pipeline says of itself, as JSON.
import { expect, test } from "vitest";
import { createInternal } from "../../../../src/metrics/internal.ts";
import { statsHandler, watchIntake } from "../../../../src/server/statsd/stats.ts";
import { fakeClock, START_MS } from "../../../support/clock.ts";

const NOTHING = {
  success: 0,
  metrics: 0,
  events: 0,
  read: 0,
  encoding: 0,
  decompress: 0,
  unmarshal: 0,
};

test("all that came in is told by its name and its tags, as it was at the last flush", async () => {
  const internal = createInternal();
  const lines = { metrics: 4, events: 5, badLines: 6 };
  watchIntake(internal, () => ({ ...NOTHING, success: 1, metrics: 2, events: 3, read: 7 }), lines);
  internal.collect(1);
  const response = await statsHandler(internal, { clock: fakeClock() })(
    new Request("http://localhost/statsd"),
  );
  const { now, stats } = (await response.json()) as { now: number; stats: { value: number }[] };
  const server = "server-name:tallybeacon";
  expect([response.status, now, stats.filter(({ value }) => value > 0)]).toEqual([
    200,
    START_MS,
    [
      { name: "http.incoming", kind: "counter", tags: [server, "result:success"], value: 1 },
      {
        name: "http.incoming",
        kind: "counter",
        tags: [server, "result:failure", "failure:read"],
        value: 7,
      },
      { name: "http.incoming.metrics", kind: "counter", tags: [server], value: 2 },
      { name: "http.incoming.events", kind: "counter", tags: [server], value: 3 },
      { name: "parser.metrics_received", kind: "report", tags: [], value: 4 },
      { name: "parser.events_received", kind: "report", tags: [], value: 5 },
      { name: "parser.bad_lines_seen", kind: "sparse", tags: [], value: 6 },
    ],
  ]);
});
