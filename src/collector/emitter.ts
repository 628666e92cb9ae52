// The cycle: send what is sealed, obey the reply, come back when the server wants it or when a retry is due.
import { TallybeaconError } from "../core/errors.ts";
import {
  INTERVAL_JITTER_MS,
  MAX_AGE_MS,
  MAX_ATTEMPTS,
  MAX_INTERVAL_MS,
  MAX_UNHEARD,
  NS_PER_SECOND,
  REQUEST_TIMEOUT_MS,
  STOP_BUDGET_MS,
} from "../core/limits.ts";
import { isRetryable, jitteredMs, retryAfterMs } from "../core/retry.ts";
import type { Reply } from "../core/update.ts";
import { halt, obey } from "./obey.ts";
import { settle, strip } from "./outbox.ts";
import { readReply, wantedMs } from "./reply.ts";
import { ready } from "./restore.ts";
import { seal } from "./seal.ts";
import { letGo } from "./shadow.ts";
import { type Flush, mayTalk, type Sealed, type State, saveControls, tell } from "./state.ts";
import { within } from "./within.ts";

/** No retry makes sense before the next emission: later than that can be. */
const NEVER = MAX_INTERVAL_MS;

/** One emission now, or the one that is under way. Never rejects. */
export function flush(state: State, isLast = false): Promise<Flush> {
  state.running ??= emit(state, isLast).finally(() => {
    state.running = undefined;
  });
  return state.running;
}

/** An emission if it is due, or, when page or network are back, if nobody answered or much waits for an answer. */
export async function tick(state: State, isBack = false): Promise<Flush | undefined> {
  await ready(state);
  const leftMs = state.wishes.nextAtMs - state.clock.now();
  // More than a month was never said: the clock was ahead, and must not silence us.
  const isDue = !(leftMs > 0 && leftMs <= NEVER);
  const isAsking = isBack && (state.isUnheard || state.pending.size > MAX_UNHEARD);
  if (isDue || isAsking) return flush(state);
  arm(state);
  return undefined;
}

/**
 * Starts the cycle: the first emission comes at once, or when an earlier life was told to come. The storage is opened
 * in a task of its own, not in the one that the page is loading in.
 */
export function start(state: State): void {
  state.started = true;
  arm(state, 0);
}

/** Ends the cycle with a last emission, after the one under way; neither is waited for longer than the budget. */
export async function stop(state: State): Promise<Flush> {
  state.started = false;
  arm(state);
  const last = async () => {
    await state.running;
    return flush(state, true);
  };
  const gaveUp = (): Flush => ({ ok: false, sent: 0, error: tell(state, "timeout", state.url) });
  const flushed = await within(state.clock, STOP_BUDGET_MS, last()).catch(gaveUp);
  if (!state.started) letGo(state);
  return flushed;
}

function arm(state: State, delayMs = state.wishes.nextAtMs - state.clock.now()): void {
  state.timer?.();
  if (state.started && !state.wishes.stopped) {
    state.timer = state.clock.after(Math.max(0, delayMs), () => tick(state));
  }
}

/** Sends what there is, and says when to come back; the last emission waits for its retries in its budget. */
async function emit(state: State, isLast: boolean): Promise<Flush> {
  const { clock, wishes } = state;
  const endMs = clock.now() + STOP_BUDGET_MS;
  let sent = 0;
  for (;;) {
    let waitMs = NEVER;
    let reply: Partial<Reply> | undefined;
    let error: TallybeaconError | undefined;
    if (!(await ready(state))) {
      // It stays due, for the moment in which the user agrees.
      arm(state, state.intervalMs);
      return { ok: true, sent };
    }
    if (wishes.stopped) error = tell(state, "stopped", state.url);
    else seal(state, true);
    // What is sent was handed to the storage before.
    await undefined;
    for (const kept of state.pending.values()) {
      if (!mayTalk(state)) break;
      const isOld = clock.now() - Date.parse(kept.timestamp) > MAX_AGE_MS;
      const update = isOld ? strip(state, kept, "expired") : kept;
      const outcome = await attempt(state, update);
      reply = outcome.reply ?? reply;
      if (outcome.error) error = outcome.error;
      else sent++;
      waitMs = outcome.retryMs || NEVER;
      if (outcome.retryMs) break;
    }
    state.isUnheard = error?.code === "network";
    if (++state.failures >= MAX_ATTEMPTS || waitMs === NEVER) {
      state.failures = 0;
      if (reply?.stop) halt(state);
      waitMs = wantedMs(reply) ?? state.intervalMs + clock.random() * INTERVAL_JITTER_MS;
    }
    wishes.nextAtMs = clock.now() + Math.min(waitMs, NEVER);
    // Only what was heard is written: another tab may have heard more.
    if (reply) saveControls(state);
    arm(state);
    const isOver = !isLast || !state.failures || wishes.nextAtMs > endMs;
    // It does not argue with a server that wants fewer requests.
    if (isOver || error?.cause === 429) return { ok: !error, sent, error } as Flush;
    await new Promise<void>((resolve) => clock.after(waitMs, resolve, true));
  }
}

/** How one update fared. */
interface Outcome {
  /** Why it is not settled. */
  readonly error?: TallybeaconError;
  /** When to try it again; nothing when the next one may go. */
  readonly retryMs?: number | undefined;
  readonly reply?: Partial<Reply> | undefined;
}

/** POSTs one update, settles it, obeys the reply. */
async function attempt(state: State, update: Sealed): Promise<Outcome> {
  const { clock } = state;
  const startMs = clock.now();
  let retryMs: number | undefined = jitteredMs(state.failures + 1, clock.random());
  try {
    const sent = state.transport(state.url, JSON.stringify(update), { keepalive: !state.failures });
    const answer = await within(clock, REQUEST_TIMEOUT_MS, sent);
    const reply = readReply(answer);
    const { status } = answer;
    const isDone = reply && status < 400;
    const wishSeconds = status === 429 ? (reply?.next_update ?? 0) / NS_PER_SECOND : 0;
    const hint = wishSeconds > 0 ? wishSeconds : answer.retryAfter;
    retryMs = retryAfterMs(hint, clock.now()) ?? retryMs;
    if (!isRetryable(status)) retryMs = NEVER;
    if ([400, 413, 422].includes(status)) {
      // What is left says that nothing is: refused once more, it goes without a trace.
      if (strip(state, update, "rejected") === update) settle(state, update);
      // The updates behind it may do better.
      retryMs = undefined;
    }
    if (isDone && update.forget) {
      state.isForgetting = false;
      state.receipt = reply.receipt;
    }
    // A page may sleep over its answer; it was awake when it asked.
    if (reply?.now) state.wishes.offsetMs = reply.now - startMs;
    // Settled before the lists are obeyed: what the server has, or refused, is not dropped once more.
    if (isDone) settle(state, update, reply.ack);
    if (reply) obey(state, reply);
    if ([410, 451].includes(status) || (isDone && reply.stop)) halt(state);
    if (isDone) return { reply };
    return { error: tell(state, status < 400 ? "reply" : "status", status), retryMs, reply };
  } catch (cause) {
    const isBlocked = state.isBlocked || cause instanceof TallybeaconError;
    return { error: tell(state, isBlocked ? "blocked" : "network", cause), retryMs };
  }
}
