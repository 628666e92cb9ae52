// InfluxDB 1.x, as Debian packs it, takes what the backend writes and answers queries about it.
import { describe, expect, onTestFinished, test } from "vitest";
import { type InfluxdbOptions, influxdbBackend } from "../../src/metrics/backend/influxdb.ts";
import { eventOf, flushOf } from "../support/backend.ts";
import { faultyProxy } from "../support/faulty-proxy.ts";
import { ALL, type Influxdb, type Row, startInfluxdb } from "../support/influxdb.ts";
import { OF_ONE_TO_TEN, type Pipeline, pipeline } from "../support/pipeline.ts";

/** A backend that writes to an InfluxDB, and the way to it. */
async function opened(
  options: Partial<InfluxdbOptions> = {},
): Promise<Influxdb & { readonly flush: Pipeline; readonly backend: typeof backend }> {
  const influxdb = await startInfluxdb();
  const apiEndpoint = influxdb.url;
  const backend = influxdbBackend({ apiEndpoint, apiVersion: 1, database: "metrics", ...options });
  return { ...influxdb, backend, flush: pipeline(backend) };
}

describe("InfluxDB", () => {
  test("stores all that is said, by tags, and sums it up", async () => {
    const influxdb = await opened();
    const { atMs } = await influxdb.flush(
      "hits:3|c|@0.5|#zone:eu,zone:north,bare",
      "queued:-1.5|g|#zone:eu",
      "bytes:12345678|g",
      "users:joe|s",
      "users:ann|s",
      ...Array.from({ length: 10 }, (_, index) => `took:${index + 1}|ms`),
      "sizes:5:20:1000|h|#gsd_histogram:10_50,zone:eu",
    );
    const time = atMs / 1000;
    const rows = await influxdb.query(ALL);
    const row = (wanted: string) => rows.filter(({ name }) => name === wanted);
    expect(rows).toHaveLength(6);
    expect(row("hits")).toEqual([
      {
        name: "hits",
        tags: { unnamed: "bare", zone: "eu__north" },
        fields: { time, count: 6, rate: 0.6 },
      },
    ]);
    expect(row("queued")).toEqual([
      { name: "queued", tags: { zone: "eu" }, fields: { time, value: -1.5 } },
    ]);
    expect(row("bytes")[0]?.fields).toEqual({ time, value: 12_345_678 });
    expect(row("users")[0]?.fields).toEqual({ time, count: 2 });
    expect(row("took")[0]?.fields).toEqual({
      time,
      lower: 1,
      upper: 10,
      count: 10,
      rate: 1,
      mean: 5.5,
      median: 5.5,
      stddev: Math.sqrt(8.25),
      sum: 55,
      sum_squares: 385,
      ...OF_ONE_TO_TEN,
    });
    expect(row("sizes")).toEqual([
      {
        name: "sizes",
        tags: { gsd_histogram: "10_50", zone: "eu" },
        fields: { time, "le.10": 1, "le.50": 2, "le.+Inf": 3 },
      },
    ]);
    const summed = await influxdb.query("SELECT sum(count) FROM hits WHERE zone = 'eu__north'");
    expect(summed[0]?.fields["sum"]).toBe(6);
  });

  test.each<[name: string, tag: string, storedName: string, tags: Row["tags"]]>([
    ["n", "k:a b,c=d", "n", { k: "a b,c=d" }],
    ["n", "k:a\tb\nc", "n", { k: "a\\tb\\nc" }],
    ["n", 'k,"= :"v"', "n", { 'k,"= ': '"v"' }],
    ["n", "größe:🎉", "n", { größe: "🎉" }],
    ["n", "k:a\0b", "n", { k: "a\0b" }],
    ["n", "k:", "n", undefined],
    ["n", ":v", "n", undefined],
    // To InfluxDB it is no escape before what needs none.
    ["n", "k:C:\\a", "n", { k: "C:\\\\a" }],
    ["n", "k:C:\\", "n", { k: "C:_" }],
    ["n", "k:\\\\", "n", { k: "\\\\_" }],
    ["n", "k\\:v", "n", { k_: "v" }],
    ["n", "bare\\", "n", { unnamed: "bare_" }],
    ["n", "time:noon", "n", { time_: "noon" }],
    ['a "b", c=d', "k:v", 'a "b", c=d', { k: "v" }],
    ["a\\", "k:v", "a_", { k: "v" }],
    ["#a", "k:v", "_a", { k: "v" }],
    ["", "k:v", "_", { k: "v" }],
  ])("takes %j with the tag %j, and what is beside it", async (name, tag, storedName, tags) => {
    const { backend, query } = await opened();
    const gauge = { type: "gauge", values: [1] } as const;
    await backend(
      flushOf([
        { ...gauge, name: "before" },
        { ...gauge, name, tags: [tag] },
        { ...gauge, name: "behind" },
      ]),
    );
    const fields = { time: 1234, value: 1 };
    const rows = await query(ALL);
    expect(rows.filter(({ name: one }) => !one.startsWith("be"))).toEqual([
      { name: storedName, ...(tags && { tags }), fields },
    ]);
    expect(rows).toHaveLength(3);
    expect(backend.counts?.()).toMatchObject({ created: 1, sent: 1, retried: 0 });
  });

  test("is not told what is not finite, and has the rest", async () => {
    const { flush, query } = await opened();
    await flush("a:+Inf|g", "b:1e308:1e308|ms", "c:1|g");
    const rows = await query(ALL);
    expect(rows.map(({ name }) => name)).toEqual(["b", "c"]);
    expect(rows[0]?.fields).toMatchObject({ lower: 1e308, count: 1 });
    expect(rows[0]?.fields).not.toHaveProperty("sum");
  });

  test.each([true, false])(
    "takes many lines in batches, compressed: %s",
    async (compressPayload) => {
      const { flush, query, backend } = await opened({ compressPayload });
      const lines = Array.from({ length: 12_000 }, (_, index) => `many:${index}|g|#i:${index}`);
      await flush(...lines);
      const [row] = await query("SELECT count(value), sum(value) FROM many");
      expect(row?.fields).toMatchObject({ count: 12_000, sum: (11_999 * 12_000) / 2 });
      expect(backend.counts?.()).toMatchObject({ created: 3, sent: 3, seriesSent: 12_000 });
    },
  );

  test("has events, whatever they say", async () => {
    const { query, backend } = await opened();
    const text = 'Line 1\nline "2", C:\\';
    const tags = ["zone:eu", "eventtags:a,b"];
    await backend.event?.(
      eventOf({
        title: "deployed",
        text,
        tags,
        source: "h1",
        dateHappened: 99,
        alertType: "error",
      }),
    );
    expect(await query(ALL)).toEqual([
      {
        name: "events",
        tags: { alerttype: "error", host: "h1", priority: "normal", zone: "eu" },
        fields: { time: 99, title: "deployed", text, tags: "a,b" },
      },
    ]);
  });

  test("is told once what was flushed while it was away", async () => {
    const { flush, query, backend, kill, restart } = await opened();
    await flush("hits:1|c", "took:5|ms");
    await kill();
    const flushed = flush("hits:2|c", "took:7|ms");
    await expect.poll(() => backend.counts?.().retried, { timeout: 10_000 }).toBeGreaterThan(0);
    await restart();
    await flushed;
    await flush("hits:4|c");
    const [hits] = await query("SELECT count(count), sum(count) FROM hits");
    expect(hits?.fields).toMatchObject({ count: 3, sum: 7 });
    const took = await query("SELECT sum(sum) FROM took WHERE count > 0");
    expect(took[0]?.fields["sum"]).toBe(12);
    expect(backend.counts?.()).toMatchObject({ created: 3, sent: 3, dropped: 0, seriesDropped: 0 });
  });

  test("counts once what it took without an answer", async () => {
    const influxdb = await startInfluxdb();
    const proxy = await faultyProxy(influxdb.url);
    onTestFinished(() => proxy.close());
    const options = { apiEndpoint: proxy.url, apiVersion: 1, database: "metrics" } as const;
    const backend = influxdbBackend(options);
    await proxy.become("cutting");
    const flushed = pipeline(backend)("hits:2|c");
    await expect.poll(async () => (await influxdb.query(ALL)).length).toBe(1);
    await expect.poll(() => backend.counts?.().retried).toBeGreaterThan(0);
    await proxy.become("well");
    await flushed;
    const [hits] = await influxdb.query("SELECT count(count), sum(count) FROM hits");
    expect(hits?.fields).toMatchObject({ count: 1, sum: 2 });
  });

  test("knows who writes by the query of the endpoint, as before 1.8 it has no tokens", async () => {
    const influxdb = await startInfluxdb(["shop", "secret"]);
    const errors: string[] = [];
    const options = { apiVersion: 1, database: "metrics", maxRequestElapsedMs: -1 } as const;
    const onError = ({ message }: Error) => errors.push(message);
    const open = (apiEndpoint: string, credentials = "") =>
      influxdbBackend({ ...options, apiEndpoint, credentials, onError });
    await open(influxdb.url, "shop:secret")(flushOf([{ values: [1] }]));
    expect(errors).toEqual([expect.stringContaining("answered 401")]);
    await open(`${influxdb.url}/?u=shop&p=secret`)(flushOf([{ values: [2] }]));
    expect((await influxdb.query(ALL))[0]?.fields["count"]).toBe(2);
  });

  test("says why it takes nothing: for good, where it is told not to insist", async () => {
    const errors: string[] = [];
    const { flush, backend } = await opened({
      database: "none",
      fastFailOnNonRetryableErrors: true,
      onError: ({ message }) => errors.push(message),
    });
    await flush("hits:2|c");
    expect(errors).toEqual([expect.stringMatching(/answered 404 .*database not found/)]);
    expect(backend.counts?.()).toMatchObject({ dropped: 1, retried: 0, seriesDropped: 1 });
  });
});
