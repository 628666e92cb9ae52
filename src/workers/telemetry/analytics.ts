// Totals for Analytics Engine: a data point for each key and minute, of what came to it since the last one.
import {
  MAX_BLOB_BYTES,
  MAX_INDEX_BYTES,
  MAX_SUMS,
  POINTS_PER_INVOCATION,
} from "../../core/shard-limits.ts";
import type { Batch } from "../../store/batch.ts";

/** A data set of Analytics Engine, as a Worker is bound to it. */
export interface Dataset {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
}

/** Gathers what is committed, and writes it down. */
export interface Analytics {
  note(batch: Batch): void;
  /** Writes as much as one invocation may; true when there is more. */
  flush(): boolean;
}

interface Sum {
  readonly app: string;
  readonly key: string;
  readonly kind: string;
  readonly minute: number;
  total: number;
}

/**
 * A point has the app and the key as its index (`shop/cart.add`) and as blobs, with the kind; its doubles are the total and
 * the minute, Unix seconds: `SUM(_sample_interval * double1)` adds them up. What is not written yet goes with an object that
 * is evicted, and is in the store nevertheless.
 */
export function createAnalytics(dataset: Dataset): Analytics {
  const sums = new Map<string, Sum>();
  return {
    note({ cells }) {
      for (const { app, minute, keys } of cells.values()) {
        for (const [key, { kind, total }] of keys) {
          if (total === 0) continue;
          const name = JSON.stringify([app.name, key, minute]);
          const held = sums.get(name);
          if (held) held.total += total;
          else if (sums.size < MAX_SUMS) {
            sums.set(name, { app: app.name, key, kind, minute, total });
          }
        }
      }
    },
    flush() {
      let room = POINTS_PER_INVOCATION;
      for (const [name, { app, key, kind, minute, total }] of sums) {
        if (room-- === 0) return true;
        sums.delete(name);
        dataset.writeDataPoint({
          indexes: [cut(`${app}/${key}`, MAX_INDEX_BYTES)],
          blobs: [app, cut(key, MAX_BLOB_BYTES), kind],
          doubles: [total, minute * 60],
        });
      }
      return false;
    },
  };
}

/** The beginning of a text, in so many bytes at the most. */
function cut(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
