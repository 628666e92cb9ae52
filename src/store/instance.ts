// One install, as the store remembers it.
import { MAX_KNOWN_EPOCHS } from "../core/store-limits.ts";
import type { KnownApp } from "./app.ts";
import type { Epoch } from "./epoch.ts";
import { nothingSeen, type Seen } from "./seen.ts";

/** A value as JSON text, empty when it is too long to be held, and when it was so. */
export interface HeldText {
  value: string;
  at: number;
  /** The database has it as a whole, and no fields beside it: it can be put there without a look. */
  isAlone?: boolean;
}

/** What is known of an instance without asking the database; forgotten when a commit fails. */
export interface KnownInstance {
  readonly id: string;
  /** What remains of it when it was forgotten: nothing more is kept of it then. */
  readonly receipt: string | undefined;
  /** The app it was heard for last; none while the database has no row of it. */
  app: KnownApp | undefined;
  /** When it was first heard; in the future while the database has no row of it. */
  firstAt: number;
  /** The epoch heard last, which the row of the instance carries. */
  epoch: string | undefined;
  /** The minute in which its keys were last written; -1 when the database has no row of it. */
  minute: number;
  /** Key of its app to the newest minute in which it came. */
  readonly keys: Map<string, number>;
  /** What `keys` has of the newest minute, for numbered keys. */
  readonly seen: Seen;
  /** Key, or field of a key as `fieldName` has it, to its last value as JSON text, and its time. */
  readonly held: Map<string, HeldText>;
  /** Those heard lately. */
  readonly epochs: Map<string, Epoch>;
  /** What it counted against `MAX_CACHED` when it was last looked at. */
  weight: number;
}

/** Numbers of runs in 100 bytes. */
const RUNS_WEIGH = 12;

/** In units of `MAX_CACHED`: about 100 bytes each. */
export function weigh({ keys, held, epochs, seen }: KnownInstance): number {
  let weight = 2 + keys.size + 2 * held.size + seen.bits.byteLength / 100;
  epochs.forEach(({ runs }) => {
    weight += 3 + runs.length / RUNS_WEIGH;
  });
  return weight;
}

/** Forgets epochs beyond a few: those that were met first go; what was written of them is read when they speak again. */
export function trimEpochs({ epochs, epoch: current }: KnownInstance): void {
  if (epochs.size <= MAX_KNOWN_EPOCHS) return;
  for (const name of epochs.keys()) {
    if (epochs.size === MAX_KNOWN_EPOCHS) return;
    if (name !== current) epochs.delete(name);
  }
}

/** An instance that the database has no row of; with `receipt` for one that was forgotten. */
export function newInstance(id: string, receipt?: string): KnownInstance {
  const known: KnownInstance = {
    id,
    receipt,
    app: undefined,
    firstAt: Number.POSITIVE_INFINITY,
    epoch: undefined,
    minute: -1,
    keys: new Map(),
    seen: nothingSeen(),
    held: new Map(),
    epochs: new Map(),
    weight: 0,
  };
  known.weight = weigh(known);
  return known;
}
