// Counts of several isolates, summed by a Durable Object in a real workerd, before a real server; and workerd killed.
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createCollector } from "../../src/collector/collector.ts";
import { type Served, serve } from "../../src/node/serve.ts";
import { fetchTransport } from "../../src/transport/fetch.ts";
import { testFolder } from "../support/folder.ts";
import type { Look } from "../support/hub.ts";
import { killable } from "../support/killable.ts";
import { until } from "../support/serve.ts";
import { type Bundled, installed, type Project } from "../support/workers.ts";

const DATE = "2026-10-01";
/** What somebody writes who follows README.md. */
const COUNTS = `
export { TallyObject } from "tallybeacon/workers";
export default { fetch: (request, env) => env.TALLY.getByName("counts").fetch(request) };`;
const SITE = `
import { createCollector } from "tallybeacon";
import { objectTransport } from "tallybeacon/workers";
let env;
const tally = createCollector({
  endpoint: "https://counts/",
  transport: objectTransport(() => env.TALLY.getByName("counts")),
});
export default {
  async fetch(request, bindings, ctx) {
    env = bindings;
    const { pathname } = new URL(request.url);
    if (pathname === "/snapshot") {
      await tally.flush();
      return Response.json(tally.snapshot());
    }
    tally.increment("page.view");
    tally.appendUnique("path", pathname);
    ctx.waitUntil(tally.flush());
    return new Response("hello");
  },
};`;

/** The example of README.md, and how many requests it has seen. */
const TICKS = `
import { createCollector } from "tallybeacon";
import { isolateStorage, objectTransport } from "tallybeacon/workers";
let bindings;
let seen = 0;
const counts = createCollector({
  endpoint: "https://counts/",
  storage: isolateStorage(),
  transport: objectTransport(() => bindings.TALLY.getByName("counts")),
});
export default {
  async fetch(request, env, ctx) {
    bindings = env;
    const isVisit = new URL(request.url).pathname === "/";
    if (isVisit) counts.increment("page.view");
    ctx.waitUntil(counts.tick());
    seen += isVisit;
    return Response.json(seen);
  },
};`;

let project: Project;
let counts: Bundled;
let site: Bundled;
let ticks: Bundled;
beforeAll(() => {
  project = installed();
  counts = project.bundle("counts", COUNTS, DATE, {
    vars: { TALLY_ENDPOINT: "https://count.example/v1/update" },
    durable_objects: { bindings: [{ name: "TALLY", class_name: "TallyObject" }] },
    migrations: [{ tag: "v1", new_sqlite_classes: ["TallyObject"] }],
  });
  site = project.bundle("site", SITE, DATE);
  ticks = project.bundle("ticks", TICKS, DATE);
});
afterAll(() => project.remove());

/** A server, and Workers before it that may be killed and started again on what they have written. */
async function stand() {
  const { folder } = testFolder();
  const server = await serve({ port: 0, dataFolder: join(folder, "data"), intervalMs: 1_000 });
  onTestFinished(server.close);
  return { server, ...killable(folder, workersOf(`${server.url}/v1/update`)) };
}

function workersOf(endpoint: string) {
  const worker = <Name extends string>(name: Name, { modules }: Bundled, object: object) => ({
    name,
    compatibilityDate: DATE,
    unsafeDirectSockets: [{ port: 0 }],
    bindings: { TALLY_ENDPOINT: endpoint },
    durableObjects: { TALLY: { className: "TallyObject", useSQLite: true, ...object } },
    modules: modules.map(({ type, path, contents }) => {
      return { type, path, base64: Buffer.from(contents).toString("base64") };
    }),
  });
  return [
    worker("counts", counts, {}),
    worker("shop", site, { scriptName: "counts" }),
    worker("blog", site, { scriptName: "counts" }),
    worker("ticks", ticks, { scriptName: "counts" }),
  ];
}

const json = async (url: string) => (await fetch(url)).json();

const look = async (url: string) => (await json(url)) as Look;

/** What the server has, by key. */
async function totals({ url }: Served): Promise<Record<string, number>> {
  const { keys } = (await json(`${url}/keys?range=1h`)) as {
    keys: { key: string; total: number }[];
  };
  return Object.fromEntries(keys.map(({ key, total }) => [key, total]));
}

