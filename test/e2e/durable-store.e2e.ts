// The store in a Durable Object, in workerd: its own tests, and the contract of servers.
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";
import { type MakeServer, serverContract } from "../contract/server.ts";
import { OBJECT, OPTIONS } from "../support/durable/server.ts";
import { testFolder } from "../support/folder.ts";
import { ROOT } from "../support/house.ts";
import { runWorker } from "../support/workerd.ts";

const SERVER = 'export { Tally, worker as default } from "./test/support/durable/server.ts";';
const server = await runWorker(SERVER);
afterAll(server.stop);

describe("createHandler in a Durable Object keeps the contract:", () => {
  const make: MakeServer = async (options = {}) => {
    const own = { [OBJECT]: randomUUID(), [OPTIONS]: JSON.stringify(options) };
    return {
      ask: (path, init) =>
        fetch(server.url + path, {
          ...init,
          headers: { ...Object.fromEntries(new Headers(init?.headers)), ...own },
        }),
      // There is one object, and what it has acknowledged it reads.
      settle: async () => {},
      close: async () => {},
    };
  };
  for (const [sentence, check] of Object.entries(serverContract)) {
    test(sentence, () => check(make));
  }
});

test("what an object acknowledged is there when all has been started anew, and known to be", async () => {
  const { folder } = testFolder();
  const own = { [OBJECT]: "tally" };
  /** Sends updates by their numbers, one after the other, and stops; gives what was read in the end. */
  const life = async (...seqs: number[]) => {
    const { url, stop } = await runWorker(SERVER, { folder });
    const read = async (path: string) => (await fetch(url + path, { headers: own })).json();
    for (const seq of seqs) {
      const timestamp = new Date().toISOString();
      const data = { k: 1, v: `said in ${seq}` };
      const body = JSON.stringify({ instance_id: "i", timestamp, epoch: "e", seq, data });
      const answer = await fetch(`${url}/v1/update`, { method: "POST", headers: own, body });
      expect(answer.status).toBe(200);
    }
    const seen = [await read("/keys"), await read("/values?key=v"), await read("/accounting")];
    await stop();
    return seen;
  };
  const keys = (total: number) => ({
    keys: [
      { key: "k", total },
      { key: "v", total },
    ],
  });
  expect(await life(1, 2, 4)).toMatchObject([
    keys(3),
    { values: [{ value: "said in 4" }] },
    { duplicates: 0, epochs: [{ ack: 2, seq: 4 }] },
  ]);
  expect(await life(2, 3, 4, 5)).toMatchObject([
    keys(5),
    { values: [{ value: "said in 5" }] },
    { duplicates: 2, epochs: [{ ack: 5, seq: 5 }] },
  ]);
});

/** What needs more than SQLite in an object: a second database, a pragma, a file, or a database that can be closed. */
const NOT_THERE = [
  "a shard and its root > have together what was counted, at each moment",
  "a disk that is full > refuses updates, keeps what it acknowledged, and takes them again when there is room",
  "after a restart > a process that is killed leaves what it had acknowledged",
  "says that reading failed, with the cause",
];

/** What tests take from Node is to be had from the object. */
const inObject: Plugin = {
  name: "in an object",
  setup({ onResolve }) {
    const durable = (name: string) => join(ROOT, "test/support/durable", name);
    onResolve({ filter: /^vitest$/ }, ({ importer }) =>
      importer === durable("runner.ts") ? undefined : { path: durable("runner.ts") },
    );
    onResolve({ filter: /^node:sqlite$|\/sqlite-sql\.ts$/ }, () => ({
      path: durable("database.ts"),
    }));
  },
};

const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `./${folder}/${name}`);
/** What moves from one database to another needs two; telemetry-faults.e2e.ts has objects that move. */
const isForTwo = (file: string) => file.endsWith("/moves.test.ts");
const files = [
  ...filesIn("test/unit/store").filter((file) => !isForTwo(file)),
  ...filesIn("test/unit/store/pushes"),
  "./test/unit/history/sql.test.ts",
  "./test/unit/storage/durable-sql.test.ts",
  "./test/unit/storage/migrate.test.ts",
  "./test/property/accounts.test.ts",
  "./test/property/levels.test.ts",
  "./test/property/pushes.test.ts",
  "./test/property/kept-reports.test.ts",
  "./test/property/store.test.ts",
  "./test/property/values.test.ts",
];
const imports = files.map((file) => `beginFile();\nawait import("${file}");`).join("\n");
const tests = await runWorker(
  `import { testing } from "./test/support/durable/tests.ts";
  const { Tally, worker } = testing(async () => {
    const { beginFile, noted } = await import("./test/support/durable/runner.ts");
    ${imports}
    return noted;
  });
  export { Tally, worker as default };`,
  { plugins: [inObject] },
);
afterAll(tests.stop);
const names: string[] = await (await fetch(tests.url)).json();

describe("in a Durable Object, too,", () => {
  test("all tests of the store are there, and those that need what an object has not got", () => {
    expect(names.length).toBeGreaterThan(400);
    expect(names.filter((name) => NOT_THERE.includes(name))).toEqual(NOT_THERE);
  });

  for (const [i, name] of names.entries()) {
    if (NOT_THERE.includes(name)) continue;
    test(name, async () => {
      const fault: string | null = await (await fetch(`${tests.url}/${i}`)).json();
      expect(fault).toBeNull();
    });
  }
});
