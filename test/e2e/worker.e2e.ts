// Workers as customers deploy them: bundled by wrangler from the built package, run by workerd, against a real server.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { KV_SAVE_MS, KV_STALE_MS, ROUND_LEASE_MS } from "../../src/core/limits.ts";
import { type ServeOptions, serve } from "../../src/node/serve.ts";
import { testFolder } from "../support/folder.ts";
import { dataFolder, until } from "../support/serve.ts";
import type { Hosted } from "../support/worker-host.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HOUR = 3_600_000;
const env = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
};

/** Bundles a Worker as `wrangler deploy` would, and returns the script. */
function bundle(main: string, to: string, ...args: string[]): string {
  const wrangler = ["node_modules/wrangler/bin/wrangler.js", "deploy", "--dry-run", "--outdir", to];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...wrangler, ...args], {
    cwd: ROOT,
    env,
    encoding: "utf8",
  });
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining("--dry-run: exiting")]);
  return `${to}/${main}.js`;
}

/** A collector's server, which is closed when the test is over. */
async function collecting(options: ServeOptions = {}) {
  const server = await serve({ port: 0, dataFolder: testFolder().path("data"), ...options });
  onTestFinished(() => server.close());
  const get = async (path: string) => (await fetch(server.url + path)).json();
  return {
    ...server,
    endpoint: `${server.url}/v1/update`,
    async totals() {
      const { keys } = (await get("/keys")) as { keys: { key: string; total: number }[] };
      return Object.fromEntries(keys.map(({ key, total }) => [key, total]));
    },
    unexplained: async () => ((await get("/accounting")) as { unexplained: number }).unexplained,
    async control(change: object) {
      const headers = { "content-type": "application/json" };
      await fetch(`${server.url}/controls`, {
        method: "PUT",
        headers,
        body: JSON.stringify(change),
      });
    },
  };
}

/** Runs a Worker until the test is over, or it is killed. */
async function run(hosted: Hosted) {
  const host = spawn(
    process.execPath,
    ["test/support/worker-host.ts", JSON.stringify(hosted)],
    // In a group of its own, so that workerd goes with it.
    { cwd: ROOT, env, detached: true, stdio: ["pipe", "pipe", "pipe"] },
  );
  let said = "";
  host.stderr.on("data", (text) => {
    said += text;
  });
  const kill = async () => {
    if (host.exitCode !== null || host.signalCode !== null) return;
    process.kill(-(host.pid as number), "SIGKILL");
    await once(host, "exit");
  };
  onTestFinished(kill);
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(said);
    return value as string;
  };
  const url = (await next()).replace("listens on ", "");
  return {
    url,
    kill,
    ask: async (path: string) => (await fetch(new URL(path, url))).json() as Promise<Seen>,
    get: async (path: string) => (await fetch(new URL(path, url))).text(),
    async schedule() {
      host.stdin.write("\n");
      return next();
    },
    /** What workerd complains about. */
    said: () => said,
  };
}

