// `npm run test:sim`: SEEDS=100000 plays so many schedules, SEED=123 tells the story of one, BUGS=1 plants bugs; with
// BUILT=1 the tabs have the client that is built (`npm run build`), not that of the sources.
import { catchBugs, type Failure, playJob, playSeeds } from "./crew.ts";
import { BUGS } from "./planted.ts";

const { SEEDS = "20000", FROM = "1", SEED, BUGS: bugs, BUILT } = process.env;
const isBuilt = !!BUILT;
const isBroken = await (bugs ? plantAll() : SEED ? replay(Number(SEED)) : playAll());
process.exitCode = isBroken ? 1 : 0;

async function playAll(): Promise<boolean> {
  const startMs = performance.now();
  const { played, failures } = await playSeeds(Number(FROM), Number(SEEDS), isBuilt);
  const seconds = (performance.now() - startMs) / 1_000;
  for (const failure of failures.slice(0, 10)) tell(failure);
  const pace = Math.round(played / seconds);
  console.log(`${played} schedules, ${failures.length} broke a promise; ${pace} a second`);
  return failures.length > 0;
}

async function replay(seed: number): Promise<boolean> {
  const { failures } = await playJob({ from: seed, to: seed + 1, by: 1, isBuilt });
  for (const failure of failures) tell(failure);
  if (failures.length === 0) console.log(`seed ${seed}: all promises kept`);
  return failures.length > 0;
}

async function plantAll(): Promise<boolean> {
  const caught = await catchBugs(BUGS, Number(SEEDS));
  console.log("| bug | schedules until caught | promise |\n|---|---:|---|");
  for (const { bug, failure } of caught) {
    console.log(
      `| ${bug.name} | ${failure?.seed ?? "not caught"} | ${failure?.breach.promise ?? ""} |`,
    );
  }
  return caught.some(({ failure }) => !failure);
}

function tell({ seed, breach, story }: Failure): void {
  console.log(`seed ${seed}, cut down:`);
  for (const line of story) console.log(`  ${line}`);
  console.log(`  broken: ${breach.promise}: ${breach.detail}\n`);
}
