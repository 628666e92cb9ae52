// What befalls a whole machine: it sleeps, its power fails, its profile is copied or put back.
import type { Step } from "./schedule.ts";
import type { Tab } from "./tab.ts";
import type { World } from "./world.ts";

type RollBack = Extract<Step, { do: "power cut" | "backup" | "restore" | "clone" }>;

/** Changes the storage of a profile behind the back of its tabs, which are dead by then. */
export async function rollBack(world: World, step: RollBack): Promise<void> {
  const { disks, backups, timeline, tell, tabs } = world;
  const disk = disks[step.profile];
  const other = disks[1 - step.profile];
  if (!disk || !other) return;
  const living = tabs.filter((tab) => !tab.isDead && tab.profile === step.profile);
  const name = `profile ${step.profile + 1}`;
  if (step.do === "backup") {
    tell(`${name} is backed up`);
    backups[step.profile] = disk.journal.length;
  } else if (step.do === "clone") {
    // Only into one that was never used, and only while nobody writes.
    if (other.journal.length || living.length || !disk.journal.length) return;
    tell(`${name} is cloned`);
    for (const [path, text] of disk.entries) other.entries.set(path, text);
  } else {
    const mark = backups[step.profile] ?? -1;
    if (step.do === "restore" && mark < 0) return;
    const count = step.do === "power cut" ? step.losesWrites : disk.journal.length - mark;
    tell(`${name}: ${step.do}, the last ${count} writes are undone`);
    await buryAll(world, living);
    disk.undo(count);
    world.hasLostWrites ||= count > 0;
    // A backup that is newer than what is left of the journal would be one of nothing.
    backups[step.profile] = Math.min(mark, disk.journal.length);
    await timeline.advance(0);
  }
}

async function buryAll(world: World, tabs: readonly Tab[]): Promise<void> {
  await world.timeline.turn(undefined, () => {
    for (const tab of tabs) world.bury(tab, true);
  });
}

/** All machines sleep, and wake when the time has passed. */
export async function sleep(world: World, ms: number): Promise<void> {
  world.tell(`all sleep for ${ms / 3_600_000} hours`);
  const awake = world.tabs.filter((tab) => !tab.isDead && !tab.isAsleep);
  for (const tab of awake) {
    tab.isAsleep = true;
    tab.hasPaused = true;
    tab.watch.sleeps++;
  }
  await world.timeline.advance(ms);
  for (const tab of awake) wake(world, tab);
}

/** Goes on with what fell due meanwhile. */
export function wake({ timeline }: World, tab: Tab): void {
  tab.isAsleep = false;
  tab.watch.sleeps++;
  tab.watch.excuse();
  for (const run of tab.parked.splice(0)) timeline.after(0, run, tab);
}
