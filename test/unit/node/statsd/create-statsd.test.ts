import { hostname } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Aggregates, MetricEvent } from "../../../../src/core/metric.ts";
import { createStatsd, type StatsdSettings } from "../../../../src/node/statsd/create-statsd.ts";
import { udpWriter } from "../../../../src/node/statsd/udp-writer.ts";
import { mapOf } from "../../../support/metrics.ts";

/** Long enough for no flush but the last. */
const NEVER_MS = 3_600_000;

function make(settings: StatsdSettings = {}) {
  const flushes: Aggregates[] = [];
  const events: MetricEvent[] = [];
  const keep = Object.assign((all: Aggregates) => void flushes.push(all), {
    event: (event: MetricEvent) => void events.push(event),
  });
  const statsd = createStatsd({ flushMs: NEVER_MS, statserType: "null", ...settings }, { keep });
  onTestFinished(statsd.close);
  const counters = () =>
    flushes.flatMap((all) => all.counters.map(({ name, value }) => [name, value.count]));
  return { ...statsd, flushes, events, counters };
}

describe("statsd of a server", () => {
  test("keeps for the dashboard what came in by UDP and otherwise, the last of it when it is closed", async () => {
    const { open, close, taking, counters } = make({ address: "127.0.0.1:0" });
    const port = await open();
    const { write } = udpWriter(`127.0.0.1:${port}`);
    await write("hits:1|c\nhits:2|c");
    await taking.sink(mapOf("hits:4|c|#a:b"));
    await close();
    expect(counters().toSorted()).toEqual([
      ["hits", 3],
      ["hits", 4],
    ]);
  });

  test("does nothing before somebody sends", async () => {
    const { close, flushes, events } = make({ statserType: "internal" });
    await close();
    expect([flushes, events]).toEqual([[], []]);
  });

  test("starts when somebody sends, or something happened", async () => {
    for (const send of [
      ({ taking }: ReturnType<typeof make>) => taking.sink(mapOf("hits:1|c")),
      ({ taking, events }: ReturnType<typeof make>) =>
        taking.event?.({ ...(events[0] as MetricEvent), title: "t", text: "", tags: [] }),
    ]) {
      const statsd = make({ flushMs: 5 });
      await send(statsd);
      await expect.poll(() => statsd.flushes.length).toBeGreaterThan(1);
    }
  });

  test("is this machine's where nobody says whose", async () => {
    const mine = make({ statserType: "internal" });
    await mine.open();
    await mine.close();
    expect(mine.events.map(({ title, source }) => [title, source])).toEqual([
      ["Tallybeacon started", hostname()],
      ["Tallybeacon stopped", hostname()],
    ]);
    const named = make({ statserType: "internal", hostname: "web-1" });
    await named.open();
    await named.close();
    expect(named.events[0]?.source).toBe("web-1");
  });

  test("keeps nothing for the dashboard where that is not wanted, or all goes elsewhere", async () => {
    for (const settings of [
      { dashboard: false },
      { forward: { url: "http://127.0.0.1:1", maxRequestElapsedMs: -1 } },
    ]) {
      const { open, close, taking, flushes } = make(settings);
      await open();
      await taking.sink(mapOf("hits:1|c"));
      await close();
      expect(flushes).toEqual([]);
    }
  });

  test("changes defaults where New Relic is told, and not what was said", async () => {
    const seen = async (settings: StatsdSettings) => {
      const { newrelic } = { newrelic: { address: "http://127.0.0.1:1", maxRequestElapsedMs: -1 } };
      const events: unknown[] = [];
      const keep = Object.assign(() => {}, { event: (event: unknown) => void events.push(event) });
      const statsd = createStatsd({ backends: { newrelic }, ...settings }, { keep });
      await statsd.open();
      await statsd.close();
      return events.length;
    };
    expect(await seen({})).toBe(0);
    expect(await seen({ statserType: "internal" })).toBe(2);
  });

  test("hands names and bad lines on to what takes lines over HTTP", () => {
    const onBadLine = () => {};
    const { taking } = make({ namespace: "shop", badLinesPerMinute: 6, onBadLine });
    expect(taking).toMatchObject({ namespace: "shop", badLinesPerMinute: 6, onBadLine });
    expect(make().taking).not.toHaveProperty("namespace");
  });

  test.each<[StatsdSettings, string]>([
    [
      { forward: { url: "http://a" }, backends: {} },
      "backends: there are none where all is forwarded",
    ],
    [{ forward: { url: "" } }, "forward: url is required"],
    [{ forward: {} as { url: string } }, "forward: url is required"],
    [{ forward: { url: "http://a" }, flushMs: 0 }, "statsd: flushMs must be positive, not 0"],
    [{ backends: { datadog: { apiKey: "" } } }, "datadog: apiKey is required"],
    [{ flushMs: 0 }, "statsd: flushMs must be positive, not 0"],
  ])("%j is refused", (settings, why) => {
    expect(() => make(settings)).toThrow(
      expect.objectContaining({ code: "bad-option", message: expect.stringContaining(why) }),
    );
  });

  test.each([
    ["/run/statsd.sock", "Node has no unix datagram sockets"],
    ["nowhere", '"nowhere" is not host:port'],
  ])("does not listen at %s, and says why", async (address, why) => {
    const { open } = make({ address });
    await expect(open()).rejects.toThrow(
      expect.objectContaining({ code: "bad-option", message: expect.stringContaining(why) }),
    );
  });
});
