// A buffer in which nothing was collected yet.
import type { Buffer } from "../../src/collector/buffer.ts";

/** An empty buffer of 100 items, without switches, but for what is given. */
export function emptyBuffer(given: Partial<Buffer> = {}): Buffer {
  return {
    cells: new Map(),
    items: 0,
    maxItems: 100,
    never: [],
    off: [],
    stopped: false,
    version: 0,
    nextAtMs: 0,
    offsetMs: 0,
    ...given,
  };
}
