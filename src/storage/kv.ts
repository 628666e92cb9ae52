// Workers KV: shared by isolates that do not know of each other, late by a minute, and paid by the operation.
import { systemClock } from "../core/clock.ts";
import type { Json } from "../core/json.ts";
import {
  KV_ADOPTED,
  KV_HOLD_MS,
  KV_LISTED,
  KV_SAVE_MS,
  KV_STALE_MS,
  MAX_AGE_MS,
  RESTORE_MS,
} from "../core/limits.ts";
import type { Clock, Storage } from "../core/ports.ts";
import { isShared, kvShared } from "./kv-shared.ts";
import { type Found, type KvPutOptions, type KvWriter, kvWrites } from "./kv-writes.ts";
import { createRounds } from "./rounds.ts";

/** What is needed of a KV namespace. */
export interface KvLike extends KvWriter {
  get(key: string): Promise<string | null>;
  list(options: { prefix: string; cursor?: string }): Promise<{
    readonly keys: readonly Found[];
    readonly list_complete: boolean;
    readonly cursor?: string;
  }>;
}

/** How a storage over Workers KV is set up. */
export interface KvOptions {
  /** What its keys begin with, for collectors that share a namespace. Default `tallybeacon/`. */
  readonly prefix?: string;
  /** Counts of so much time may go with an isolate: each is a write, a deletion and an update. Default 60,000 ms. */
  readonly saveMs?: number;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/**
 * `kvStorage(env.TALLY)`: what a collector holds survives its isolate. Each isolate writes keys of its own, and reads
 * those of others when it begins: one list, up to two reads, and up to 16 updates that the dead have left. A `tick()`
 * puts away what was counted once in `saveMs`, and waits for its writes; what is answered within a second costs none.
 * What KV refuses is kept in memory, and written with a later tick.
 */
export function kvStorage(namespace: KvLike, options: KvOptions = {}): Storage {
  const { prefix = "tallybeacon/", saveMs = KV_SAVE_MS, clock = systemClock } = options;
  const writes = kvWrites(namespace, clock);
  const shared = kvShared(prefix, writes, clock);
  const rounds = createRounds(saveMs, clock, sync);
  /** Updates that others have sealed and we took over, by key, and their texts until somebody asks for them. */
  const theirs = new Map<string, string | undefined>();
  /** What was listed a moment ago: three questions of one start are one list. */
  let listed: { readonly atMs: number; readonly found: readonly Found[] } | undefined;
  /** Until when what is written waits: the answer that is under way may make it needless. */
  let heldUntilMs = 0;
  /** A refusal that the collector has not heard of yet. */
  let refused: { readonly cause: unknown } | undefined;

  async function sync(): Promise<void> {
    heldUntilMs = 0;
    await writes.sync().catch((cause) => {
      refused = { cause };
    });
  }

  async function list(): Promise<Found[]> {
    if (!listed || clock.now() - listed.atMs >= RESTORE_MS) {
      const found: Found[] = [];
      let cursor: string | undefined;
      do {
        const page = await namespace.list({ prefix, ...(cursor && { cursor }) });
        found.push(...page.keys);
        cursor = page.list_complete ? undefined : page.cursor;
      } while (cursor && found.length < KV_LISTED);
      listed = { atMs: clock.now(), found };
    }
    return writes.over(listed.found);
  }

  async function read(key: string): Promise<string | undefined> {
    const recent = writes.recent(key);
    if (recent) return recent.text;
    const ahead = theirs.get(key);
    if (ahead !== undefined) theirs.set(key, undefined);
    const text = ahead ?? (await namespace.get(key));
    // It was listed: it is not here yet, or not any more, and what is taken for spoilt is deleted.
    if (text === null && theirs.has(key)) throw new Error(key);
    return text ?? undefined;
  }

  /** Ours, and some of what others have sealed and, did they live, would have sent long ago: no two take the same. */
  async function sealed(found: readonly Found[]): Promise<string[]> {
    const oldMs = clock.now() - shared.pauseMs(await list()) - KV_STALE_MS;
    const ours: string[] = [];
    const old: string[] = [];
    for (const { name, metadata } of found) {
      const { atMs = 0 } = (metadata ?? {}) as { atMs?: number };
      if (rounds.waiting.has(name.slice(prefix.length))) ours.push(name);
      else if (atMs <= oldMs) old.push(name);
    }
    const first = Math.floor(clock.random() * old.length);
    const taken = [...old.slice(first), ...old.slice(0, first)].slice(
      0,
      // In its whole life: more would push what is our own out of a full outbox.
      KV_ADOPTED - theirs.size,
    );
    for (const name of taken) theirs.set(name, undefined);
    const readAhead = async (name: string) =>
      theirs.set(name, (await namespace.get(name)) ?? undefined);
    await Promise.allSettled(taken.map(readAhead));
    const paths = [...ours, ...taken].map((name) => name.slice(prefix.length));
    for (const path of paths) rounds.waiting.add(path);
    return paths;
  }

  /** Forgets what others have sealed, dead or alive: the server takes nothing more from who is forgotten. */
  async function forget(): Promise<void> {
    for (const { name } of await list()) {
      const path = name.slice(prefix.length);
      if (path.startsWith("sealed/") && !rounds.waiting.has(path))
        writes.put(name, undefined, false);
    }
  }

  return {
    async get(path) {
      if (isShared(path)) return shared.get(path, await list(), read);
      const text = await read(prefix + path);
      return text === undefined ? undefined : (JSON.parse(text) as Json);
    },
    async write(changes) {
      rounds.wrote(changes);
      for (const [path, value] of Object.entries(changes)) {
        const key = prefix + path;
        const text = value === undefined ? undefined : JSON.stringify(value);
        if (isShared(path)) shared.put(path, value);
        else if (!path.startsWith("sealed/")) writes.put(key, text, false);
        else writes.put(key, text, !theirs.has(key), sealedOptions(clock));
      }
      if ("instance" in changes && changes["instance"] === undefined) await forget();
      // What KV refuses is told with the next write: the round in which it did may be over.
      const { cause } = refused ?? {};
      refused = undefined;
      if (clock.now() >= heldUntilMs) await writes.sync();
      if (cause) throw cause;
    },
    async keys(sought) {
      const found = (await list()).filter(({ name }) => name.startsWith(prefix + sought));
      const paths = sought.startsWith("sealed/")
        ? await sealed(found)
        : found.map(({ name }) => name.slice(prefix.length));
      return paths.sort();
    },
    round: (renew, send, putAway) => {
      const hold = () => {
        heldUntilMs = clock.now() + KV_HOLD_MS;
        const cancel = clock.after(KV_HOLD_MS, () => void sync(), true);
        return send().finally(cancel);
      };
      return rounds.round(renew, hold, putAway);
    },
  };
}

/** KV forgets an update by itself when nobody would send it any more. */
function sealedOptions(clock: Pick<Clock, "now">): KvPutOptions {
  return { expirationTtl: MAX_AGE_MS / 1_000, metadata: { atMs: clock.now() } };
}
