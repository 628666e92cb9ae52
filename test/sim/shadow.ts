// The copy of a tab's buffer: what the tab may take with it when it dies without a word, and what nobody must find.
import { RESTORE_MS, SHADOW_MS } from "../../src/core/limits.ts";
import type { Update } from "../../src/core/update.ts";
import { MAX_WRITE_MS } from "./disk.ts";
import { idOf } from "./site.ts";
import type { Tab } from "./tab.ts";
import { droppedByOthers, keptCalls, updatesIn } from "./truth.ts";
import type { World } from "./world.ts";

/** A copy is made so late, and takes a claim and some writes, each of which may wait for those of other tabs. */
const BEHIND_MS = SHADOW_MS + 10 * MAX_WRITE_MS;
/** When a page has found out who it is, at the latest: one that fell asleep over it is not waited for longer. */
const START_MS = RESTORE_MS + 1_000;

/** Whether the copy of the buffer must be there, and not much behind. */
function isCopied({ schedule, timeline, hasForgotten, hasLostWrites }: World, tab: Tab): boolean {
  // Without claims there is no shadow; where the storage once failed, the tab may still wait for it.
  const wasFine = tab.disk.fineSinceMs <= tab.openedMs && !hasForgotten && !hasLostWrites;
  if (!schedule.hasClaims || !wasFine || tab.isEnded || tab.hasPaused || !tab.says) return false;
  return timeline.now() - tab.openedMs >= START_MS;
}

/** Looks whether all but the newest calls of a tab that dies now are in its storage, or had left. */
export function checkShadow(world: World, tab: Tab): void {
  const { truth } = tab;
  const { timeline, site } = world;
  if (!isCopied(world, tab)) return;
  const oldMs = timeline.now() - BEHIND_MS;
  const old = truth.atMs.filter((atMs) => atMs < oldMs).length;
  const gone = truth.dropped - truth.refused + droppedByOthers(truth, site.accepted);
  const missing = old - keptCalls(truth, site.accepted) - gone;
  if (missing > 0)
    world.breaks("a second is lost at most", `${tab.name} dies with ${missing} older calls`);
}

/** Before a reset: of what is reset now no copy is left in the storage when a copy would be. */
export function expectReset(world: World, tab: Tab): void {
  const { disk, truth, name } = tab;
  const isCopy = (update: Update) => {
    const isSealed = truth.look().pending.some((sealed) => idOf(sealed) === idOf(update));
    return truth.epochs.has(update.epoch ?? "") && !!update.calls && !isSealed;
  };
  const copies = [...disk.entries].filter(([path, text]) =>
    updatesIn({ [path]: text }).some(isCopy),
  );
  const check = () => {
    if (tab.isDead || !isCopied(world, tab)) return;
    for (const [path, text] of copies) {
      if (disk.entries.get(path) === text)
        world.breaks("what is reset is gone", `${name} has still a copy of it`);
    }
  };
  if (copies.length) world.timeline.quietly(BEHIND_MS, check);
}
