// `tallybeacon serve` as a server of statsd, told by a TOML file: what comes by UDP goes to Graphite and two others.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { buffer } from "node:stream/consumers";
import { inflateSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { udpWriter } from "../../src/node/statsd/udp-writer.ts";
import { testFolder } from "../support/folder.ts";
import { listening, type Running, start } from "../support/serve.ts";

/** Listens until the test is over; resolves to the address. */
async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What takes lines by TCP, and all that it was told. */
async function startGraphite(): Promise<{ address: string; told(): string }> {
  let told = "";
  const server = createServer((socket) => socket.on("data", (data) => (told += data)));
  return { address: await listen(server), told: () => told };
}

/** What takes Datadog's series, and whose key came with each name. */
async function startDatadog(): Promise<{ url: string; keys: Map<string, string | null> }> {
  const keys = new Map<string, string | null>();
  const server = createHttpServer(async (req, res) => {
    const { searchParams, pathname } = new URL(req.url ?? "", "http://a");
    const body = await buffer(req);
    const { series } = JSON.parse(String(inflateSync(body))) as { series: { metric: string }[] };
    for (const { metric } of series) keys.set(`${pathname} ${metric}`, searchParams.get("api_key"));
    res.writeHead(202).end();
  });
  return { url: `http://${await listen(server)}`, keys };
}

const WAIT = { timeout: 10_000 };

/** Where a server says that it takes lines. */
async function udpOf({ output }: Pick<Running, "output">): Promise<string> {
  const said = () => /statsd by UDP +(\S+)/.exec(output())?.[1] ?? "";
  await expect.poll(said, WAIT).toMatch(/^127\.0\.0\.1:\d+$/);
  return said();
}

test("a server is told by TOML where to take lines and where to tell of them, and on SIGTERM tells the rest", async () => {
  const { path } = testFolder();
  const graphite = await startGraphite();
  const datadog = await startDatadog();
  writeFileSync(
    path("tally.toml"),
    `port = 0
dataFolder = ${JSON.stringify(path("data"))}

[statsd]
address = "127.0.0.1:0"
# But for the last one there is none while this runs.
flushMs = 3_600_000
percentiles = [50, -10]
disabledSubMetrics = ["sumSquares", "sumSquaresPct"]
badLinesPerMinute = 60
tags = ["env:test"]
statserType = "null"
ignoreHost = true

[[statsd.filters]]
matchMetrics = ["regex:^noise\\\\."]
dropMetric = true

[statsd.backends.graphite]
address = "${graphite.address}"
globalPrefix = "shop"

[statsd.backends.datadog]
apiEndpoint = "${datadog.url}"
apiKey = "\${DATADOG_KEY}"

[statsd.backends.console]
`,
  );
  const env = { ...process.env, DATADOG_KEY: "the-key" };
  const args = ["dist/cli.js", "serve", "--config", path("tally.toml")];
  const server = await listening(start(process.execPath, args, { env }));
  onTestFinished(() => server.end("SIGKILL"));
  const udp = await udpOf(server);

  const { write } = udpWriter(udp);
  for (let i = 1; i <= 100; i += 1) await write(`hits:1|c|#page:home\ntook:${i}|ms\nnoise.a:1|c`);
  await write("no line of statsd");
  const headers = { "content-type": "text/plain" };
  const body = "hits:11|c|#page:home";
  const posted = await fetch(`${server.url}/v1/statsd`, { method: "POST", headers, body });
  expect(posted.status).toBe(202);
  // Bad lines come after the others, so that all are in.
  await expect.poll(server.output, WAIT).toContain('line="127.0.0.1: \\"no line of statsd\\": ');
  expect(graphite.told()).toBe("");

  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  const graphs = graphite.told().trim().split("\n");
  expect(graphs.map((line) => line.replace(/ \d+$/, "")).toSorted()).toEqual([
    "shop.counters.hits.count;env=test;page=home 111",
    expect.stringMatching(/^shop\.counters\.hits\.rate;env=test;page=home \d+\.\d{6}$/),
    "shop.timers.took.count;env=test 100",
    "shop.timers.took.count_-10;env=test 10.000000",
    "shop.timers.took.count_50;env=test 50.000000",
    expect.stringMatching(/^shop\.timers\.took\.count_ps;env=test /),
    "shop.timers.took.lower;env=test 1.000000",
    "shop.timers.took.lower_-10;env=test 91.000000",
    "shop.timers.took.mean;env=test 50.500000",
    "shop.timers.took.mean_-10;env=test 95.500000",
    "shop.timers.took.mean_50;env=test 25.500000",
    "shop.timers.took.median;env=test 50.500000",
    expect.stringMatching(/^shop\.timers\.took\.std;env=test 28\.86/),
    "shop.timers.took.sum;env=test 5050.000000",
    "shop.timers.took.sum_-10;env=test 955.000000",
    "shop.timers.took.sum_50;env=test 1275.000000",
    "shop.timers.took.upper;env=test 100.000000",
    "shop.timers.took.upper_50;env=test 50.000000",
  ]);
  expect(datadog.keys.get("/api/v1/series hits.count")).toBe("the-key");
  expect(server.output()).toMatch(/^stats\.counter\.hits\.env\.test\.page\.home\.count 111 \d+$/m);
  expect(server.output()).not.toContain("noise");
});

test("a server tells of itself at each flush, and at /statsd what came in", async () => {
  const { path } = testFolder();
  const graphite = await startGraphite();
  const args = ["dist/cli.js", "serve", "--port", "0", "--data", path("data")];
  const more = ["--statsd", "127.0.0.1:0", "--backend", `graphite=${graphite.address}`];
  const server = await listening(start(process.execPath, [...args, ...more]));
  onTestFinished(() => server.end("SIGKILL"));
  const udp = await udpOf(server);
  await udpWriter(udp).write("hits:1|c\nhits:1|c");
  await expect
    .poll(graphite.told, WAIT)
    .toMatch(/^stats\.gauges\.statsd\.parser\.metrics_received;host=\S+ 2\.000000 \d+$/m);
  await expect
    .poll(graphite.told, WAIT)
    .toMatch(/^stats\.counters\.hits\.count;host=127\.0\.0\.1 2 \d+$/m);
  const { stats } = (await (await fetch(`${server.url}/statsd`)).json()) as { stats: object[] };
  expect(stats).toContainEqual({
    name: "parser.metrics_received",
    kind: "report",
    tags: [],
    value: 2,
  });
});

test("a server forwards all of it to another one, which shows when it was heard", async () => {
  const { path } = testFolder();
  const graphite = await startGraphite();
  const cli = (folder: string, ...args: string[]) => {
    const all = ["dist/cli.js", "serve", "--port", "0", "--data", path(folder), ...args];
    return listening(start(process.execPath, all));
  };
  const central = await cli("central", "--backend", `graphite=${graphite.address}`);
  onTestFinished(() => central.end("SIGKILL"));
  writeFileSync(path("edge.json"), JSON.stringify({ statsd: { forward: { url: central.url } } }));
  const edge = await cli("edge", "--config", path("edge.json"), "--statsd", "127.0.0.1:0");
  onTestFinished(() => edge.end("SIGKILL"));
  const udp = await udpOf(edge);
  await udpWriter(udp).write("hits:3|c");
  await expect.poll(graphite.told, WAIT).toMatch(/^stats\.counters\.hits\.count\S* 3 /m);
  const deep = await fetch(`${edge.url}/deepcheck`);
  expect([deep.status, await deep.json()]).toEqual([
    200,
    { ok: [expect.stringContaining("sentRecently: last sent")], failed: [] },
  ]);
});
