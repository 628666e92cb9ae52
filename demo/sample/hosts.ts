// How busy the collector was with each site: the samples that its meter writes, one a minute.
import type { History } from "../../src/core/ports.ts";
import { LOAD_HOST, type Sample } from "../../src/core/sample.ts";
import { together } from "../../src/server/meter.ts";
import type { Chance } from "./chance.ts";
import { HOUR_MS, MINUTE_MS, type Story } from "./story.ts";

interface Site {
  readonly host: string;
  /** Requests of a minute on an ordinary evening, or in a busy hour of work. */
  readonly requests: number;
  readonly p99Ms: number;
  /** Of one request, mostly compressed. */
  readonly bytes: number;
  readonly by: "demand" | "work";
}

const SITES: readonly Site[] = [
  { host: "shop.example.com", requests: 74, p99Ms: 6, bytes: 410, by: "demand" },
  { host: "admin.example.com", requests: 13, p99Ms: 9, bytes: 260, by: "work" },
  { host: "direct", requests: 41, p99Ms: 4, bytes: 980, by: "demand" },
];
/** A history keeps a day. */
const KEPT_MS = 24 * HOUR_MS;
/** When a backup slowed the disk down, and for how long. */
const BACKUP = { beforeMs: 5.5 * HOUR_MS, forMs: 12 * MINUTE_MS };

/** Records the last day; rates of failures are percentages. */
export async function recordHosts(
  history: Pick<History, "record" | "flush">,
  story: Story,
  chance: Chance,
): Promise<void> {
  const fromMs = Math.ceil((story.nowMs - KEPT_MS) / MINUTE_MS) * MINUTE_MS;
  for (let atMs = fromMs; atMs <= story.nowMs; atMs += MINUTE_MS) {
    const sinceBackupMs = atMs - (story.nowMs - BACKUP.beforeMs);
    const isSlow = sinceBackupMs >= 0 && sinceBackupMs < BACKUP.forMs;
    let all: Sample | undefined;
    for (const { host, requests, p99Ms, bytes, by } of SITES) {
      const made = chance.times(requests * story[by](atMs));
      // A minute without requests has no sample.
      if (made === 0) continue;
      const failed = Math.min(made, chance.times(made * (isSlow ? 0.03 : 0.002)));
      const sample = {
        ts: atMs / 1_000,
        requests_sec: made / 60,
        bytes_sec: Math.round(made * bytes * (0.9 + 0.2 * chance.next())) / 60,
        p99_ms: Math.round(p99Ms * (isSlow ? 14 : 1) * (0.8 + 0.6 * chance.next())),
        error_rate: (failed / made) * 100,
        active_backends: 1,
      };
      history.record(host, sample);
      all = together(all, sample);
    }
    if (all) history.record(LOAD_HOST, all);
    // A history's queue has room for a few.
    await history.flush();
  }
}
