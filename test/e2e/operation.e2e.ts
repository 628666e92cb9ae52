// A server as its operator has it: backed up while it counts, looked at, stopped gently and at once.
import { mkdirSync, renameSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { SIGNAL_ECHO_MS } from "../../src/core/limits.ts";
import { testFolder } from "../support/folder.ts";
import { accounts, countAgainst, post, totals } from "../support/kill.ts";
import { run, runServer } from "../support/serve.ts";

const CLI = "dist/cli.js";

/** Runs a command to its end. */
async function command(...args: string[]): Promise<{ code: number | null; output: string }> {
  const { ended, output } = run(CLI, ...args);
  return { code: await ended, output: output() };
}

/** A server that ends with the test at the latest. */
async function serve(...args: string[]) {
  const server = await runServer(CLI, "serve", "--port", "0", ...args);
  onTestFinished(() => server.end("SIGKILL"));
  return server;
}

test("a backup that is taken under load and restored has all that was acknowledged before it, each once", async () => {
  const { path } = testFolder();
  const { url } = await serve("--data", path("data"));
  const { acknowledged, finish } = countAgainst(url);
  await expect.poll(() => acknowledged.size).toBeGreaterThanOrEqual(8);
  const before = new Map(acknowledged);
  const taken = await command("backup", "--url", url, "--to", path("backup.db"));
  expect(taken).toEqual({ code: 0, output: expect.stringContaining("sound") });
  const after = new Map(acknowledged);
  await finish();

  mkdirSync(path("restored"));
  renameSync(path("backup.db"), path("restored/tallybeacon.db"));
  const looked = await command("doctor", "--data", path("restored"));
  expect(looked).toEqual({ code: 0, output: expect.stringContaining("they add up") });
  const restored = await serve("--data", path("restored"));
  const kept = await totals(restored.url);
  for (const [name, seq] of before) expect(kept.get(name)).toBeGreaterThanOrEqual(seq);
  // One more of each client may have been stored whose answer was under way.
  for (const [name, total] of kept) expect(total).toBeLessThanOrEqual((after.get(name) ?? 0) + 1);
  expect(await accounts(restored.url)).toMatchObject({ pending: 0, unexplained: 0 });
});

test("a server that is to drain says so and serves on; asked twice, it ends at once and has lost nothing", async () => {
  const { path } = testFolder();
  const server = await serve("--data", path("data"), "--drain", "3600");
  const ready = async () => (await fetch(`${server.url}/readyz`)).status;
  expect(await ready()).toBe(200);
  server.child.kill("SIGTERM");
  await expect.poll(ready).toBe(503);
  expect((await post(server.url, "late", 1))?.reply.ack).toBe(1);
  // An echo of the first signal, as npm sends one, would be no second.
  await pause(SIGNAL_ECHO_MS + 100);
  server.child.kill("SIGINT");
  expect(await server.ended).toBe(1);
  const { url } = await serve("--data", path("data"));
  expect((await totals(url)).get("late")).toBe(1);
});

test("what a server says as JSON is JSON from the first line to the last", async () => {
  const { path } = testFolder();
  const { child, output, ended } = run(
    CLI,
    "serve",
    "--port",
    "0",
    "--log",
    "json",
    "--data",
    path("data"),
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await expect.poll(output).toContain('"listening"');
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  const events = output()
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { event: string }).event);
  expect(events).toEqual(["listening", "stopping", "stopped"]);
});