/** What the tests' Worker tells of itself. */
interface Seen {
  readonly data: Readonly<Record<string, number>>;
  readonly pending: number;
  readonly nextAtMs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

const bundles = dataFolder();
afterAll(() => bundles.remove());
const DEMO = bundle("worker", `${bundles.path}/demo`, "--config", "demo/worker/wrangler.jsonc");
const ROOM = bundle(
  "worker",
  `${bundles.path}/room`,
  "--config",
  "demo/worker-object/wrangler.jsonc",
);
const EDGE = bundle(
  "edge-worker",
  `${bundles.path}/edge`,
  "test/support/edge-worker.ts",
  ...["--name", "edge", "--compatibility-date", "2026-10-01"],
);

test("what the demo's requests counted arrives and adds up, and what is switched off stays away", async () => {
  const server = await collecting({ intervalMs: 1_000 });
  const worker = await run({
    script: DEMO,
    endpoint: server.endpoint,
    folder: testFolder().path("kept"),
  });
  /** Has the cron trigger send until the server has so many. */
  const received = (count: number) =>
    until(async () => {
      expect(await worker.schedule()).toBe("scheduled: ok");
      return (await server.totals())["request"];
    }, count);
  for (let at = 0; at < 5; at += 1) await worker.get("/a");
  await received(5);
  await server.control({ disable: ["path"] });
  await worker.get("/a");
  // Its answer has brought the news, if no other has.
  await received(6);
  const { path } = await server.totals();
  await worker.get("/a");
  await received(7);
  expect(await server.totals()).toEqual({ request: 7, path });
  expect(await server.unexplained()).toBe(0);
  expect(worker.said()).toBe("");
});

test("requests that overlap all end, and count", async () => {
  const server = await collecting({ intervalMs: 1_000 });
  const worker = await run({
    script: EDGE,
    endpoint: server.endpoint,
    folder: testFolder().path("kept"),
  });
  const requests = Array.from({ length: 20 }, () => worker.ask("/?count=n&tick=awaited"));
  for (const { faults } of await Promise.all(requests)) expect(faults).toEqual({});
  await until(async () => {
    await worker.ask("/");
    return (await server.totals())["n"];
  }, 20);
  expect(worker.said()).toBe("");
});

test("a request that is ended in the middle silences nobody", async () => {
  const server = await collecting({ intervalMs: HOUR });
  let asked = 0;
  let isHolding = true;
  // Between Worker and server: takes updates, and at first keeps them.
  const proxy = createServer(async (request, response) => {
    asked += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (isHolding) return;
    const answer = await fetch(server.endpoint, { method: "POST", body: Buffer.concat(chunks) });
    response.setHeader("content-type", "application/json");
    response.end(await answer.text());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1/update`;
  const worker = await run({ script: EDGE, endpoint, folder: testFolder().path("kept") });
  // Ended while it asks the storage.
  await worker.ask("/?count=n&tick=left");
  await worker.ask("/?count=n&tick=awaited");
  expect(asked).toBe(0);
  // Ended while it waits for the server.
  await worker.ask(`/?count=n&tick=left&after=500&ahead=${ROUND_LEASE_MS}`);
  expect(asked).toBe(1);
  isHolding = false;
  await worker.ask(`/?count=n&tick=awaited&ahead=${ROUND_LEASE_MS + 1_000}`);
  expect(asked).toBe(1);
  await worker.ask(`/?count=n&tick=awaited&ahead=${2 * ROUND_LEASE_MS + 1_000}`);
  expect(await server.totals()).toEqual({ n: 5 });
  expect(worker.said()).not.toContain("hung");
});

test("an isolate that is killed takes with it what was counted within one interval", async () => {
  const server = await collecting({ intervalMs: HOUR });
  const folder = testFolder().path("kept");
  const stepMs = 7_000;
  let counted = 0;
  let aheadMs = 0;
  let gone = 0;
  for (const requests of [1, 9, 20, 25, 31, 60]) {
    const isolate = await run({ script: EDGE, endpoint: server.endpoint, folder });
    for (let at = 0; at < requests; at += 1) {
      await isolate.ask(`/?count=n&tick=awaited&ahead=${aheadMs}`);
      counted += 1;
      aheadMs += stepMs;
    }
    await isolate.kill();
    // Whoever comes next finds what was put away, when it is old enough to be nobody's, and sends it.
    const next = await run({ script: EDGE, endpoint: server.endpoint, folder });
    aheadMs += 2 * HOUR + KV_STALE_MS;
    await next.ask(`/?tick=awaited&ahead=${aheadMs}`);
    await next.kill();
    aheadMs += 2 * HOUR + KV_STALE_MS;
    const lost = counted - gone - ((await server.totals())["n"] ?? 0);
    expect(lost).toBeLessThanOrEqual(Math.ceil(KV_SAVE_MS / stepMs));
    gone += lost;
  }
  expect(await server.unexplained()).toBe(0);
});

test("a room's alarm sends what was counted last, though nobody comes again", async () => {
  const server = await collecting({ intervalMs: 1_000 });
  const folder = testFolder().path("kept");
  const hosted = { script: ROOM, endpoint: server.endpoint, folder, object: "Room" };
  const room = await run(hosted);
  for (let at = 0; at < 3; at += 1) await room.get("/lobby");
  await until(async () => (await server.totals())["visit"], 3);
  expect(room.said()).toBe("");
  expect(await server.unexplained()).toBe(0);
});

test("a room that is killed has what it put away, and its next life sends it", async () => {
  const folder = testFolder().path("kept");
  const hosted = { script: ROOM, folder, object: "Room" };
  const alone = await run({ ...hosted, endpoint: "http://127.0.0.1:9/v1/update" });
  await alone.get("/lobby");
  await alone.kill();
  const server = await collecting({ intervalMs: 1_000 });
  const room = await run({ ...hosted, endpoint: server.endpoint });
  await room.get("/lobby");
  await until(async () => (await server.totals())["visit"], 2);
  expect(await server.unexplained()).toBe(0);
});
