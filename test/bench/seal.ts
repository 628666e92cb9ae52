// Sealing a full buffer and encoding its updates, in whatever runs it.
import type { add } from "../../src/collector/buffer.ts";
import type { createState } from "../../src/collector/create-state.ts";
import type { seal } from "../../src/collector/seal.ts";
import { type Figure, median } from "./figure.ts";

const KEYS = 1_000;
const ROUNDS = 80;
const WARM_UP = 20;

/** The parts of the collector that take part. */
export interface SealParts {
  readonly createState: typeof createState;
  readonly add: typeof add;
  readonly seal: typeof seal;
}

/** `seal` and `JSON.stringify` of what it made of 1,000 counts: what a page does in its last turn. */
export function measureSeal(parts: SealParts, where: string): Figure[] {
  const state = parts.createState({ endpoint: "http://localhost/", instanceId: "bench" });
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < KEYS; i++) parts.add(state, `shop.section.${i}.clicks`, i + round);
    state.pending.clear();
    const start = performance.now();
    parts.seal(state, false);
    const bodies = Array.from(state.pending.values(), (update) => JSON.stringify(update));
    times.push(performance.now() - start);
    const sealed = Array.from(state.pending.values(), ({ data = {} }) => Object.keys(data).length);
    if (sealed.reduce((sum, keys) => sum + keys, 0) !== KEYS || !bodies.length) {
      throw new Error(`sealed ${sealed} keys instead of ${KEYS}`);
    }
  }
  const measured = median(times.slice(WARM_UP));
  return [{ name: `seal and encode 1,000 keys, ${where}`, measured, unit: "ms", bound: 2 }];
}
