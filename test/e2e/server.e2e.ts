// A server that is killed while it counts, as its clients and its operator see it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import type { KeySummary } from "../../src/core/tally.ts";
import type { Reply } from "../../src/core/update.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const KILLS = 10;
const CLIENTS = 8;
/** Below the server's 240 in two minutes; after that a client goes on as another instance. */
const UPDATES_OF_ONE = 200;

const folder = mkdtempSync(join(tmpdir(), "tallybeacon-kill-"));
let child: ChildProcess | undefined;
afterAll(async () => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Starts `tallybeacon serve`; resolves with its URL. */
async function start(port: number): Promise<string> {
  const args = [CLI, "serve", "--port", String(port), "--data", folder];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  for await (const chunk of started.stdout) {
    const url = /dashboard +(http\S+)\//.exec(String(chunk))?.[1];
    if (url) return url;
  }
  throw new Error("the server ended before it listened");
}

async function kill(): Promise<void> {
  child?.kill("SIGKILL");
  if (child) await once(child, "exit");
}

/**
 * Sends updates in turn, each again and again until it is acknowledged, now and then once more after that.
 * Notes in `acknowledged` how far each of its instances came; runs until `isOver`, and ends with nothing open.
 */
async function count(
  url: string,
  client: number,
  acknowledged: Map<string, number>,
  isOver: () => boolean,
): Promise<void> {
  for (let sent = 0; !isOver(); sent += 1) {
    const name = `client-${client}-${Math.floor(sent / UPDATES_OF_ONE)}`;
    const seq = (sent % UPDATES_OF_ONE) + 1;
    const repeats = Math.random() < 0.1 ? 2 : 1;
    for (let acks = 0; acks < repeats; ) {
      const reply = await post(url, name, seq);
      if (reply?.ack === seq) acks += 1;
      else await pause(20);
    }
    acknowledged.set(name, seq);
  }
}

/** The reply, or nothing when none came. */
async function post(url: string, name: string, seq: number): Promise<Reply | undefined> {
  const timestamp = new Date().toISOString();
  const update = { instance_id: name, timestamp, epoch: "only", seq, data: { [name]: 1 } };
  const init = { method: "POST", body: JSON.stringify(update) };
  return fetch(`${url}/v1/update`, init)
    .then((response) => response.json() as Promise<Reply>)
    .catch(() => undefined);
}

async function totals(url: string): Promise<Map<string, number>> {
  const { keys } = (await (await fetch(`${url}/keys`)).json()) as { keys: KeySummary[] };
  return new Map(keys.map(({ key, total }) => [key, total]));
}

test("a server that is killed ten times under load has lost nothing it acknowledged and doubled nothing", async () => {
  const url = await start(0);
  const port = Number(new URL(url).port);
  const acknowledged = new Map<string, number>();
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    count(url, client, acknowledged, () => isOver),
  );

  for (let kills = 0; kills < KILLS; kills += 1) {
    await pause(20 + Math.random() * 150);
    await kill();
    const known = [...acknowledged];
    await start(port);
    const kept = await totals(url);
    const lost = known.filter(([name, seq]) => (kept.get(name) ?? 0) < seq);
    expect(lost, "acknowledged before the kill and not there after it").toEqual([]);
  }
  isOver = true;
  await Promise.all(clients);

  expect(Object.fromEntries(await totals(url))).toEqual(Object.fromEntries(acknowledged));
  expect(acknowledged.size).toBeGreaterThanOrEqual(CLIENTS);
});

test("a server that is asked to stop exits with 0 and has kept what it acknowledged", async () => {
  await kill();
  const url = await start(0);
  expect((await post(url, "last", 1))?.ack).toBe(1);
  const stopping = child as ChildProcess;
  stopping.kill("SIGTERM");
  expect(await once(stopping, "exit")).toEqual([0, null]);
  expect((await totals(await start(0))).get("last")).toBe(1);
});
