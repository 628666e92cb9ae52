// What each step does to a world, and how the story tells it.
import type { Collector } from "../../src/collector/options.ts";
import { rollBack, sleep, wake } from "./disasters.ts";
import { AWAY, BACK, fireAll, HIDE, SHOW } from "./page.ts";
import { keyOf, type Step, type TabStep, type Verb } from "./schedule.ts";
import { expectReset } from "./shadow.ts";
import { idOf } from "./site.ts";
import type { Tab } from "./tab.ts";
import { sum } from "./truth.ts";
import type { World } from "./world.ts";

/** Takes one step; one that makes no sense here is passed over. */
export async function take(world: World, step: Step): Promise<void> {
  const { timeline, site, network, disks, tell } = world;
  await timeline.advance(step.afterMs);
  if (step.afterMs) tell(`after ${step.afterMs} ms`);
  switch (step.do) {
    case "open": {
      const tab = world.open(step.profile, step.engine);
      tell(`${tab.name} opens (${step.engine}, profile ${step.profile + 1})`);
      return timeline.turn(tab, () => tab.tally.start());
    }
    case "jump":
      tell(`the clock of profile ${step.profile + 1} jumps by ${step.byMs} ms`);
      for (const tab of world.tabs) {
        if (tab.profile !== step.profile) continue;
        tab.skewMs += step.byMs;
        tab.watch.excuse();
      }
      return;
    case "storage": {
      const disk = disks[step.profile];
      if (!disk) return;
      tell(`the storage of profile ${step.profile + 1} is now: ${step.mode}`);
      disk.mode = step.mode;
      disk.fineSinceMs = step.mode === "fine" ? timeline.now() : Infinity;
      return;
    }
    case "power cut":
    case "backup":
    case "restore":
    case "clone":
      return rollBack(world, step);
    case "operator": {
      const { wish } = step;
      tell(`the operator wants ${JSON.stringify(wish)}`);
      if ("disable" in wish) site.control({ disable: [wish.disable] });
      else if ("enable" in wish) site.control({ enable: [wish.enable] });
      else if ("stop" in wish) site.control({ stop: true });
      else site.control({ interval_ms: wish.intervalMs });
      return;
    }
    case "server crash":
      tell(`the server crashes ${step.isCommitted ? "after" : "before"} its commit`);
      return timeline.turn(undefined, () => site.crash(step.isCommitted, step.downMs));
    case "disk full":
      tell("the server's next commit finds no room");
      return site.fillDisk();
    case "network":
      tell(`the network is ${step.isUp ? "up" : "down"}`);
      network.isUp = step.isUp;
      return;
    case "sleep":
      return sleep(world, step.ms);
    case "wait":
      return;
    default: {
      const living = world.tabs.filter((tab) => !tab.isDead);
      const tab = living[step.tab % living.length];
      if (tab) await takeIn(world, tab, step);
    }
  }
}

type InTab = Extract<Step, { tab: number }>;

async function takeIn(world: World, tab: Tab, step: InTab): Promise<void> {
  const { timeline, tell } = world;
  switch (step.do) {
    case "count":
      if (!tab.isAsleep) await count(world, tab, step.verb, step.which, step.times);
      return;
    case "storm":
      for (let n = 0; n < step.times && !tab.isAsleep; n++) {
        await count(world, tab, "increment", n, 1);
        await count(world, tab, "append", n, 1);
        await act(world, tab, "hide");
        await act(world, tab, "show");
      }
      return;
    case "consent":
      tell(`${tab.name}: the user ${step.says ? "agrees" : "does not agree any more"}`);
      tab.says = step.says;
      tab.hasPaused = true;
      tab.hasDisagreed ||= !step.says;
      tab.watch.excuse();
      return;
    case "kill":
      tell(`${tab.name} is killed${step.losesWrites ? ", and its open writes with it" : ""}`);
      return timeline.turn(undefined, () => world.bury(tab, step.losesWrites));
    case "close":
      return close(world, tab, step.losesWrites);
    default:
      return act(world, tab, step.do);
  }
}

/** The user closes a tab. */
export async function close(world: World, tab: Tab, losesWrites = false): Promise<void> {
  if (!tab.isAsleep) await act(world, tab, "away", true);
  world.tell(`${tab.name} is closed${losesWrites ? ", and its open writes with it" : ""}`);
  await world.timeline.turn(undefined, () => world.bury(tab, losesWrites));
}

