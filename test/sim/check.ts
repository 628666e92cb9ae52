// The promises, looked at after every step and once more when all has settled.

import type { Data, Json } from "../../src/core/json.ts";
import { MAX_OUTBOX } from "../../src/core/limits.ts";
import { VERBS } from "./schedule.ts";
import { callsOf, mayBeLost } from "./truth.ts";
import type { World } from "./world.ts";

/** Records of a storage that are no updates. */
const OTHER_RECORDS = 8;

/** What must hold at any moment, and is quick to see. */
export function checkNow(world: World, seen: { commits: number }): void {
  const { site, tabs, disks, breaks } = world;
  for (const tab of tabs) {
    const waiting = tab.isDead ? [] : tab.tally.snapshot().pending;
    // As many again may say that there was something.
    const full = waiting.filter(({ calls }) => calls).length;
    if (full > MAX_OUTBOX || waiting.length > 2 * MAX_OUTBOX)
      breaks("memory is bounded", `${tab.name} has ${full} of ${waiting.length} waiting`);
  }
  for (const disk of disks) {
    const { size } = disk.entries;
    // Beyond the outbox there are as many again that only say what was lost from them.
    const most = 2 * MAX_OUTBOX * tabs.length + OTHER_RECORDS;
    if (size > most) breaks("storage is bounded", `${size} records`);
  }
  if (seen.commits === site.commits) return;
  seen.commits = site.commits;
  checkSums(world);
}

/** The server's sums are those of the updates it took, each once; and nothing is in them that nobody counted. */
function checkSums(world: World): void {
  const { site, recorded, breaks, hasForgotten } = world;
  // What is forgotten is taken out of the sums as well.
  if (hasForgotten) return;
  const once = new Map<string, number>();
  for (const { data = {} } of site.accepted.values()) {
    for (const [key, amount] of amounts(data)) once.set(key, (once.get(key) ?? 0) + amount);
  }
  const totals = site.totals();
  for (const [key, amount] of once) {
    const total = totals.get(key) ?? 0;
    if (total !== amount)
      breaks("accepted once", `the server has ${total} of ${key}, came ${amount}`);
  }
  for (const [key, total] of totals) {
    const counted = recorded.get(key) ?? 0;
    if (total > counted)
      breaks("accepted once", `accepted ${total} of ${key}, recorded ${counted}`);
  }
}

function amounts(data: Data): [key: string, amount: number][] {
  return Object.entries(data).map(([key, value]) => [key, amountOf(key, value)]);
}

function amountOf(key: string, value: Json): number {
  const verb = VERBS.find((name) => key.split(":")[0] === name);
  if (typeof value === "number") return value;
  if (!Array.isArray(value) || verb === "set") return 1;
  if (verb === "append") return value.length;
  return value.reduce((total: number, member) => total + (member as { count: number }).count, 0);
}

/** What adds up once all has settled. */
export function checkSettled(world: World): void {
  const { site, tabs, disks, breaks } = world;
  checkSums(world);
  for (const tab of tabs) {
    if (tab.isDead || tab.isEnded) continue;
    const { pending, data } = tab.tally.snapshot();
    const open = Object.keys(data).length;
    if (pending.length) breaks("nothing waits forever", `${tab.name}: ${pending.length} updates`);
    if (open) breaks("nothing waits forever", `${tab.name}: ${open} keys in the buffer`);
  }
  for (const disk of disks) {
    const left = [...disk.entries.keys()].filter((path) => path.startsWith("sealed/"));
    if (left.length) breaks("nothing waits forever", `${left.length} updates in the storage`);
  }
  if (world.hasForgotten) return;
  const calls = tabs.reduce((total, { truth }) => total + truth.calls, 0);
  // Only who died may have taken something along; or who wrote what was undone later.
  const gone = tabs.filter(({ isDead }) => isDead);
  const lost = gone.reduce((total, { truth }) => total + mayBeLost(truth, site.accepted), 0);
  const updates = [...site.accepted.values()];
  const accepted = updates.reduce((total, update) => total + callsOf(update), 0);
  const dropped = tabs.reduce((total, { truth }) => total + truth.dropped, 0);
  const silent = calls - accepted - dropped - lost;
  if (silent > 0 && !mayGoSilently(world)) {
    const sums = `${accepted} accepted, ${dropped} dropped, ${lost} died with their tabs`;
    breaks("recorded = accepted + dropped + lost", `${calls} recorded, but ${sums}`);
  }
  const accounts = site.accounting();
  if (accounts && !mayNotExplain(world) && accounts.unexplained !== 0)
    breaks("the server's accounts add up", `${accounts.unexplained} calls are unexplained`);
}

/** Who disagrees takes along what was not sent, and without consent nobody can be told. */
function mayGoSilently(world: World): boolean {
  return world.tabs.some(({ hasDisagreed }) => hasDisagreed) || mayShareNumber(world);
}

/** What a storage had and has no more is what the server's accounts cannot explain: they say so, rightly. */
function mayNotExplain(world: World): boolean {
  return world.hasLostWrites || mayShareNumber(world);
}

/**
 * Where the storage refuses what a page seals as it is left, the copy of a moment before lies there under the same
 * number: whoever finds it may be quicker with it than the page is with the whole.
 */
function mayShareNumber({ schedule, disks }: World): boolean {
  return schedule.hasClaims && disks.some(({ fineSinceMs, madeMs }) => fineSinceMs > madeMs);
}
