// What a server sees when it comes back after an outage: a crowd of clients, each by its own schedule.
import { DEFAULT_INTERVAL_MS, INTERVAL_JITTER_MS, MAX_ATTEMPTS } from "../../src/core/limits.ts";
import { jitteredMs } from "../../src/core/retry.ts";
import { MINUTE_MS } from "../../src/core/store-limits.ts";
import { slotDelayMs } from "../../src/server/slot.ts";
import { chance, mix } from "./chance.ts";

/** Where one client is in its cycle. */
export interface Turn {
  /** Attempts of this emission that have failed. */
  readonly failures: number;
  /** From this attempt to the next. */
  readonly waitMs: number;
}

/** When a client comes again: after its attempt, which was answered with `wantedMs` or failed, and an answer before it. */
export type Pace = (
  failures: number,
  wantedMs: number | undefined,
  random: () => number,
  lastWantedMs?: number | undefined,
) => Turn;

/** The emitter's own schedule, without the emitter; a test holds one against the other. */
export const emitterPace: Pace = (failures, wantedMs, random, lastWantedMs) => {
  const retryMs = jitteredMs(failures + 1, random());
  if (wantedMs === undefined && failures + 1 < MAX_ATTEMPTS)
    return { failures: failures + 1, waitMs: retryMs };
  const waitMs = wantedMs ?? lastWantedMs;
  return { failures: 0, waitMs: waitMs ?? DEFAULT_INTERVAL_MS + random() * INTERVAL_JITTER_MS };
};

/** Doubling from a second to an hour, as several SDKs have it; `spread` of 0.2 is OpenTelemetry's. */
export function doublingPace(spread: number): Pace {
  return (failures, wantedMs, random) => {
    if (wantedMs !== undefined) return { failures: 0, waitMs: wantedMs };
    const waitMs = Math.min(1_000 * 2 ** failures, DEFAULT_INTERVAL_MS);
    return { failures: failures + 1, waitMs: waitMs * (1 + spread * (2 * random() - 1)) };
  };
}

/** What is asked of a crowd. */
export interface Scene {
  readonly clients: number;
  readonly pace: Pace;
  /** What the server asks of a client that it answers, given chance: its interval, or a slot of it. */
  readonly wanted: (nowMs: number, client: number) => number;
  readonly intervalMs: number;
}

/** How the server was asked after its outage. */
export interface Curve {
  /** Requests in each bucket of the ten minutes after the outage. */
  readonly after: readonly number[];
  /** The fullest of them over their mean. */
  readonly peakToMean: number;
  /** The fullest bucket of the two hours after the outage, over the mean of quiet times. */
  readonly peakToQuiet: number;
}

export const OUTAGE_MS = 600_000;
/** What the store counts by. */
const BUCKET_MS = MINUTE_MS;
/** The server was up for so long before, and is looked at for so long after. */
const BEFORE_MS = 3_600_000;
const LOOK_MS = 7_200_000;

/** Lets a crowd live through an outage of ten minutes. Clients do not know of each other: each is played alone. */
export function crowd({ clients, pace, wanted, intervalMs }: Scene): Curve {
  const buckets = new Array<number>(Math.ceil(LOOK_MS / BUCKET_MS)).fill(0);
  const upMs = BEFORE_MS + OUTAGE_MS;
  for (let client = 0; client < clients; client++) {
    const luck = chance(mix(client, 5));
    // They have come when they liked, and are as far apart as that.
    let atMs = BEFORE_MS - luck.next() * intervalMs;
    let failures = 0;
    let lastMs: number | undefined;
    while (atMs < upMs + LOOK_MS) {
      const isUp = atMs < BEFORE_MS || atMs >= upMs;
      const bucket = Math.floor((atMs - upMs) / BUCKET_MS);
      if (bucket >= 0) buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      const wantedMs = isUp ? wanted(atMs, client) : undefined;
      const turn = pace(failures, wantedMs, luck.next, lastMs);
      lastMs = wantedMs ?? lastMs;
      failures = turn.failures;
      atMs += turn.waitMs;
    }
  }
  const after = buckets.slice(0, OUTAGE_MS / BUCKET_MS);
  const mean = after.reduce((sum, count) => sum + count, 0) / after.length;
  const quiet = (clients * BUCKET_MS) / intervalMs;
  return {
    after,
    // Nobody at all is flat, too.
    peakToMean: mean ? Math.max(...after) / mean : 0,
    peakToQuiet: Math.max(...buckets) / quiet,
  };
}

/** Of clients that failed together, the share that comes again within the same second, where most of them do. */
export function herd(clients: number, pace: Pace): number {
  const luck = chance(mix(clients, 3));
  const seconds = new Map<number, number>();
  for (let client = 0; client < clients; client++) {
    const second = Math.floor(pace(0, undefined, luck.next).waitMs / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  return Math.max(...seconds.values()) / clients;
}

/** No more of them than this are to. */
export const MAX_HERD = 0.2;

/** Ours and others', in the order in which they are told. */
export function curves(clients: number, intervalMs: number): Record<string, Curve> {
  const scene = { clients, intervalMs, wanted: () => intervalMs };
  const slot = (nowMs: number, client: number) =>
    slotDelayMs(`client ${client}`, intervalMs, nowMs);
  return {
    ours: crowd({ ...scene, pace: emitterPace, wanted: slot }),
    "ours, without slots": crowd({ ...scene, pace: emitterPace }),
    "doubling, ±20 %": crowd({ ...scene, pace: doublingPace(0.2) }),
    "doubling, no jitter": crowd({ ...scene, pace: doublingPace(0) }),
  };
}

if (process.argv[1] === import.meta.filename) {
  for (const intervalMs of [60_000, DEFAULT_INTERVAL_MS]) {
    console.log(`an interval of ${intervalMs / 1_000} s`);
    for (const [name, { peakToMean, peakToQuiet }] of Object.entries(curves(100_000, intervalMs))) {
      const figures = `${peakToMean.toFixed(2)} in the ten minutes after`;
      console.log(
        `  ${name}: peak/mean ${figures}, peak/quiet ${peakToQuiet.toFixed(2)} in two hours`,
      );
    }
  }
}
