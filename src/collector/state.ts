// Everything one collector knows, as one record: the verbs of this room take it as their first argument.
import { type DropReason, type ErrorCode, TallybeaconError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { ERROR_QUIET_MS } from "../core/limits.ts";
import type { Beacon, Clock, Storage, Transport } from "../core/ports.ts";
import type { Reply, Update } from "../core/update.ts";
import type { Buffer } from "./buffer.ts";

/** How a flush ended. What was not sent stays in the outbox. */
export type Flush =
  | { readonly ok: true; readonly sent: number }
  | { readonly ok: false; readonly sent: number; readonly error: TallybeaconError };

/** An update of ours: it is always numbered. */
export type Sealed = Update & {
  readonly epoch: string;
  readonly seq: number;
  readonly recorded: number;
};

/** As much of a BroadcastChannel as is used: Workers have none, nor its type. */
interface Channel {
  onmessage: unknown;
  postMessage(message: unknown): void;
  close(): void;
}

/** One collector. */
export interface State extends Buffer {
  readonly url: string;
  readonly clock: Clock;
  /** Without one, all that is not sent goes with the page. */
  readonly storage?: Storage;
  readonly beacon: Beacon;
  readonly trustBeacon?: boolean;
  readonly transport: Transport;
  /** Whether the user agrees now. Never throws. */
  readonly enabled: () => boolean;
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
  /** Those of them that the beacon has had, or need not have. */
  readonly handed: WeakSet<Sealed>;
  /** Calls of this epoch that were discarded before they were numbered, by reason; only ever grows. */
  dropped: Counts;
  /** Calls that were taken out of numbered updates, of other lives too. */
  readonly lost: Counts;
  /** Trouble, by error code. */
  readonly faults: Counts;
  /** Until when `onError` need not hear of it again, by error code. */
  readonly quiet: Counts;

  /** Records to be written at the end of this turn, by path. */
  changes?: Record<string, unknown> | undefined;
  /** The restoring of what the storage had. */
  restored?: Promise<unknown> | undefined;
  /** Whether the stored controls were read: what is not known must not be written over. */
  isKnown?: boolean;
  /** To the other tabs, while the page is not left. */
  channel?: Channel | undefined;

  /** Undo of the next copying of the buffer. */
  shadowing?: (() => void) | undefined;
  /** When the last copying was over, by our clock; 0 before. */
  copiedMs: number;
  /** The storage has a record under the next number: the buffer as it was a moment ago. */
  isShadowed?: boolean;
  /** Undos of the claims on epochs: ours while it may have an open record, and the dead ones that we send for. */
  readonly claims: Map<string, () => void>;
  /** Takes back the copy that the browser sends should we die. */
  later?: AbortController;

  /** A deletion was asked for, and not yet answered. */
  isForgetting?: boolean;
  /** What the server answered to it. */
  receipt?: string | undefined;

  /** True between start and stop. */
  started?: boolean;
  /** Undo of the emission's timer. */
  timer?: () => void;
  running?: Promise<Flush> | undefined;
  /** What the emission under way has heard last, and what went wrong in it. */
  reply?: Partial<Reply> | undefined;
  error?: TallybeaconError | undefined;
  /** What the last reply wanted: also after attempts that no reply came to. */
  wantedMs?: number | undefined;
  /** Attempts that the emission under way has used up. */
  failures: number;
  /** The last attempt had no answer: worth another as soon as page or network are back. */
  isUnheard?: boolean;
}

/** Whether the server may be talked to: also to be told that the user is to be forgotten. */
export function mayTalk(state: State): boolean {
  return !!state.isForgetting || state.enabled();
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

/** Tells `onError`, the same code once a minute, and returns the error. What the listener throws is swallowed. */
export function tell(state: State, code: ErrorCode, about: unknown): TallybeaconError {
  let text: string = code;
  try {
    text += `: ${about}`;
  } catch {
    // Anything can be thrown, also what cannot be printed.
  }
  const error = new TallybeaconError(code, text, about);
  count(state.faults, code, 1);
  const nowMs = state.clock.now();
  // A code that was never told has no time to wait for.
  if (!(nowMs <= (state.quiet[code] as number))) {
    state.quiet[code] = nowMs + ERROR_QUIET_MS;
    try {
      state.onError?.(error);
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
  const { off, stopped, version, nextAtMs, offsetMs } = state;
  const controls = { off, stopped, version, nextAtMs, offsetMs };
  if (state.isKnown || stopped) save(state, "controls", controls);
  state.channel?.postMessage(controls);
}

/** Makes an epoch ours, as far as anybody can tell; false when another tab has it. */
export async function claim(state: State, epoch: string): Promise<boolean> {
  if (!state.storage?.claim || state.claims.has(epoch)) return true;
  const release = await state.storage.claim(epoch);
  if (release) state.claims.set(epoch, release);
  return !!release;
}
