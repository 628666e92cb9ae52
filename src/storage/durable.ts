// The storage of a Durable Object: private, in order, and all of it or nothing.
import { systemClock } from "../core/clock.ts";
import type { Json } from "../core/json.ts";
import { DURABLE_SAVE_MS } from "../core/limits.ts";
import type { Clock, Storage } from "../core/ports.ts";
import { createRounds } from "./rounds.ts";

/** What is needed of `ctx.storage`. */
export interface DurableLike extends DurableWriter {
  get(key: string): Promise<unknown>;
  list(options: { prefix: string }): Promise<Map<string, unknown>>;
  transaction<T>(run: (transaction: DurableWriter) => Promise<T>): Promise<T>;
}

/** What writes, also within a transaction. */
export interface DurableWriter {
  put(key: string, value: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** How a storage of a Worker is set up. */
export interface DurableOptions {
  /** What its records' names begin with, for collectors that share a storage. Default `tallybeacon/`. */
  readonly prefix?: string;
  /** Counts of so much time may go with the object. Default 5,000 ms. */
  readonly saveMs?: number;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/**
 * `durableStorage(ctx.storage)`: what a collector holds survives its Durable Object. A `tick()` puts away what was
 * counted once in `saveMs`, and waits for its writes.
 */
export function durableStorage(storage: DurableLike, options: DurableOptions = {}): Storage {
  const { prefix = "tallybeacon/", saveMs = DURABLE_SAVE_MS, clock = systemClock } = options;
  /** Writes under way: promises of an object, unlike those of a Worker, may be awaited by any of its requests. */
  const writing = new Set<Promise<unknown>>();
  const rounds = createRounds(saveMs, clock, () => Promise.allSettled(writing));
  return {
    async get(key) {
      const text = await storage.get(prefix + key);
      return typeof text === "string" ? (JSON.parse(text) as Json) : undefined;
    },
    async write(changes) {
      rounds.wrote(changes);
      // Texts, made at the call: what the caller changes later is not written.
      const texts = Object.entries(changes).map(
        ([key, value]) =>
          [prefix + key, value === undefined ? value : JSON.stringify(value)] as const,
      );
      const work = storage.transaction((transaction) =>
        Promise.all(
          texts.map(([key, text]) =>
            text === undefined ? transaction.delete(key) : transaction.put(key, text),
          ),
        ),
      );
      writing.add(work);
      await work.finally(() => writing.delete(work));
    },
    async keys(sought) {
      const found = await storage.list({ prefix: prefix + sought });
      const paths = [...found.keys()].map((key) => key.slice(prefix.length)).sort();
      for (const path of paths) if (path.startsWith("sealed/")) rounds.waiting.add(path);
      return paths;
    },
    round: rounds.round,
  };
}
