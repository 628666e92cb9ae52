// Runs one bundled Worker in workerd, as a process of its own: whoever kills its group kills the isolate with it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/** What is told by the only argument, as JSON. */
export interface Hosted {
  readonly script: string;
  readonly endpoint: string;
  /** Where KV and Durable Objects are kept. */
  readonly folder: string;
  /** Class of the Durable Object that is bound as `ROOM`. */
  readonly object?: string;
}

/** What miniflare's types do not tell of a Worker. */
interface Scheduled {
  scheduled(options: { cron: string }): Promise<{ outcome: string }>;
}

const hosted = JSON.parse(process.argv[2] ?? "{}") as Hosted;
const { script, endpoint, folder, object } = hosted;
const miniflare = new Miniflare({
  ...convertV4MiniflareOptions({
    modules: true,
    script: readFileSync(script, "utf8"),
    compatibilityDate: "2026-10-01",
    host: "127.0.0.1",
    port: 0,
    cf: false,
    bindings: { ENDPOINT: endpoint },
    kvNamespaces: { TALLY: "tally" },
    ...(object && { durableObjects: { ROOM: { className: object, useSQLite: true } } }),
  }),
  resourcePersistencePath: folder,
});
console.log(`listens on ${(await miniflare.ready).href}`);
// Each line is a cron trigger.
for await (const _ of createInterface({ input: process.stdin })) {
  const worker = (await miniflare.getWorker()) as unknown as Scheduled;
  console.log(`scheduled: ${(await worker.scheduled({ cron: "* * * * *" })).outcome}`);
}
await miniflare.dispose();
