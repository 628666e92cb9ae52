// One schedule from its first step to the end, when all has settled.
import { checkNow, checkSettled } from "./check.ts";
import { type Client, SOURCES } from "./client.ts";
import { wake } from "./disasters.ts";
import { installGlobals } from "./globals.ts";
import type { Schedule } from "./schedule.ts";
import { close, take } from "./steps.ts";
import { noteDrops } from "./truth.ts";
import { createWorld, type World } from "./world.ts";

/** How it went, of all that there is to see. */
export type Outcome = Pick<World, "breaches" | "story">;

/** Longer than a request may take and a retry may wait. */
const PATIENCE_MS = 140_000;
/** Rounds of patience: a rate limit may cost one. */
const ROUNDS = 3;
const VISITS = 2;

/** Plays a schedule with one client or another; stops at the first step after which a promise is broken. */
export async function simulate(schedule: Schedule, client: Client = SOURCES): Promise<World> {
  installGlobals();
  const world = createWorld(schedule, client);
  const seen = { commits: 0 };
  for (const step of schedule.steps) {
    await take(world, step);
    checkNow(world, seen);
    if (world.breaches.length) return world;
  }
  world.tell("everything is fine now, and everybody comes back once");
  await settle(world);
  if (!world.breaches.length) checkSettled(world);
  return world;
}

/** No more faults; who sleeps wakes, each profile is visited once more, and everything that waits is sent. */
async function settle(world: World): Promise<void> {
  const { timeline, network, disks, tabs } = world;
  network.calm();
  for (const disk of disks) disk.mode = "fine";
  for (const tab of tabs) {
    tab.says = true;
    if (!tab.isDead && tab.isAsleep) wake(world, tab);
  }
  await timeline.advance(PATIENCE_MS);
  for (let visit = 0; visit < VISITS; visit++) {
    // Who opens takes over what the dead left; what the living have goes when they do.
    if (visit) {
      for (const tab of tabs.filter(({ isDead }) => !isDead)) await close(world, tab);
    }
    for (const [profile, { journal, entries }] of disks.entries()) {
      if (!journal.length && !entries.size) continue;
      const tab = world.open(profile, "webkit");
      await timeline.turn(tab, () => tab.tally.start());
    }
    if (await isSent(world)) break;
  }
  for (const tab of tabs) if (!tab.isDead) noteDrops(tab.truth);
}

/** Flushes all tabs until nothing waits, or patience ends. */
async function isSent({ timeline, disks, tabs }: World): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round++) {
    await timeline.advance(round ? PATIENCE_MS : 1_000);
    const living = tabs.filter((tab) => !tab.isDead);
    for (const tab of living) {
      tab.watch.excuse();
      await timeline.turn(tab, () => void tab.tally.flush());
    }
    await timeline.advance(2_000);
    if (!disks.some(hasUpdates) && !living.some(hasWaiting)) return true;
  }
  return false;
}

const hasUpdates = ({ entries }: World["disks"][number]) =>
  [...entries.keys()].some((path) => path.startsWith("sealed/"));

function hasWaiting({ tally }: World["tabs"][number]): boolean {
  const { pending, data } = tally.snapshot();
  return pending.length > 0 || Object.keys(data).length > 0;
}