/** Calls a verb some times, and notes what came of it. */
async function count(world: World, tab: Tab, verb: Verb, which: number, times: number) {
  const { truth, tally } = tab;
  const key = keyOf(verb, which);
  world.tell(`${tab.name}: ${verb}("${key}") × ${times}`);
  await world.timeline.turn(tab, () => {
    if (!tab.says) {
      for (let n = 0; n < times; n++) call(tally, verb, key, n);
      return;
    }
    const before = sum(tally.snapshot().dropped);
    for (let n = 0; n < times; n++) call(tally, verb, key, n);
    const refused = sum(tally.snapshot().dropped) - before;
    truth.calls += times;
    truth.refused += refused;
    for (let n = refused; n < times; n++) truth.atMs.push(world.timeline.now());
    const { isSilenced, isUnsure, isOff } = tab.watch;
    if (refused && !isSilenced && !isUnsure && !isOff(key))
      world.breaks("what is on counts", `${tab.name} refuses ${key}`);
    const amount = (verb === "add" ? 3 : 1) * (times - refused);
    world.recorded.set(key, (world.recorded.get(key) ?? 0) + amount);
  });
}

function call(tally: Collector, verb: Verb, key: string, n: number): void {
  if (verb === "add") tally.add(key, 3);
  else if (verb === "increment") tally.increment(key);
  else if (verb === "setNested") tally.setNested(key, `part${n % 2}`, n);
  else tally[verb](key, n % 2 ? "odd" : "even");
}

/** What a tab can only do while it is awake. */
async function act(world: World, tab: Tab, what: TabStep, isLast = false): Promise<void> {
  const { timeline, tell } = world;
  const { page, tally, watch, engine, name } = tab;
  const fires = async (events: Parameters<typeof fireAll>[1], persisted = false) => {
    tell(`${name}: ${what}`);
    watch.excuse();
    await timeline.turn(tab, () => fireAll(page, events, persisted));
  };
  if (what === "back" || (what === "show" && tab.isAsleep)) {
    if (!tab.isAsleep) return;
    wake(world, tab);
    tab.isHidden = false;
    await fires(what === "back" ? BACK[engine] : [["resume"], ...SHOW], what === "back");
    return;
  }
  if (what === "discard") {
    if (tab.isAsleep) {
      tell(`${name} is discarded`);
      await timeline.turn(undefined, () => world.bury(tab, false));
    }
    return;
  }
  if (tab.isAsleep) return;
  if (what === "flush" || what === "tick" || what === "stop" || what === "reset") {
    tell(`${name}: ${what}()`);
    if (what !== "tick") watch.excuse();
    if (what === "stop") tab.isEnded = true;
    if (what === "reset") expectReset(world, tab);
    return timeline.turn(tab, () => void tally[what]());
  }
  if (what === "forget") {
    const forget = (tally as { forget?: () => unknown }).forget;
    if (!forget) return;
    tell(`${name}: forget()`);
    world.hasForgotten = true;
    watch.excuse();
    return timeline.turn(tab, () => void forget());
  }
  if (engine === "edge") return;
  if (what === "online") return fires([["online"]]);
  if (what === "show") {
    if (!tab.isHidden) return;
    tab.isHidden = false;
    return fires(SHOW);
  }
  if (what === "hide" && tab.isHidden) return;
  tab.isHidden = true;
  if (what === "hide") await fires(HIDE);
  else if (what === "freeze") await fires([...HIDE, ["freeze"]]);
  else await fires(AWAY[engine], !isLast);
  checkLeft(world, tab);
  if (what === "hide" || isLast) return;
  if ([...tab.disk.claims.values()].some((claim) => claim.tab === tab)) {
    // A page that holds a lock is not frozen, and does not go into the cache.
    if (what === "away") await timeline.turn(undefined, () => world.bury(tab, false));
    return;
  }
  tab.isAsleep = true;
  tab.hasPaused = true;
  watch.sleeps++;
  // The browser sends them before the page goes into its cache.
  await timeline.turn(undefined, () => tab.activate());
}

/** Who leaves has handed over all there was, whether or not the storage answers, and holds no life any more. */
function checkLeft(world: World, tab: Tab): void {
  const { truth, offered, name, watch, disk } = tab;
  for (const [life, claim] of disk.claims) {
    if (claim.tab === tab && claim.isKnown && life !== "controls" && !tab.isEnded)
      world.breaks("leaving lets go", `${name} holds ${life.slice(-6)} on`);
  }
  if (!tab.says || tab.isEnded || watch.isSilenced) return;
  const { data, pending } = tab.tally.snapshot();
  const held = Object.keys(data).length;
  if (held) world.breaks("leaving beacons", `${name} leaves with ${held} keys unsealed`);
  const bodies = new Set([...offered].map((body) => idIn(body)));
  const kept = pending.find(
    (update) =>
      !update.forget &&
      truth.epochs.has(update.epoch ?? "") &&
      !truth.taken.has(idOf(update)) &&
      !bodies.has(`${update.epoch}/${update.seq}`),
  );
  if (kept) world.breaks("leaving beacons", `${name} does not hand over number ${kept.seq}`);
}

function idIn(body: string): string {
  const { epoch, seq } = JSON.parse(body);
  return `${epoch}/${seq}`;
}
