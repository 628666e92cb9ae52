// The cycle: send what is sealed, obey the reply, come back when the server wants it or when a retry is due.
import type { TallybeaconError } from "../core/errors.ts";
import {
  INTERVAL_JITTER_MS,
  MAX_ATTEMPTS,
  NS_PER_MS,
  REQUEST_TIMEOUT_MS,
  STOP_BUDGET_MS,
} from "../core/limits.ts";
import { clampRetryMs, isRetryable, jitteredMs, retryAfterMs } from "../core/retry.ts";
import { halt, obey } from "./obey.ts";
import { giveUp, settle } from "./outbox.ts";
import { readReply, wantedMs } from "./reply.ts";
import { ready } from "./restore.ts";
import { seal } from "./seal.ts";
import { type Flush, type Sealed, type State, saveControls, tell } from "./state.ts";
import { within } from "./within.ts";

/** No retry makes sense before the next emission. */
const NEVER = 2 ** 53;

/** One emission now, or the one that is under way. Never rejects. */
export function flush(state: State, isLast = false): Promise<Flush> {
  state.running ??= emit(state, isLast).finally(() => {
    state.running = undefined;
  });
  return state.running;
}

/** An emission if it is due, or, when page or network are back, if something waits for a retry. */
export async function tick(state: State, isBack = false): Promise<Flush | undefined> {
  await ready(state);
  const isDue = state.nextAtMs <= state.clock.now() || (isBack && state.failures > 0);
  return isDue ? flush(state) : undefined;
}

/** Starts the cycle: the first emission comes at once, or when an earlier life was told to come. */
export async function start(state: State): Promise<void> {
  state.started = true;
  await ready(state);
  arm(state);
}

/** Ends the cycle with a last emission, after the one under way. */
export async function stop(state: State): Promise<Flush> {
  state.started = false;
  arm(state);
  await state.running;
  return flush(state, true);
}

function arm(state: State): void {
  const { clock, nextAtMs } = state;
  state.timer?.();
  if (state.started && !state.stopped) {
    state.timer = clock.after(Math.max(0, nextAtMs - clock.now()), () => flush(state));
  }
}

/** Passes, and when to come back after them; the last emission waits for its retries while its budget lasts. */
async function emit(state: State, isLast: boolean): Promise<Flush> {
  const { clock } = state;
  const endMs = clock.now() + STOP_BUDGET_MS;
  for (;;) {
    const flushed = await pass(state);
    const { retryMs = NEVER, reply, askedMs } = state;
    const canRetry = retryMs < NEVER && ++state.failures < MAX_ATTEMPTS;
    if (!canRetry) {
      state.failures = 0;
      if (reply?.stop) halt(state);
    }
    if (!isLast) {
      const defaultMs = state.intervalMs + clock.random() * INTERVAL_JITTER_MS;
      state.nextAtMs =
        clock.now() + (canRetry ? retryMs : (wantedMs(reply) ?? askedMs ?? defaultMs));
      saveControls(state);
      arm(state);
      return flushed;
    }
    // It does not argue with a server that wants fewer requests.
    const isOver = !canRetry || clock.now() + retryMs > endMs;
    if (isOver || flushed.ok || flushed.error.cause === 429) return flushed;
    await new Promise<void>((resolve) => clock.after(retryMs, resolve, true));
  }
}

/** Sends what there is until something fails; `retryMs` then says when to try that again. */
async function pass(state: State): Promise<Flush> {
  let sent = 0;
  let error: TallybeaconError | undefined;
  const isAllowed = await ready(state);
  state.retryMs = undefined;
  if (state.stopped) error = tell(state, "stopped", "by the server");
  else if (isAllowed) {
    if (!state.failures) state.reply = undefined;
    seal(state, true);
    for (const update of state.pending.values()) {
      const failure = await attempt(state, update);
      if (!failure) sent++;
      error = failure ?? error;
      if (state.retryMs) break;
    }
  }
  return error ? { ok: false, sent, error } : { ok: true, sent };
}

/** POSTs one update: settles it, or says why not, and in `retryMs` when to try again. */
async function attempt(state: State, update: Sealed): Promise<TallybeaconError | undefined> {
  const { clock, url } = state;
  state.retryMs = jitteredMs(state.failures + 1, clock.random());
  state.askedMs = undefined;
  try {
    const sent = state.transport(url, JSON.stringify(update), { keepalive: true });
    const answer = await within(clock, REQUEST_TIMEOUT_MS, sent);
    const { status } = answer;
    const reply = readReply(answer);
    const isDone = reply && status < 400;
    if (isDone) {
      state.retryMs = undefined;
      // Before the lists are obeyed: what the server has is not dropped any more.
      settle(state, update, reply.ack);
    }
    if (reply) {
      state.reply = reply;
      obey(state, reply);
    }
    if (isDone) return undefined;
    if (!isRetryable(status)) state.retryMs = NEVER;
    if ([400, 413, 422].includes(status)) {
      giveUp(state, update, "rejected");
      // The updates behind it may do better.
      state.retryMs = undefined;
    }
    if ([410, 451].includes(status)) halt(state);
    if ([429, 503].includes(status)) {
      const { next_update = 0 } = (status === 429 && reply) || {};
      state.askedMs =
        next_update > 0
          ? clampRetryMs(next_update / NS_PER_MS)
          : retryAfterMs(answer.retryAfter, clock.now());
      state.retryMs = state.askedMs ?? state.retryMs;
    }
    return tell(state, reply ? "status" : "reply", status);
  } catch (cause) {
    return tell(state, "network", cause);
  }
}
