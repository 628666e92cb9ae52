// The server on Workers whose runtime is killed, again and again, under load: what it acknowledged is there, once.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { heldOf, loadEdge } from "../support/edge-load.ts";
import { testFolder } from "../support/folder.ts";
import { ROOT } from "../support/house.ts";
import { bundleWorker } from "../support/workerd.ts";

const WORKER = `import { telemetry } from "./src/workers/telemetry/telemetry-object.ts";
const { TelemetryObject, fetch } = telemetry((env) => ({
  namespace: env.TALLY, shards: 3, isOpen: true, rollupMs: 200, maxUpdates: 1e9, maxPerAddress: 1e9,
}));
export { TelemetryObject as Tally };
export default { fetch };`;
const KILLS = 4;
const PLAN = { updates: 1_500, instances: 40, duplicates: 0.05, malformed: 0.02 };

test("a server that is killed four times under load has all that it acknowledged, once", async () => {
  const { folder } = testFolder();
  const file = join(folder, "workers.json");
  const script = await bundleWorker(WORKER);
  writeFileSync(
    file,
    JSON.stringify({
      cf: false,
      resourcePersistencePath: join(folder, "state"),
      workers: [
        {
          name: "telemetry",
          compatibilityDate: "2026-10-01",
          unsafeDirectSockets: [{ port: 0 }],
          durableObjects: { TALLY: { className: "Tally", useSQLite: true } },
          modules: [
            { type: "ESModule", path: "worker.js", base64: Buffer.from(script).toString("base64") },
          ],
        },
      ],
    }),
  );
  let child: ChildProcess | undefined;
  let url = "";
  const start = async () => {
    const started = spawn(process.execPath, [join(ROOT, "test/support/workerd-process.ts"), file], {
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    child = started;
    for await (const line of createInterface({ input: started.stdout })) {
      url = JSON.parse(line).telemetry.replace(/\/$/, "");
      started.stdout.resume();
      return;
    }
  };
  const kill = async () => {
    if (!child?.pid) return;
    const closed = once(child, "close");
    // The whole group: workerd is not told, and can finish nothing.
    process.kill(-child.pid, "SIGKILL");
    child = undefined;
    await closed;
  };
  onTestFinished(kill);
  const ask = (path: string, init?: RequestInit) => fetch(url + path, init);

  await start();
  let isOver = false;
  const loading = loadEdge(ask, PLAN).finally(() => {
    isOver = true;
  });
  let kills = 0;
  while (!isOver && kills < KILLS) {
    await pause(350);
    await kill();
    kills += 1;
    await start();
  }
  const { counted, fresh, wrong } = await loading;
  expect({ kills, wrong }).toEqual({ kills: KILLS, wrong: [] });
  const held = { counted, updates: fresh, members: counted, pending: 0 };
  await expect.poll(() => heldOf(ask), { timeout: 20_000 }).toMatchObject(held);
});