test("several isolates count, the object sums, and the server has it all", async () => {
  const { server, start } = await stand();
  const { counts, shop, blog } = await start();
  for (let round = 0; round < 5; round++) {
    const visits = [`${shop}a`, `${shop}b`, `${blog}a`].flatMap((url) => Array(8).fill(url));
    const answers = await Promise.all(visits.map(async (url) => (await fetch(url)).text()));
    expect(new Set(answers)).toEqual(new Set(["hello"]));
  }
  for (const url of [shop, blog]) {
    expect(await json(`${url}snapshot`)).toMatchObject({ data: {}, pending: [], faults: {} });
  }
  await until(() => totals(server), { "page.view": 120, path: 120 });
  const { members } = (await json(`${server.url}/members?key=path&range=1h`)) as {
    members: { value: string; total: number }[];
  };
  expect(members.map(({ value, total }) => [value, total]).sort()).toEqual([
    ["/a", 80],
    ["/b", 40],
  ]);
  // The object hears that the server has it a moment after that.
  await until(async () => ((await json(counts)) as { pending: number }).pending, 0);
  expect(await json(counts)).toMatchObject({ items: 0, recorded: 240 });
  expect(await json(`${server.url}/accounting`)).toMatchObject({
    recorded: 240,
    accepted: 240,
    unexplained: 0,
    missing: 0,
    dropped: {},
    epochs: [{ accepted: 240 }],
  });
  // A key that is off is off everywhere, as soon as the object and then the isolates have heard of it.
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ disable: ["path"] });
  await fetch(`${server.url}/controls`, { method: "PUT", headers, body });
  await until(async () => {
    await fetch(`${shop}a`);
    const { disabled } = (await json(`${shop}snapshot`)) as { disabled: string[] };
    return disabled;
  }, ["path"]);
});

test("an isolate that ticks has all of its requests counted, whoever of them hangs up", async () => {
  const { server, start } = await stand();
  const { ticks } = await start();
  for (let at = 0; at < 60; at++) {
    const hangUp = AbortSignal.timeout(1 + (at % 6));
    await fetch(ticks, at % 2 ? { signal: hangUp } : {}).then(
      (response) => response.text(),
      () => {},
    );
  }
  await until(async () => {
    const seen = await json(`${ticks}seen`);
    return seen === (await totals(server))["page.view"];
  }, true);
  expect(await json(`${server.url}/accounting`)).toMatchObject({
    unexplained: 0,
    missing: 0,
    dropped: {},
    duplicates: 0,
  });
});

test("workerd is killed again and again, and nothing is lost or counted twice", async () => {
  const { server, start, kill } = await stand();
  let { counts } = await start();
  const post = fetchTransport();
  const isolates = ["a", "b", "c"].map(() =>
    createCollector({ endpoint: "http://counts/", transport: (_, body) => post(counts, body) }),
  );
  let counted = 0;
  /** Everybody counts and sends, all at once; true when all of it was acknowledged. */
  const count = async (): Promise<boolean> => {
    const sent = isolates.map((isolate) => {
      isolate.increment("page.view");
      isolate.add("bytes", 100);
      isolate.append("order", { id: counted });
      counted += 1;
      return isolate.flush();
    });
    return (await Promise.all(sent)).every(({ ok }) => ok);
  };
  for (let life = 0; life < 3; life++) {
    // Until the object has sent twice, as it does each second.
    const { seq } = await look(counts);
    while ((await look(counts)).seq < seq + 2) expect(await count()).toBe(true);
    // In the middle of it.
    const counting = count();
    await kill();
    await counting;
    await count();
    ({ counts } = await start());
  }
  for (const isolate of isolates) {
    await until(async () => (await isolate.flush()).ok, true);
    expect(isolate.snapshot().pending).toEqual([]);
  }
  // All is acknowledged now, and some of it nowhere but in the object.
  await kill();
  await start();
  await until(() => totals(server), { "page.view": counted, bytes: 100 * counted, order: counted });
  expect(await json(`${server.url}/accounting`)).toMatchObject({
    recorded: 3 * counted,
    accepted: 3 * counted,
    unexplained: 0,
    missing: 0,
    dropped: {},
  });
});
