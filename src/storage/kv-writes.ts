// What is to be written to Workers KV: kept until KV has taken it, one write a second to a key at the most.
import { KV_REFUSED_MS, KV_STALE_MS, KV_WRITE_MS, ROUND_LEASE_MS } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";

/** What is needed to write. */
export interface KvWriter {
  put(key: string, value: string, options?: KvPutOptions): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** What goes with a value. */
export interface KvPutOptions {
  readonly expirationTtl?: number;
  readonly metadata?: unknown;
}

/** A key that was listed. */
export interface Found {
  readonly name: string;
  readonly metadata?: unknown;
}

/** One key of ours: what it shall hold, and how far that is. */
interface Entry {
  text: string | undefined;
  options?: KvPutOptions | undefined;
  isDirty: boolean;
  isUnderWay: boolean;
  /** When it was last written, or tried to be; -1 before. */
  atMs: number;
  /** How often KV has refused it in a row. */
  refusals: number;
}

/** Writes to KV that wait in memory. */
export interface KvWrites {
  /** Has `key` hold `text`, or nothing; with `isNew` KV has no such key unless we put it there. */
  put(key: string, text: string | undefined, isNew: boolean, options?: KvPutOptions): void;
  /** What we wrote lately, which KV may not show yet: `text` is undefined for what was deleted. */
  recent(key: string): { readonly text: string | undefined } | undefined;
  /** What was listed, with what we wrote lately in its place. */
  over(listed: readonly Found[]): Found[];
  /** Writes what waits. Rejects with the first refusal, after all were tried; what was refused waits on. */
  sync(): Promise<void>;
}

/** Nothing is written before `sync`. */
export function kvWrites(namespace: KvWriter, clock: Pick<Clock, "now" | "after">): KvWrites {
  const entries = new Map<string, Entry>();

  async function write(key: string, entry: Entry): Promise<void> {
    const { text, options } = entry;
    entry.atMs = clock.now();
    entry.isUnderWay = true;
    try {
      await (text === undefined ? namespace.delete(key) : namespace.put(key, text, options));
      entry.refusals = 0;
      // What came meanwhile is still to be written.
      if (entry.text === text && entry.options === options) entry.isDirty = false;
    } catch (cause) {
      entry.refusals += 1;
      throw cause;
    } finally {
      entry.isUnderWay = false;
    }
  }

  /** How long an entry is to be left alone yet; a clock that was set back keeps none from being written. */
  function leftMs({ atMs, refusals }: Entry): number {
    const pauseMs = Math.min(KV_WRITE_MS * 2 ** Math.max(0, refusals - 1), KV_REFUSED_MS);
    const ms = atMs < 0 ? 0 : atMs + pauseMs - clock.now();
    return ms > pauseMs ? 0 : ms;
  }

  /** Entries that may be written now or soon; what another request is writing is left to it, while it may be alive. */
  function due(): [string, Entry][] {
    const nowMs = clock.now();
    for (const [key, { isDirty, atMs }] of entries)
      if (!isDirty && nowMs - atMs > KV_STALE_MS) entries.delete(key);
    return [...entries].filter(
      ([, entry]) =>
        entry.isDirty &&
        !(entry.isUnderWay && Math.abs(nowMs - entry.atMs) < ROUND_LEASE_MS) &&
        leftMs(entry) <= KV_WRITE_MS,
    );
  }

  return {
    put(key, text, isNew, options) {
      const known = entries.get(key);
      // Neither was it written, nor need it be.
      if (known && known.atMs < 0 && text === undefined && isNew) entries.delete(key);
      else {
        const last = known ?? { isUnderWay: false, atMs: -1, refusals: 0 };
        entries.set(key, Object.assign(last, { text, options, isDirty: true }));
      }
    },
    recent: (key) => entries.get(key),
    over(listed) {
      const found = new Map(listed.map((each) => [each.name, each]));
      for (const [name, { text, options }] of entries) {
        if (text === undefined) found.delete(name);
        else found.set(name, { name, metadata: options?.metadata });
      }
      return [...found.values()];
    },
    async sync() {
      for (let waiting = due(); waiting.length > 0; waiting = due()) {
        const ready = waiting.filter(([, entry]) => leftMs(entry) <= 0);
        const written = await Promise.allSettled(ready.map(([key, entry]) => write(key, entry)));
        const refused = written.find(({ status }) => status === "rejected");
        if (refused) throw (refused as PromiseRejectedResult).reason;
        if (ready.length === 0) {
          const ms = Math.min(...waiting.map(([, entry]) => leftMs(entry)));
          await new Promise<void>((resolve) => clock.after(ms, resolve, true));
        }
      }
    },
  };
}
