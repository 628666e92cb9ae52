import { describe, expect, test } from "vitest";
import { type NewrelicOptions, newrelicBackend } from "../../../../src/metrics/backend/newrelic.ts";
import { capture, eventOf, gauges } from "../../../support/backend.ts";

const open = (options: NewrelicOptions) => (fetch: typeof globalThis.fetch) =>
  newrelicBackend({ ...options, fetch });

describe("a New Relic backend", () => {
  test("tells the agent, batch by batch, without key", async () => {
    const sent = await capture(open({ metricsPerBatch: 22 }), [gauges(3)], eventOf({ title: "t" }));
    expect(sent.map(({ body }) => JSON.parse(body).data[0].metrics.length)).toEqual([2, 1, 1]);
    expect(sent[0]).toMatchObject({ uri: "/v1/data", headers: { "user-agent": "gostatsd" } });
    expect(sent[0]?.headers).not.toHaveProperty("x-insert-key");
  });

  test.each([
    ["events", { address: "https://insights-collector.newrelic.com/v1/x" }, "/v1/x"],
    ["metrics", { addressMetrics: "https://metric-api.newrelic.com/metric/v1" }, "/metric/v1"],
  ])("tells the API of %s by its address, compressed, with a key", async (_, where, uri) => {
    const [sent] = await capture(open({ ...where, apiKey: "k" }), [gauges(1)]);
    expect(sent).toMatchObject({
      uri,
      headers: { "x-insert-key": "k", "content-encoding": "gzip" },
    });
  });

  test("tells how long an interval of the API of metrics is", async () => {
    const options = { flushType: "metrics", addressMetrics: "http://a.test", apiKey: "k" } as const;
    const [sent] = await capture(open(options), [{ ...gauges(1), intervalMs: 9_999.6 }]);
    expect(JSON.parse(sent?.body ?? "")[0].common["interval.ms"]).toBe(10_000);
  });

  test("tries an event once, and not at all without an address", async () => {
    let requests = 0;
    const fetch = async () => {
      requests += 1;
      return new Response(null, { status: 500 });
    };
    const backend = newrelicBackend({ fetch });
    await backend.event?.(eventOf({}));
    expect([requests, backend.counts?.().dropped]).toEqual([1, 1]);
    const options = {
      addressMetrics: "https://metric-api.newrelic.com/",
      apiKey: "k",
      address: "",
    };
    await newrelicBackend({ ...options, fetch }).event?.(eventOf({}));
    expect(requests).toBe(1);
  });

  test.each([
    { flushType: "insights" as const },
    { flushType: "metrics" as const, apiKey: "k" },
    { address: "" },
    { flushType: "logs" as "infra" },
    { metricsPerBatch: 0 },
  ])("refuses %j", (options) => {
    expect(() => newrelicBackend(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});
