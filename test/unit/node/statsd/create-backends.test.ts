import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Aggregates } from "../../../../src/core/metric.ts";
import {
  type BackendSettings,
  createBackends,
} from "../../../../src/node/statsd/create-backends.ts";
import { testFolder } from "../../../support/folder.ts";

/** One counter, at a second of 1. */
const ONE: Aggregates = {
  atMs: 1_000,
  intervalMs: 1_000,
  counters: [{ name: "hits", tags: [], source: "", atMs: 1, value: { count: 2, perSecond: 2 } }],
  gauges: [],
  timers: [],
  sets: [],
};

/** Resolves with what its first connection was told. */
async function listen(): Promise<{ address: string; heard: Promise<string> }> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const heard = once(server, "connection").then(([socket]) => text(socket));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

test("each has the name of its settings, and none is made without", () => {
  const endpoints = { metricsEndpoint: "http://a/m", logsEndpoint: "http://a/l" };
  const settings: Required<BackendSettings> = {
    console: {},
    null: {},
    graphite: {},
    statsd: { address: "127.0.0.1:8125" },
    influxdb: { apiEndpoint: "http://a", bucket: "b", org: "o" },
    datadog: { apiKey: "k" },
    newrelic: {},
    cloudwatch: { region: "r", accessKeyId: "i", secretAccessKey: "s" },
    otlp: endpoints,
  };
  const backends = createBackends(settings);
  expect(Object.keys(backends)).toEqual(Object.keys(settings));
  for (const backend of Object.values(backends)) expect(backend).toBeTypeOf("function");
  expect(createBackends({})).toEqual({});
});

test("graphite is written to by TCP until it is closed", async () => {
  const { address, heard } = await listen();
  const backends = createBackends({ graphite: { address, globalPrefix: "shop" } });
  await backends["graphite"]?.(ONE);
  await backends["graphite"]?.stop?.();
  expect(backends["graphite"]?.counts?.()).toMatchObject({ created: 1, sent: 1, seriesSent: 2 });
  expect(await heard).toBe("shop.counters.hits.count 2 1\nshop.counters.hits.rate 2.000000 1\n");
});

test("what waits for a connection is neither sent nor dropped", async () => {
  const { graphite } = createBackends({ graphite: { address: "127.0.0.1:1" } });
  await graphite?.(ONE);
  const none = { sent: 0, retried: 0, dropped: 0, seriesSent: 0, seriesDropped: 0 };
  expect(graphite?.counts?.()).toMatchObject({ ...none, created: 1 });
});

test("another statsd is written to by TCP where that is said", async () => {
  const { address, heard } = await listen();
  const backends = createBackends({ statsd: { address, tcpTransport: true } });
  await backends["statsd"]?.(ONE);
  await backends["statsd"]?.stop?.();
  expect(await heard).toBe("hits:2|c\n");
});

test("another statsd is written to by UDP else", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  onTestFinished(() => void socket.close());
  await once(socket, "listening");
  const heard = once(socket, "message");
  const address = `127.0.0.1:${socket.address().port}`;
  const backends = createBackends({ statsd: { address } });
  await backends["statsd"]?.(ONE);
  expect(String((await heard)[0])).toBe("hits:2|c\n");
  await backends["statsd"]?.stop?.();
});

describe("cloudwatch", () => {
  const AWS = {
    AWS_REGION: "eu-central-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "ID",
    AWS_SECRET_ACCESS_KEY: "SECRET",
    AWS_SESSION_TOKEN: "TOKEN",
  };

  /** What the first request shows of who sends it. */
  async function signed(settings: BackendSettings["cloudwatch"] & object, env = AWS) {
    const { address, heard } = await listen();
    const apiEndpoint = `http://${address}`;
    const told = { maxRequestElapsedMs: -1, clientTimeoutMs: 200, ...settings, apiEndpoint };
    const backends = createBackends({ cloudwatch: told }, {}, env);
    await backends["cloudwatch"]?.(ONE);
    const [head = ""] = (await heard).split("\r\n\r\n");
    const [, credential] = /Credential=(\S+?),/.exec(head) ?? [];
    return { credential, token: /x-amz-security-token: (\S+)/i.exec(head)?.[1] };
  }

  test("takes from the environment what is not said", async () => {
    expect(await signed({})).toEqual({
      credential: expect.stringMatching(/^ID\/\d+\/eu-central-1\/monitoring\//),
      token: "TOKEN",
    });
  });

  test("does not show the session of one key with another", async () => {
    expect(await signed({ accessKeyId: "OTHER", secretAccessKey: "S", region: "r" })).toEqual({
      credential: expect.stringMatching(/^OTHER\/\d+\/r\//),
      token: undefined,
    });
  });

  test("is refused without keys, of which none is quoted", () => {
    expect(() => createBackends({ cloudwatch: {} }, {}, {})).toThrow(
      "cloudwatch: region is required",
    );
    const env = { AWS_REGION: "r", AWS_ACCESS_KEY_ID: "ID" };
    expect(() => createBackends({ cloudwatch: {} }, {}, env)).toThrow(
      /^cloudwatch: secretAccessKey is required$/,
    );
  });
});

test.each<[BackendSettings, string]>([
  [{ statsd: {} as { address: string } }, "statsd: address is required"],
  [{ statsd: { address: "a:1", tlsTransport: true } }, "statsd: tlsTransport needs tcpTransport"],
  [
    { statsd: { address: "a:1", tcpTransport: true, tlsTransport: true, tlsCertPath: "a" } },
    "statsd: tlsCertPath and tlsKeyPath: both, or none",
  ],
  [
    { statsd: { address: "a:1", tcpTransport: true, tlsTransport: true, tlsCaPath: "/none" } },
    "statsd: tlsCaPath: ENOENT",
  ],
  [{ graphite: { address: "a" } }, 'address: "a" is not host:port'],
  [{ graphite: { dialTimeoutMs: 0 } }, "dialTimeoutMs must be positive, not 0"],
  [{ datadog: {} as { apiKey: string } }, "datadog: apiKey is required"],
])("%j is refused", (settings, why) => {
  expect(() => createBackends(settings)).toThrow(
    expect.objectContaining({ code: "bad-option", message: expect.stringContaining(why) }),
  );
});

test("certificates are read where TLS is wanted", () => {
  const { path } = testFolder();
  for (const name of ["ca", "cert", "key"]) writeFileSync(path(name), "");
  const files = { tlsCaPath: path("ca"), tlsCertPath: path("cert"), tlsKeyPath: path("key") };
  const statsd = { address: "a:1", tcpTransport: true, tlsTransport: true, ...files };
  expect(Object.keys(createBackends({ statsd }))).toEqual(["statsd"]);
});
