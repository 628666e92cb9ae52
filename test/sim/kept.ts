// What a tab has heard, its storage knows a moment later.
import type { Tab } from "./tab.ts";
import type { World } from "./world.ts";

/** Within so much of the end of its emission, ms: some writes, each as slow as they get. */
export const KEEP_MS = 80;

/** Looks whether the next life will know what `tab` heard at `heardMs`; does not judge where others may have written too. */
export function checkKept(world: World, tab: Tab, heardMs: number): void {
  const { disk, watch, fetchedMs, name, truth } = tab;
  const others = world.tabs.filter(({ isDead, profile }) => !isDead && profile === tab.profile);
  const isAlone = others.length === 1 && others[0] === tab;
  const isOver = fetchedMs < heardMs;
  if (!isAlone || !isOver || watch.isUnsure || tab.isAsleep || !tab.says) return;
  // A storage that once was slow may still be asked for what was.
  if (disk.fineSinceMs > Math.min(tab.openedMs, heardMs) || !truth.look().instanceId) return;
  const kept = JSON.parse(disk.entries.get("controls") ?? "{}");
  const missing = [...watch.knows().off].find((key) => !kept.off?.includes(key));
  if (missing)
    world.breaks("what is forbidden is kept", `${name} did not keep that ${missing} is off`);
  if (watch.isSilenced && !kept.stopped)
    world.breaks("what is forbidden is kept", `${name} did not keep that all is over`);
}
