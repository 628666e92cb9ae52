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

  /** Sealed updates waiting for an acknowledgement, by their path in storage, in the order they are sent. */
  readonly pending: Map<string, Sealed>;
  /** Calls that were discarded, by reason; only ever grows. */
  readonly dropped: { [reason in DropReason]?: number };
  /** What `onError` has heard in this minute, and when that minute ends. */
  readonly told: Set<string>;
  quietMs: number;

  /** The restoring of what the storage had. */
  restored?: Promise<void>;
  /** Whether the stored controls were read: what is not known must not be written over. */
  isKnown?: boolean;

  /** True between start and stop. */
  started: boolean;
  /** When the next emission is due, ms since the epoch. */
  nextAtMs: number;
  /** Undo of the emission's timer. */
  timer?: () => void;
  running?: Promise<Flush> | undefined;
  /** Attempts that the emission under way has used up. */
  failures: number;
  /** The last attempt had no answer: worth another as soon as page or network are back. */
  isUnheard?: boolean;
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

/** Counts calls that are discarded: who drops, counts. */
export function drop({ dropped }: State, reason: DropReason, calls: number): void {
  if (calls) dropped[reason] = (dropped[reason] ?? 0) + calls;
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
  const { told, onError } = state;
  const nowMs = state.clock.now();
  if (nowMs > state.quietMs || told.size > ERROR_TOPICS) {
    told.clear();
    state.quietMs = nowMs + ERROR_QUIET_MS;
  }
  if (!told.has(error.message)) {
    told.add(error.message);
    try {
      onError?.(error);
    } catch {
      // The listener is the page's; its trouble is not ours to spread.
    }
  }
  return error;
}

/** Runs storage work; what a storage refuses is told, and stays in memory only. */
export async function guard(state: State, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    tell(state, "storage", cause);
  }
}

/** Writes behind, never throws; `undefined` deletes. */
export function save(state: State, path: string, value?: unknown): void {
  const { storage } = state;
  if (!storage) return;
  void guard(state, () => storage.write({ [path]: value as Json | undefined }));
}

/** What the next life must know. */
export interface StoredControls {
  readonly off: readonly string[];
  readonly stopped: boolean;
  readonly nextAtMs: number;
}

/** Keeps what the next life must know. */
export function saveControls(state: State): void {
  const { off, stopped, nextAtMs } = state;
  if (!state.isKnown && !stopped) return;
  save(state, "controls", { off: [...off], stopped, nextAtMs } satisfies StoredControls);
}
