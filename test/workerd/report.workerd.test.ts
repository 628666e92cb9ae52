// Who reports, in the runtime that Workers and Durable Objects have.
import { env, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { storedInstallId } from "../../src/report/install-id.ts";
import { durableStorage } from "../../src/storage/durable.ts";
import { kvStorage } from "../../src/storage/kv.ts";
import { reporterTo, reportServer } from "../support/reports.ts";
import type { ObjectState } from "./object.ts";

test("requests of an object that come together have one id", async () => {
  const stub = env.FRESH.get(env.FRESH.newUniqueId());
  const request = () =>
    runInDurableObject(stub, (_: unknown, { storage }: ObjectState) =>
      storedInstallId(durableStorage(storage))().then(({ id }) => id),
    );
  const ids = await Promise.all([request(), request(), request()]);
  expect(new Set(ids).size).toBe(1);
  expect(await request()).toBe(ids[0]);
});

test("an object says once that it is new, over its lives", async () => {
  const stub = env.FRESH.get(env.FRESH.newUniqueId());
  const server = reportServer(new Response("", { status: 503 }), "");
  for (let life = 0; life < 3; life++) {
    await runInDurableObject(stub, async (_: unknown, { storage }: ObjectState) => {
      const report = reporterTo(server, { installId: storedInstallId(durableStorage(storage)) });
      await report().catch(() => {});
    });
  }
  const flags = server.reports().map(({ metadata }) => metadata["new_install"]);
  expect(flags).toEqual([true, true, false]);
});

test("isolates over Workers KV have one id when one can see what the other has written", async () => {
  const isolate = () => storedInstallId(kvStorage(env.TALLY, { prefix: "report/" }))();
  const first = await isolate();
  await first.told?.();
  expect(await isolate()).toMatchObject({ id: first.id, isNew: false });
});

test("a report of a Worker is one POST that no redirect leads elsewhere", async () => {
  const asked: Request[] = [];
  const report = reporterTo({
    // The platform's own, up to the network.
    fetch: async (url, init) => {
      asked.push(new Request(url, init));
      return new Response('{"latest_version":"2.0.0"}');
    },
  });
  expect(await report()).toMatchObject({ latest_version: "2.0.0" });
  expect(asked[0]).toMatchObject({ method: "POST", redirect: "manual" });
});
