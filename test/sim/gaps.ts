// What the collector is known not to keep yet. STRICT=1 judges it all the same; what is mended leaves this file.
import { EPOCH_RETENTION_MS } from "../../src/core/limits.ts";
import type { Tab } from "./tab.ts";
import type { World } from "./world.ts";

const IS_STRICT = !!process.env["STRICT"];

/**
 * A tab that opens beside one that has numbered something, but has no shadow yet, takes its claim and keeps it: from
 * then on the other has no shadow. Until the collector claims its life before its first number, only tabs that were
 * alone in their profile are judged by what they take along.
 */
export function mayLackShadow(world: World, tab: Pick<Tab, "truth" | "disk">): boolean {
  return (
    !IS_STRICT && world.tabs.some(({ truth, disk }) => truth !== tab.truth && disk === tab.disk)
  );
}

/**
 * The claim is given up while an older shadow lies under the number that the buffer will have: when the user
 * disagrees, and when the storage did not take what was sealed on the way out. Who finds it sends it, and what its
 * tab sends under that number later is taken for the same.
 */
export function mayShareNumber({ schedule, tabs, disks }: World): boolean {
  if (IS_STRICT || !schedule.hasClaims) return false;
  return (
    tabs.some((tab) => tab.hasDisagreed) || disks.some((disk) => disk.fineSinceMs > disk.madeMs)
  );
}

/**
 * Who slept over an answer takes the server's time in it for now. After weeks, all that its profile counts until the
 * next answer is refused as too old, and acknowledged.
 */
export function mayMistakeTime({ schedule, tabs }: World): boolean {
  if (IS_STRICT || !tabs.some(({ watch }) => watch.isUnsure)) return false;
  return schedule.steps.some((step) => step.do === "sleep" && step.ms > EPOCH_RETENTION_MS);
}
