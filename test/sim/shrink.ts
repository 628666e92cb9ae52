// A failing schedule, cut down to what is needed to fail in the same way.
import { MAX_UPDATE_BYTES } from "../../src/core/limits.ts";
import type { Fate, Schedule, Step } from "./schedule.ts";
import type { Outcome } from "./simulate.ts";

/** Ways to make a schedule simpler, all but the removal of steps. */
const SIMPLER: readonly ((schedule: Schedule) => Schedule)[] = [
  (schedule) => ({ ...schedule, fates: [] }),
  (schedule) => ({ ...schedule, skewMs: 0 }),
  (schedule) => ({ ...schedule, othersBytes: 0 }),
  (schedule) => ({ ...schedule, maxBytes: MAX_UPDATE_BYTES }),
  (schedule) => ({ ...schedule, hasLater: false }),
  (schedule) => ({ ...schedule, hasChannels: false }),
  (schedule) => ({ ...schedule, hasClaims: false }),
];

/** Tries what is shorter or simpler as long as the same promise breaks. */
export async function shrink(
  schedule: Schedule,
  play: (schedule: Schedule) => Promise<Outcome>,
): Promise<Schedule> {
  const promise = (await play(schedule)).breaches[0]?.promise;
  let best = schedule;
  const keep = async (candidate: Schedule) => {
    const { breaches } = await play(candidate);
    if (breaches[0]?.promise !== promise) return false;
    best = candidate;
    return true;
  };
  for (let size = best.steps.length >> 1; size >= 1; size = size > 1 ? size >> 1 : 0) {
    for (let at = best.steps.length - size; at >= 0; at -= size) {
      await keep({ ...best, steps: best.steps.toSpliced(at, size) });
    }
  }
  for (const simpler of SIMPLER) await keep(simpler(best));
  for (let at = best.fates.length - 1; at >= 0; at--) {
    if (best.fates[at] === "fine") continue;
    await keep({ ...best, fates: best.fates.with(at, "fine" satisfies Fate) });
  }
  for (let at = best.steps.length - 1; at >= 0; at--) {
    await keep({ ...best, steps: best.steps.toSpliced(at, 1) });
  }
  for (const [at, step] of best.steps.entries()) {
    for (const simpler of simplerSteps(step)) {
      if (await keep({ ...best, steps: best.steps.with(at, simpler) })) break;
    }
  }
  return best;
}

function simplerSteps(step: Step): Step[] {
  const once = step.do === "count" && step.times > 1 ? [{ ...step, times: 1 }] : [];
  const atOnce = step.afterMs ? [{ ...step, afterMs: 0 }] : [];
  return [...once, ...atOnce];
}
