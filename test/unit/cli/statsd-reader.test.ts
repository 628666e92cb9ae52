import { describe, expect, test } from "vitest";
import { backendsReader, statsdOf, statsdReader } from "../../../src/cli/statsd-reader.ts";

describe("an address", () => {
  test.each(["127.0.0.1:8125", ":8125", "[::1]:0", "statsd.example:8125"])(
    "%s is one",
    (address) => {
      expect(statsdReader.text(address)).toEqual({ address });
    },
  );

  test.each(["8125", "", "/run/statsd.sock", "http://a:1"])("%j is none", (address) => {
    const why = `must be host:port such as 127.0.0.1:8125, or :8125 for all addresses; Node has no datagrams at a path: ${JSON.stringify(address)}`;
    expect(() => statsdReader.text(address)).toThrow(why);
  });
});

describe("a table", () => {
  test("takes all that a file may say", () => {
    const table = {
      address: ":8125",
      dashboard: false,
      backends: {
        console: {},
        null: {},
        graphite: {
          address: `\${GRAPHITE}:2003`,
          mode: "basic",
          globalPrefix: "a",
          dialTimeoutMs: 1,
        },
        statsd: { address: "a:1", tcpTransport: true, disableTags: true },
        influxdb: {
          apiEndpoint: "http://a",
          apiVersion: 1,
          database: "d",
          maxRequestElapsedMs: -1,
        },
        datadog: { apiKey: `\${DD_API_KEY}`, metricsPerBatch: 10, compressPayload: false },
        newrelic: { address: "", flushType: "metrics", apiKey: "k", timerMin: "least" },
        cloudwatch: { region: "eu-central-1" },
        otlp: { metricsEndpoint: "http://a/m", logsEndpoint: "http://a/l", headers: { a: "b" } },
      },
      filters: [{ matchMetrics: ["a*"], dropTags: ["regex:^b"], dropHost: true }],
      tags: ["env:test"],
      percentiles: [50, 99.5, -10],
      disabledSubMetrics: ["sumSquares", "upperPct"],
      expiryMs: { gauge: 0, counter: -1 },
      statserType: "logging",
      heartbeat: ["version:1"],
    };
    expect(statsdReader.json(table)).toEqual(table);
    const forwarding = {
      forward: { url: `https://\${HOST}/a`, customHeaders: { a: "b" } },
      expiryMs: 0,
    };
    expect(statsdReader.json(forwarding)).toEqual(forwarding);
  });

  test.each<[unknown, string, string]>([
    [{ adress: "a:1" }, "", 'has no setting "adress"; there are address, backends, forward,'],
    [[], "", "must be a table"],
    [{ flushMs: "10s" }, ".flushMs", 'must be a number: "10s"'],
    [{ ignoreHost: 1 }, ".ignoreHost", "must be true or false: 1"],
    [{ tags: "env:test" }, ".tags", 'must be a list in brackets: "env:test"'],
    [{ filters: [{}, { dropTags: [1] }] }, ".filters[1].dropTags[0]", "must be text: 1"],
    [{ disabledSubMetrics: ["std"] }, ".disabledSubMetrics[0]", "must be lower or upper or"],
    [{ expiryMs: "5m" }, ".expiryMs", "must be a number, or a table of numbers by counter"],
    [
      { backends: { stackdriver: {} } },
      ".backends",
      'has no setting "stackdriver"; there are console,',
    ],
    [
      { backends: { console: { a: 1 } } },
      ".backends.console",
      'has no setting "a"; there are none',
    ],
    [
      { backends: { graphite: { address: "a" } } },
      ".backends.graphite.address",
      'must be host:port such as 127.0.0.1:8125, or :8125 for all addresses; Node has no datagrams at a path: "a"',
    ],
    [
      { backends: { graphite: { mode: "tag" } } },
      ".backends.graphite.mode",
      'must be tags or basic or legacy: "tag"',
    ],
    [
      { backends: { influxdb: { apiVersion: 3 } } },
      ".backends.influxdb.apiVersion",
      "must be 1 or 2: 3",
    ],
    [
      { forward: { url: "a.example" } },
      ".forward.url",
      'must be like https://example.com: "a.example"',
    ],
  ])("%j is refused, and it is said where", (table, at, why) => {
    expect(() => statsdReader.json(table)).toThrow(
      expect.objectContaining({ at, message: expect.stringContaining(why) }),
    );
  });

  test.each<unknown>([
    { backends: { datadog: "secret" } },
    { backends: { datadog: { apikey: "secret" } } },
    { backends: { datadog: { apiKey: ["secret"] } } },
    { backends: { otlp: { headers: "secret" } } },
    { backends: { otlp: { headers: { a: ["secret"] } } } },
    { backends: { influxdb: { apiEndpoint: "//me:secret@a?p=secret" } } },
    { forward: ["secret"] },
  ])("no complaint of %j quotes what may be a secret", (table) => {
    expect(() => statsdReader.json(table)).toThrow(/has no setting|must be/);
    expect(() => statsdReader.json(table)).not.toThrow("secret");
  });
});

describe("backends by their names", () => {
  const list = ["console", "graphite", "graphite=10.0.0.1:2003", "statsd=[::1]:8125"];

  test("are those that need no more than an address", () => {
    expect(backendsReader.text(list.join(", "))).toEqual(list);
    expect(backendsReader.json(list)).toEqual(list);
  });

  test.each([
    [
      "stackdriver",
      "must be console, null, graphite, graphite=host:port or statsd=host:port: stackdriver;",
    ],
    ["datadog=secret", "statsd=host:port: datadog; others are told of in a config file"],
    ["statsd", "statsd=host:port: statsd;"],
    ["console=a:1", "statsd=host:port: console;"],
    [
      "graphite=a",
      'must be host:port such as 127.0.0.1:8125, or :8125 for all addresses; Node has no datagrams at a path: "a"',
    ],
    ["", "must be console, null"],
  ])("%j is none", (name, why) => {
    expect(() => backendsReader.text(name)).toThrow(why);
    expect(() => backendsReader.text(name)).not.toThrow("secret");
  });
});

describe("what a server is told", () => {
  test("is nothing where nothing was said", () => {
    expect(statsdOf({}, {})).toBeUndefined();
    expect(statsdOf({ backends: [] }, {})).toBeUndefined();
    expect(statsdOf({ statsd: {} }, {})).toEqual({});
  });

  test("has the backends of the table and those that were named, and its secrets", () => {
    const backends = { datadog: { apiKey: `\${KEY}` }, graphite: { address: "a:1" } };
    const told = { statsd: { address: ":1", backends }, backends: ["console", "graphite=b:2"] };
    expect(statsdOf(told, { KEY: "k" })).toEqual({
      address: ":1",
      backends: { datadog: { apiKey: "k" }, graphite: { address: "b:2" }, console: {} },
    });
    expect(statsdOf({ backends: ["null"] }, {})).toEqual({ backends: { null: {} } });
    expect(() => statsdOf(told, {})).toThrow("backends.datadog.apiKey: there is no variable KEY");
  });
});
