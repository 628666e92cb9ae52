// A whole world from one schedule: time, tabs, storages, network, server, and what really happened in it.
import { PATH_BASE } from "../../src/core/limits.ts";
import type { Update } from "../../src/core/update.ts";
import { START_MS } from "../support/clock.ts";
import { type Air, createAir } from "./air.ts";
import type { Client } from "./client.ts";
import { createDisk, type Disk, type Written } from "./disk.ts";
import { checkKept, KEEP_MS } from "./kept.ts";
import { createNetwork, type Network } from "./network.ts";
import type { Engine } from "./page.ts";
import type { Schedule } from "./schedule.ts";
import { checkShadow } from "./shadow.ts";
import { createSite, idOf, type Site } from "./site.ts";
import { createTab, type Tab } from "./tab.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { callsOf, noteDrops, nothingHappened, type Truth, updatesIn } from "./truth.ts";
import { createWatch, type Known, type Versions } from "./watch.ts";

/** A promise that was broken, and how. */
export interface Breach {
  readonly promise: string;
  readonly detail: string;
}

/** Everything there is. */
export interface World {
  readonly schedule: Schedule;
  readonly timeline: Timeline;
  readonly site: Site;
  readonly network: Network;
  readonly disks: readonly Disk[];
  readonly tabs: Tab[];
  /** Amounts by key, as counted by those who count them. */
  readonly recorded: Map<string, number>;
  /** Where each profile was when it was last backed up: writes so far. */
  readonly backups: number[];
  /** What happened, line by line. */
  readonly story: string[];
  readonly breaches: Breach[];
  /** Storage went back in time: what it had may be gone. */
  hasLostWrites: boolean;
  /** Somebody wanted to be forgotten: what was theirs is no loss. */
  hasForgotten: boolean;
  open(profile: number, engine: Engine): Tab;
  /** The tab dies; the browser sends what `fetchLater` holds. */
  bury(tab: Tab, losesWrites: boolean): void;
  tell(line: string): void;
  breaks(promise: string, detail: string): void;
}

let listening: World | undefined;

/** The world that hears of errors nobody caught. */
export function onStray(error: unknown): void {
  listening?.breaks("no error reaches the page", `nobody caught ${error}`);
}

/** A world before its first step. */
export function createWorld(schedule: Schedule, client: Client): World {
  const { salt, fates, hasClaims } = schedule;
  const breaks = (promise: string, detail: string) => {
    // Half of them follow from the first.
    if (world.breaches.length < 5) world.breaches.push({ promise, detail });
  };
  const stray = (error: unknown) => breaks("no error reaches the page", String(error));
  const timeline = createTimeline(START_MS, stray, (owner) => noteDrops((owner as Tab).truth));
  const site = createSite(timeline, stray);
  const tell = (line: string) => world.story.push(line);
  const owners = new Map<string, Truth>();
  const versions: Versions = new Map();
  const wished = schedule.steps.flatMap((step) => (step.do === "operator" ? [step.wish] : []));
  const everOff = new Set(wished.flatMap((wish) => ("disable" in wish ? [wish.disable] : [])));
  const isEverOff = (key: string) => everOff.has(key) || everOff.has(key.split(":")[0] as string);
  const air: Air = createAir(
    timeline,
    (from) => (from as Tab).watch.knows(),
    (by, known) => (by as Tab).watch.learns(known as Known),
  );

  const own = (truth: Truth, update: Update) => {
    const epoch = update.epoch ?? "";
    if (!owners.has(epoch)) {
      owners.set(epoch, truth);
      truth.epochs.add(epoch);
    }
    return owners.get(epoch);
  };
  const note = ({ by, changes }: Written) => {
    for (const update of updatesIn(changes)) {
      const truth = own((by as Tab).truth, update);
      truth?.durable.set(idOf(update), callsOf(update));
    }
    for (const [path, text] of Object.entries(changes)) {
      const [room, epoch = "", number] = path.split("/");
      const truth = owners.get(epoch);
      if (room !== "sealed" || text !== undefined || !truth) continue;
      const id = `${epoch}/${Number(number) - PATH_BASE}`;
      const { truth: other } = by as Tab;
      if (other !== truth) truth.cleared.set(id, { by: other, calls: truth.durable.get(id) ?? 0 });
      // What was delivered counts as kept all the same; what was dropped is counted as that.
      truth.durable.delete(id);
    }
  };
  const undone = ({ changes, before }: Written) => {
    for (const update of updatesIn(changes)) {
      owners.get(update.epoch ?? "")?.durable.delete(idOf(update));
    }
    for (const update of updatesIn(before)) {
      owners.get(update.epoch ?? "")?.durable.set(idOf(update), callsOf(update));
    }
  };
  const disks = [1, 2].map((n) => createDisk(timeline, salt + n, hasClaims, note, undone));
  const network = createNetwork(timeline, salt, fates, site, tell);

  const world: World = {
    schedule,
    timeline,
    site,
    network,
    disks,
    tabs: [],
    recorded: new Map(),
    backups: [],
    story: [],
    breaches: [],
    hasLostWrites: false,
    hasForgotten: false,
    tell,
    breaks,
    open(profile, engine) {
      const truth = nothingHappened();
      const disk = disks[profile] as Disk;
      const number = world.tabs.length + 1;
      const name = `${engine === "edge" ? "isolate" : "tab"} ${number}`;
      const watch = createWatch(
        timeline.now,
        versions,
        isEverOff,
        (update) => own(truth, update) === truth,
        () => timeline.quietly(KEEP_MS, () => checkKept(world, tab, timeline.now() - KEEP_MS)),
        (promise, detail) => {
          // A storage that went back in time has older copies of what has left.
          if (promise === "sealed is final" && world.hasLostWrites) return;
          breaks(promise, `${name}: ${detail}`);
        },
      );
      const openedMs = timeline.now();
      const around = { schedule, client, timeline, network, disk, air, tell };
      const parts = { name, profile, engine, truth, watch, number, openedMs };
      const tab = createTab(around, parts);
      world.tabs.push(tab);
      return tab;
    },
    bury(tab, losesWrites) {
      noteDrops(tab.truth);
      checkShadow(world, tab);
      tab.isDead = true;
      tab.parked = [];
      tab.activate();
      tab.disk.bury(tab, losesWrites);
    },
  };
  listening = world;
  return world;
}
