// One thread of a run: plays the seeds it is given, with a bug planted or without.
import { parentPort, workerData } from "node:worker_threads";
import type { Job, News } from "./crew.ts";
import { plant } from "./plant.ts";
import type { Schedule } from "./schedule.ts";

const { from, to, by, isBuilt, bug, stopsAtFirst } = workerData as Job;
if (bug) plant(bug);
// Imported only now, so that the bug is in them.
const { draw } = await import("./draw.ts");
const { simulate } = await import("./simulate.ts");
const { builtClient, SOURCES } = await import("./client.ts");
const { shrink } = await import("./shrink.ts");
const { emitterPace, herd, MAX_HERD } = await import("./crowd.ts");
const { onStray } = await import("./world.ts");
process.on("unhandledRejection", onStray);
process.on("uncaughtException", onStray);

const tell = (news: News) => parentPort?.postMessage(news);
let played = 0;
try {
  const client = isBuilt ? await builtClient() : SOURCES;
  const play = (schedule: Schedule) => simulate(schedule, client);
  // No world has a crowd: what a bug makes of one is looked at first, and once.
  const share = bug ? herd(1_000, emitterPace) : 0;
  const isHerd = share > MAX_HERD;
  if (isHerd) {
    const detail = `${100 * share} % of those that failed come again within one second`;
    const breach = { promise: "who failed together comes apart", detail };
    tell({ seed: ++played, breach, story: [], schedule: draw(0) });
  }
  const end = isHerd && stopsAtFirst ? from : to;
  for (let seed = from; seed < end; seed += by) {
    const { breaches } = await play(draw(seed));
    played++;
    const [breach] = breaches;
    if (!breach) continue;
    const schedule = await shrink(draw(seed), play);
    const { story } = await play(schedule);
    tell({ seed, breach, story: [...story], schedule });
    if (stopsAtFirst) break;
  }
  tell({ played });
} catch (error) {
  // Otherwise it would be heard as an error of the page.
  tell({ error: String((error as Error).stack) });
}
