// One emission: seal, send, obey the reply, and say when to come back. Each step is one transaction, so that it may end
// between any two, be repeated, and meet itself: what is sent twice has one number, and only an answer takes it away.
import { readReply, wantedMs } from "../../collector/reply.ts";
import { MAX_ROUNDS } from "../../core/edge-limits.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { INTERVAL_JITTER_MS, MAX_ATTEMPTS, MAX_INTERVAL_MS } from "../../core/limits.ts";
import type { Answer, Clock, Sql, Transport } from "../../core/ports.ts";
import { isRetryable, jitteredMs, retryAfterMs } from "../../core/retry.ts";
import { forgetNewest } from "./newest.ts";
import { halt, obey } from "./obey.ts";
import { expire, hollow, isHollow, nextOf, type Sealed, settle, waiting } from "./outbox.ts";
import { add, type Own, readOwn, readWishes, writeOwn } from "./record.ts";
import { seal } from "./seal.ts";
import { forgetIsolates } from "./take.ts";

/** What an emission needs. */
export interface Emitter {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly url: string;
  readonly transport: Transport;
  /** Between two emissions, until the server says otherwise. */
  readonly intervalMs: number;
  readonly tell: (error: TallybeaconError) => void;
}

/** No retry makes sense before the next emission: later than that can be. */
const NEVER = MAX_INTERVAL_MS;

/** Reads what the object knows, changes it, and writes it back. */
export function change<T>(sql: Sql, run: (own: Own) => T): T {
  return sql.tx(() => {
    const own = readOwn(sql);
    const result = run(own);
    writeOwn(sql, own);
    return result;
  });
}

/** When the next emission is due, ms since the epoch: now, if it should have been, or was never said to be so late. */
export function dueMs({ nextAtMs }: Own, nowMs: number): number {
  return nextAtMs - nowMs <= NEVER ? Math.max(nextAtMs, nowMs) : nowMs;
}

/** Sends what there is. Resolves to when to come back, or to nothing when nothing is left to be sent. Never rejects for what a server does. */
export async function emit(emitter: Emitter): Promise<number | undefined> {
  const { sql, clock } = emitter;
  let waitMs: number | undefined;
  for (let round = 0; round < MAX_ROUNDS && waitMs === undefined; round += 1) {
    if (readWishes(sql).stopped) return undefined;
    const isWhole = change(sql, (own) => {
      forgetIsolates(sql, own, clock.now());
      forgetNewest(sql, clock.now());
      expire(sql, clock.now());
      seal(sql, own, clock.now(), readWishes(sql).version);
      return own.items === 0;
    });
    waitMs = await drain(emitter);
    if (isWhole) break;
  }
  return change(sql, (own) => {
    if (readWishes(sql).stopped) return undefined;
    own.failures += 1;
    if (waitMs === undefined || waitMs === NEVER || own.failures >= MAX_ATTEMPTS) {
      own.failures = 0;
      waitMs = own.wantedMs ?? emitter.intervalMs + clock.random() * INTERVAL_JITTER_MS;
    }
    own.nextAtMs = clock.now() + Math.min(waitMs, NEVER);
    const isLeft = own.items > 0 || own.loose > 0 || own.isAsked || waiting(sql) > 0;
    return isLeft ? own.nextAtMs : undefined;
  });
}

/** Sends the outbox, oldest first; resolves to how long to wait when an update must be tried again. */
async function drain(emitter: Emitter): Promise<number | undefined> {
  let next = nextOf(emitter.sql, 0);
  for (; next; next = nextOf(emitter.sql, next.id)) {
    const retryMs = await attempt(emitter, next.body);
    if (retryMs !== undefined) return retryMs;
  }
  return undefined;
}

/** POSTs one update and settles it. Resolves to when to try it again, or to nothing when those behind it may go. */
async function attempt(emitter: Emitter, body: string): Promise<number | undefined> {
  const { sql, clock, url, transport, tell } = emitter;
  const startMs = clock.now();
  let answer: Answer | undefined;
  try {
    answer = await transport(url, body);
  } catch (cause) {
    tell(new TallybeaconError("network", `network: ${cause}`, cause));
  }
  return change(sql, (own) => {
    const retryMs = jitteredMs(own.failures + 1, clock.random());
    if (answer) return hear(emitter, own, JSON.parse(body), answer, startMs, retryMs);
    add(own.faults, "network", 1);
    return retryMs;
  });
}

/** What an answer means for the update that it is about, and for all others. */
function hear(
  { sql, clock, tell }: Emitter,
  own: Own,
  update: Sealed,
  { status, headers, body }: Answer,
  startMs: number,
  jitterMs: number,
): number | undefined {
  const reply = readReply(status, headers.get("content-type"), body);
  const isDone = reply !== undefined && status < 400;
  const wishMs = reply && wantedMs(reply);
  const hintMs = retryAfterMs(headers.get("retry-after"), clock.now());
  const isRefused = [400, 413, 422].includes(status);
  // What is left says that nothing is: refused once more, it goes without a trace. Another alarm may have sent the whole.
  if (isRefused && isHollow(update)) settle(sql, update);
  else if (isRefused) hollow(sql, update, "rejected");
  if (reply) {
    // An error that says nothing of it leaves it as it was.
    if (isDone || wishMs) own.wantedMs = wishMs;
    if (reply.now) own.offsetMs = reply.now - startMs;
    if (isDone) {
      own.heardMs = clock.now();
      settle(sql, update, reply.ack);
    }
    obey(sql, own, reply);
  }
  if ([410, 451].includes(status) || (isDone && reply.stop)) halt(sql, own);
  if (isDone) return undefined;
  const code = status < 400 ? "reply" : "status";
  add(own.faults, code, 1);
  tell(new TallybeaconError(code, `${code}: ${status}`, status));
  if (isRefused) return undefined;
  if (!isRetryable(status)) return NEVER;
  return (status === 429 && wishMs) || (hintMs ?? jitterMs);
}
