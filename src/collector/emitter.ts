// The cycle: send what is sealed, obey the reply, come back when the server wants it or when a retry is due.
import { TallybeaconError } from "../core/errors.ts";
import {
  INTERVAL_JITTER_MS,
  MAX_ATTEMPTS,
  MAX_INTERVAL_MS,
  REQUEST_TIMEOUT_MS,
  STOP_BUDGET_MS,
} from "../core/limits.ts";
import { isRetryable, jitteredMs, retryAfterMs } from "../core/retry.ts";
import { halt, obey } from "./obey.ts";
import { due, settle, strip } from "./outbox.ts";
import { readReply, wantedMs } from "./reply.ts";
import { ready } from "./restore.ts";
import { seal } from "./seal.ts";
import { letGo } from "./shadow.ts";
import { type Flush, type Sealed, type State, saveControls, tell } from "./state.ts";
import { within } from "./within.ts";

/** No retry makes sense before the next emission: later than that can be. */
const NEVER = MAX_INTERVAL_MS;

/** One emission now, or the one that is under way. Never rejects. */
export function flush(state: State, isLast?: boolean): Promise<Flush> {
  state.running ??= emit(state, isLast).finally(() => {
    state.running = undefined;
  });
  return state.running;
}

/** An emission if it is due, or, when page or network are back, if nobody answered. */
export async function tick(state: State, isBack?: boolean): Promise<Flush | undefined> {
  await ready(state);
  const leftMs = state.nextAtMs - state.clock.now();
  // More than a month was never said: the clock was ahead, and must not silence us.
  const isDue = !(leftMs > 0 && leftMs <= NEVER);
  if (isDue || (isBack && state.isUnheard)) return flush(state);
  arm(state, leftMs);
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
  arm(state, 0);
  const last = async () => {
    await state.running;
    return flush(state, true);
  };
  const gaveUp = (): Flush => ({ ok: false, sent: 0, error: tell(state, "timeout", state.url) });
  const flushed = await within(state, STOP_BUDGET_MS, last()).catch(gaveUp);
  if (!state.started) letGo(state);
  return flushed;
}

function arm(state: State, delayMs: number): void {
  state.timer?.();
  if (state.started && !state.stopped) {
    state.timer = state.clock.after(delayMs, () => tick(state));
  }
}

/** Sends what there is, and says when to come back; the last emission waits for its retries in its budget. */
async function emit(state: State, isLast?: boolean): Promise<Flush> {
  const endMs = state.clock.now() + STOP_BUDGET_MS;
  let sent = 0;
  for (;;) {
    let waitMs = NEVER;
    if (!(await ready(state))) {
      // It stays due, for the moment in which the user agrees.
      arm(state, state.intervalMs);
      return { ok: true, sent };
    }
    if (state.stopped) state.error = tell(state, "stopped", state.url);
    else seal(state, true);
    // What is sent was handed to the storage before.
    await undefined;
    for (const update of due(state)) {
      const retryMs = await attempt(state, update);
      if (retryMs === 0) sent++;
      if (retryMs) {
        waitMs = retryMs;
        break;
      }
    }
    const { reply, error } = state;
    state.reply = state.error = undefined;
    if (++state.failures >= MAX_ATTEMPTS || waitMs === NEVER) {
      state.failures = 0;
      if (reply?.stop) halt(state);
      waitMs = state.wantedMs ?? state.intervalMs + state.clock.random() * INTERVAL_JITTER_MS;
    }
    waitMs = Math.min(waitMs, NEVER);
    state.nextAtMs = state.clock.now() + waitMs;
    // Only what was heard is written: another tab may have heard more.
    if (reply) saveControls(state);
    arm(state, waitMs);
    const isOver = !isLast || !state.failures || state.nextAtMs > endMs;
    // It does not argue with a server that wants fewer requests.
    if (isOver || error?.cause === 429) {
      return { ok: !error, sent, error } as Flush;
    }
    await new Promise<void>((resolve) => state.clock.after(waitMs, resolve, true));
  }
}

/**
 * POSTs one update, settles it, obeys the reply. Resolves to when to try it again: to 0 when it is settled, to nothing
 * when the updates behind it may do better.
 */
async function attempt(state: State, update: Sealed): Promise<number | undefined> {
  const startMs = state.clock.now();
  let retryMs: number | undefined = jitteredMs(state.failures + 1, state.clock.random());
  try {
    const sent = state.transport(state.url, JSON.stringify(update), { keepalive: !state.failures });
    const { status, headers, body } = await within(state, REQUEST_TIMEOUT_MS, sent);
    state.isUnheard = false;
    const reply = readReply(status, headers.get("content-type"), body);
    const isDone = reply && status < 400;
    const hintMs = retryAfterMs(headers.get("retry-after"), state.clock.now());
    const wishMs = reply && wantedMs(reply);
    retryMs = (status === 429 && wishMs) || (hintMs ?? retryMs);
    if (!isRetryable(status)) retryMs = NEVER;
    if ([400, 413, 422].includes(status)) {
      // What is left says that nothing is: refused once more, it goes without a trace.
      if (strip(state, update, "rejected") === update) settle(state, update);
      // The updates behind it may do better.
      retryMs = undefined;
    }
    if (reply) {
      state.reply = reply;
      // An error that says nothing of it leaves it as it was.
      if (isDone || wishMs) state.wantedMs = wishMs;
      // A page may sleep over its answer; it was awake when it asked.
      if (reply.now) state.offsetMs = reply.now - startMs;
      // Settled before the lists are obeyed: what the server has, or refused, is not dropped once more.
      if (isDone) settle(state, update, reply.ack);
      obey(state, reply);
    }
    if ([410, 451].includes(status) || (isDone && reply.stop)) halt(state);
    if (isDone) {
      if (update.forget) {
        state.isForgetting = false;
        state.receipt = reply.receipt;
      }
      return 0;
    }
    state.error = tell(state, status < 400 ? "reply" : "status", status);
  } catch (cause) {
    state.isUnheard = true;
    state.error = tell(state, cause instanceof TallybeaconError ? "blocked" : "network", cause);
  }
  return retryMs;
}
