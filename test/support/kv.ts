// Workers KV as its documentation has it: it refuses what comes too quickly, and shows what was a while ago.
import { KV_MIN_TTL_SECONDS, KV_WRITE_MS } from "../../src/core/limits.ts";
import type { Clock } from "../../src/core/ports.ts";
import { utf8 } from "../../src/core/utf8.ts";
import type { KvLike } from "../../src/storage/kv.ts";
import type { KvPutOptions } from "../../src/storage/kv-writes.ts";

/** What was done to a key at a time. */
interface Deed {
  readonly atMs: number;
  readonly text: string | undefined;
  readonly options: KvPutOptions;
}

/** A namespace, as an isolate holds it, and a look behind it. */
export interface FakeKv extends KvLike {
  /** How far behind everything is that is read or listed, ms; 0 at first. */
  lagMs: number;
  /** Refuses every write while true. */
  isFull: boolean;
  /** Operations so far, and refusals among them. */
  readonly done: { get: number; put: number; delete: number; list: number; refused: number };
  /** What it holds now, by key. */
  contents(): Record<string, string>;
}

/** An empty one; a list has `pageSize` keys a page. */
export function fakeKv(clock: Pick<Clock, "now">, pageSize = 1_000): FakeKv {
  const deeds = new Map<string, Deed[]>();
  const as = (name: string, atMs: number) => {
    const deed = deeds.get(name)?.findLast((each) => each.atMs <= atMs);
    const { expirationTtl = Infinity } = deed?.options ?? {};
    return deed?.text !== undefined && deed.atMs + 1_000 * expirationTtl > clock.now()
      ? deed
      : undefined;
  };
  const names = (atMs: number) => [...deeds.keys()].filter((name) => as(name, atMs)).sort();
  const refuse = (why: string) => {
    kv.done.refused += 1;
    throw new Error(`KV failed: ${why}`);
  };
  const change = async (name: string, text: string | undefined, options: KvPutOptions = {}) => {
    const atMs = clock.now();
    const lastMs = deeds.get(name)?.at(-1)?.atMs ?? -Infinity;
    if (kv.isFull || atMs - lastMs < KV_WRITE_MS) refuse("429 Too Many Requests");
    if (utf8(name).length > 512) refuse("414 UTF-8 encoded length exceeds 512");
    if ((options.expirationTtl ?? KV_MIN_TTL_SECONDS) < KV_MIN_TTL_SECONDS) refuse("400 Invalid");
    if (utf8(JSON.stringify(options.metadata ?? null)).length > 1_024) refuse("413 metadata");
    deeds.set(name, [...(deeds.get(name) ?? []), { atMs, text, options }]);
  };
  const kv: FakeKv = {
    lagMs: 0,
    isFull: false,
    done: { get: 0, put: 0, delete: 0, list: 0, refused: 0 },
    contents: () =>
      Object.fromEntries(
        names(clock.now()).map((name) => [name, as(name, clock.now())?.text ?? ""]),
      ),
    async get(name) {
      kv.done.get += 1;
      return as(name, clock.now() - kv.lagMs)?.text ?? null;
    },
    async put(name, text, options) {
      kv.done.put += 1;
      await change(name, text, options);
    },
    async delete(name) {
      kv.done.delete += 1;
      await change(name, undefined);
    },
    async list({ prefix, cursor = "" }) {
      kv.done.list += 1;
      const atMs = clock.now() - kv.lagMs;
      const left = names(atMs).filter((name) => name.startsWith(prefix) && name > cursor);
      const keys = left.slice(0, pageSize).map((name) => {
        const { metadata } = as(name, atMs)?.options ?? {};
        return metadata === undefined ? { name } : { name, metadata };
      });
      const last = keys.at(-1)?.name;
      return left.length > pageSize && last !== undefined
        ? { keys, list_complete: false, cursor: last }
        : { keys, list_complete: true };
    },
  };
  return kv;
}

/** A clock that does not wait: whoever waits has time pass. */
export function rushingClock(startMs = Date.UTC(2026, 10, 21, 8)): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    random: () => 0.5,
    after(ms, run) {
      let isUndone = false;
      setImmediate(() => {
        if (isUndone) return;
        nowMs += ms;
        run();
      });
      return () => {
        isUndone = true;
      };
    },
  };
}
