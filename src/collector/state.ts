// Everything one collector knows, as one record: the verbs of this room take it as their first argument.
import { type DropReason, type ErrorCode, TallybeaconError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { ERROR_CHARS, ERROR_QUIET_MS, ERROR_TOPICS } from "../core/limits.ts";
import type { Beacon, Clock, Storage, Transport } from "../core/ports.ts";
import type { Update } from "../core/update.ts";
import type { Buffer } from "./buffer.ts";
import { privacyAllows } from "./consent.ts";

/** How a flush ended. What was not sent stays in the outbox. */
export type Flush =
  | { readonly ok: true; readonly sent: number }
  | { readonly ok: false; readonly sent: number; readonly error: TallybeaconError };

/** An update of ours: epoch and seq are always there. */
export type Sealed = Update & { readonly epoch: string; readonly seq: number };

/** One collector. */
export interface State extends Buffer {
  readonly url: string;
  readonly clock: Clock;
  /** Without one, all that is not sent goes with the page. */
  readonly storage?: Storage;
  readonly beacon?: Beacon;
  readonly trustBeacon?: boolean;
  readonly transport: Transport;
  readonly enabled?: () => boolean;
  /** What the browser says of its user, who is asked when nobody else is; unknown until then: the look is dear. */
  isPublic?: boolean;
  readonly intervalMs: number;
  readonly maxBytes: number;
  readonly onError?: (error: TallybeaconError) => void;

  /** The instance id, once it is known. */
  id?: string | undefined;
  /** One life of one collector; empty until something is numbered. */
  epoch: string;
  /** The number of the last sealed update. */
  seq: number;
  /** Calls in this epoch: of sealed updates, and dropped. */
  recorded: number;

  /** Sealed updates waiting for an acknowledgement, by their path in storage, in the order they are sent. */
  readonly pending: Map<string, Sealed>;
  /** Those of them that an earlier life, or another tab, had sealed. */
  readonly found: WeakSet<Sealed>;
  /** Calls of this epoch that were discarded before they were numbered, by reason; only ever grows. */
  dropped: Counts;
  /** Calls that were taken out of numbered updates, of other lives too, and what was dropped in former epochs. */
  readonly lost: Counts;
  /** Trouble, by error code. */
  readonly faults: Counts;
  /** What `onError` has heard, and until when it need not hear it again. */
  readonly told: Map<string, number>;

  /** Records to be written at the end of this turn, by path. */
  changes?: Record<string, unknown> | undefined;
  /** The restoring of what the storage had. */
  restored?: Promise<unknown> | undefined;
  /** Whether the stored controls were read: what is not known must not be written over. */
  isKnown?: boolean;
  /** To the other tabs, while the page is not left. */
  channel?: BroadcastChannel | undefined;

  /** Undo of the next copying of the buffer. */
  shadowing?: (() => void) | undefined;
  /** The storage has a record under the next number: the buffer as it was a moment ago. */
  isShadowed?: boolean;
  /** Undos of the claims on epochs: ours while it may have an open record, and the dead ones that we send for. */
  readonly claims: Map<string, () => void>;
  /** Takes back the copy that the browser sends should we die. */
  later?: AbortController;

  /** A deletion was asked for, and not yet answered. */
  isForgetting?: boolean;
  receipt?: string | undefined;

  /** True between start and stop. */
  started: boolean;
  /** Undo of the emission's timer. */
  timer?: () => void;
  running?: Promise<Flush> | undefined;
  /** Attempts that the emission under way has used up. */
  failures: number;
  /** The page's own policy forbids the endpoint. */
  isBlocked?: boolean;
  /** The last attempt had no answer: worth another as soon as page or network are back. */
  isUnheard?: boolean;
}

/** Whether the server may be talked to: also to be told that the user is to be forgotten. */
export function mayTalk(state: State): boolean {
  return !!state.isForgetting || isAllowed(state);
}

/** Whether the user agrees now; a consent function that throws is a no. */
export function isAllowed(state: State): boolean {
  try {
    if (state.enabled) return state.enabled();
    state.isPublic ??= privacyAllows();
    return state.isPublic;
  } catch {
    return false;
  }
}

/** Counts by name. */
export type Counts = { [name: string]: number };

/** Adds to a count; no name for nothing. */
export function count(counts: Counts, name: string, more: number): void {
  if (more) counts[name] = (counts[name] ?? 0) + more;
}

/** Counts calls that are discarded: who drops, counts. */
export function drop(state: State, reason: DropReason, calls: number): void {
  count(state.dropped, reason, calls);
  state.recorded += calls;
}

/** Tells `onError`, the same thing once a minute, and returns the error. What the listener throws is swallowed. */
export function tell(state: State, code: ErrorCode, about: unknown): TallybeaconError {
  let text: string = code;
  try {
    text += `: ${String(about).slice(0, ERROR_CHARS)}`;
  } catch {
    // Anything can be thrown, also what cannot be printed.
  }
  const error = new TallybeaconError(code, text, about);
  count(state.faults, code, 1);
  const { told, onError } = state;
  const nowMs = state.clock.now();
  if (told.size > ERROR_TOPICS) told.clear();
  if (nowMs > (told.get(text) ?? 0)) {
    told.set(text, nowMs + ERROR_QUIET_MS);
    try {
      onError?.(error);
    } catch {
      // The listener is the page's; its trouble is not ours to spread.
    }
  }
  return error;
}

/** Waits for storage work; what a storage refuses is told, and stays in memory only. */
export function guard(state: State, work: Promise<unknown>): Promise<unknown> {
  return work.catch((cause) => tell(state, "storage", cause));
}

/** Puts a record into the storage or takes it away: in one write with all else that changes in this turn. Never throws. */
export function save(state: State, path: string, record?: unknown): void {
  if (!state.changes) {
    state.changes = {};
    void guard(state, write(state));
  }
  state.changes[path] = record;
}

async function write(state: State): Promise<void> {
  await undefined;
  const { changes } = state;
  state.changes = undefined;
  await state.storage?.write(changes as Record<string, Json>);
}

/** Keeps what the next life must know, and tells it to the other tabs. */
export function saveControls(state: State): void {
  const controls = { ...state.wishes };
  if (state.isKnown || controls.stopped) save(state, "controls", controls);
  state.channel?.postMessage(controls);
}

/** Makes an epoch ours, as far as anybody can tell; false when another tab has it. */
export async function claim({ storage, claims }: State, epoch: string): Promise<boolean> {
  if (!storage?.claim || claims.has(epoch)) return true;
  const release = await storage.claim(epoch);
  if (release) claims.set(epoch, release);
  return !!release;
}

/** Gives up what was claimed: all of it is sealed, and a page that is put aside must hold nothing. */
export function unclaim({ claims }: State): void {
  for (const release of claims.values()) release();
  claims.clear();
}
