// How much a tab may take with it when it dies without a word.
import { RESTORE_MS, SHADOW_MS } from "../../src/core/limits.ts";
import { MAX_WRITE_MS } from "./disk.ts";
import type { Tab } from "./tab.ts";
import { keptCalls } from "./truth.ts";
import type { World } from "./world.ts";

/** A copy is made so late, and takes a claim and some writes, each of which may wait for those of other tabs. */
const BEHIND_MS = SHADOW_MS + 10 * MAX_WRITE_MS;
/** When a page has found out who it is, at the latest: one that fell asleep over it is not waited for longer. */
const START_MS = RESTORE_MS + 1_000;

/** Looks whether all but the newest calls of a tab that dies now are in its storage, or had left. */
export function checkShadow(world: World, tab: Tab): void {
  const { truth, disk } = tab;
  const { schedule, timeline, site } = world;
  // Without claims there is no shadow; where the storage once failed, the tab may still wait for it.
  const wasFine = disk.fineSinceMs <= tab.openedMs && !world.hasForgotten && !world.hasLostWrites;
  if (!schedule.hasClaims || !wasFine || tab.isEnded || tab.hasPaused || !tab.says) return;
  if (timeline.now() - tab.openedMs < START_MS) return;
  const oldMs = timeline.now() - BEHIND_MS;
  const old = truth.atMs.filter((atMs) => atMs < oldMs).length;
  const gone = truth.dropped - truth.refused;
  const missing = old - keptCalls(truth, site.accepted) - gone;
  if (missing > 0)
    world.breaks("a second is lost at most", `${tab.name} dies with ${missing} older calls`);
}
