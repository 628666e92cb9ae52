// One thread of a run: plays the seeds it is given, with a bug planted or without.
import { parentPort, workerData } from "node:worker_threads";
import type { Job, News } from "./crew.ts";
import { plant } from "./plant.ts";

const { from, to, by, bug, stopsAtFirst } = workerData as Job;
if (bug) plant(bug);
// Imported only now, so that the bug is in them.
const { draw } = await import("./draw.ts");
const { simulate } = await import("./simulate.ts");
const { shrink } = await import("./shrink.ts");
const { onStray } = await import("./world.ts");
process.on("unhandledRejection", onStray);
process.on("uncaughtException", onStray);

const tell = (news: News) => parentPort?.postMessage(news);
let played = 0;
try {
  for (let seed = from; seed < to; seed += by) {
    const { breaches } = await simulate(draw(seed));
    played++;
    const [breach] = breaches;
    if (!breach) continue;
    const schedule = await shrink(draw(seed), simulate);
    const { story } = await simulate(schedule);
    tell({ seed, breach, story: [...story], schedule });
    if (stopsAtFirst) break;
  }
  tell({ played });
} catch (error) {
  // Otherwise it would be heard as an error of the page.
  tell({ error: String((error as Error).stack) });
}
