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
const NEVER = Number.POSITIVE_INFINITY;

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
    const [flush, retryMs = NEVER] = await pass(state, isLast);
    const canRetry = retryMs < NEVER && ++state.failures < MAX_ATTEMPTS;
    if (!canRetry) {
      state.failures = 0;
      if (state.reply?.stop) halt(state);
    }
    if (!isLast) {
      const defaultMs = state.intervalMs + clock.random() * INTERVAL_JITTER_MS;
      const delayMs = canRetry ? retryMs : (wantedMs(state.reply) ?? state.askedMs ?? defaultMs);
      state.nextAtMs = clock.now() + delayMs;
      saveControls(state);
      arm(state);
      return flush;
    }
    if (!canRetry || clock.now() + retryMs > endMs) return flush;
    await new Promise<void>((resolve) => clock.after(retryMs, resolve));
  }
}

/** Sends what there is until something fails; returns when to try that again, or undefined. */
async function pass(state: State, isLast: boolean): Promise<[Flush, retryMs: number | undefined]> {
  let sent = 0;
  let error: TallybeaconError | undefined;
  let retryMs: number | undefined;

  /** POSTs one update: settles it, or says in `retryMs` when to try again. */
  const attempt = async (update: Sealed): Promise<void> => {
    const { clock, transport } = state;
    retryMs = jitteredMs(state.failures + 1, clock.random());
    const body = JSON.stringify(update);
    const answer = await within(
      clock,
      REQUEST_TIMEOUT_MS,
      transport(state.url, body, { keepalive: true }),
    );
    const { status } = answer;
    const reply = readReply(answer);
    const isDone = reply && status < 400;
    // Settled before the lists are obeyed: what the server has is not dropped any more.
    if (isDone) settle(state, update, reply.ack);
    if (reply) {
      state.reply = reply;
      obey(state, reply);
    }
    if (isDone) {
      sent++;
      retryMs = undefined;
      return;
    }
    error = tell(state, reply ? "status" : "reply", status);
    if (status === 410 || status === 451) halt(state);
    if (!isRetryable(status)) retryMs = NEVER;
    if ([400, 413, 422].includes(status)) {
      // The updates behind it may do better.
      giveUp(state, update, "rejected");
      retryMs = undefined;
    }
    if (status === 429 || status === 503) {
      const nextMs = status === 429 ? (reply?.next_update ?? 0) / NS_PER_MS : 0;
      state.askedMs =
        nextMs > 0 ? clampRetryMs(nextMs) : retryAfterMs(answer.retryAfter, clock.now());
      // The last emission does not argue with a server that wants fewer requests.
      retryMs = isLast && status === 429 ? NEVER : (state.askedMs ?? retryMs);
    }
  };

  const allowed = await ready(state);
  if (state.stopped) error = tell(state, "stopped", "by the server");
  else if (allowed) {
    if (!state.failures) state.reply = undefined;
    seal(state, true);
    for (const update of state.pending.values()) {
      state.askedMs = undefined;
      try {
        await attempt(update);
      } catch (cause) {
        error = tell(state, "network", cause);
      }
      if (retryMs) break;
    }
  }
  return [error ? { ok: false, sent, error } : { ok: true, sent }, retryMs];
}
