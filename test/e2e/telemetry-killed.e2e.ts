// The server on Workers whose runtime is killed, again and again, under load: what it acknowledged is there, once.
import { expect, test } from "vitest";
import { heldOf, loadEdge } from "../support/edge-load.ts";
import { testFolder } from "../support/folder.ts";
import { killable, telemetryWorker } from "../support/killable.ts";
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
  const script = await bundleWorker(WORKER);
  const { start, kill } = killable(folder, [telemetryWorker(script)]);
  let { telemetry: url } = await start();
  let answers = 0;
  let kills = 0;
  let restarted = Promise.resolve();
  const restart = async () => {
    await kill();
    url = (await start()).telemetry;
  };
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(new URL(path, url), init);
    answers += 1;
    // By what was answered and not by time: a fast machine is killed as often.
    if (kills < KILLS && answers % (PLAN.updates / (KILLS + 1)) === 0) {
      kills += 1;
      restarted = restart();
    }
    return response;
  };

  const { counted, fresh, wrong } = await loadEdge(ask, PLAN);
  await restarted;
  expect({ kills, wrong }).toEqual({ kills: KILLS, wrong: [] });
  const held = { counted, updates: fresh, members: counted, pending: 0 };
  await expect.poll(() => heldOf(ask), { timeout: 20_000 }).toMatchObject(held);
});
