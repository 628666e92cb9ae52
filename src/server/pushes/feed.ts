// Pushed metrics over time: each minute in which something was pushed, what there is of it goes into a history.

import { TallybeaconError } from "../../core/errors.ts";
import type { Labels, MetricFamily } from "../../core/family.ts";
import type { Clock, History } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { MAX_SAMPLED, MAX_SAMPLED_SERIES } from "../../core/push-limits.ts";
import { quietly } from "../../core/quiet.ts";
import { MINUTE_MS } from "../../core/store-limits.ts";
import { sampleOf } from "../push/history-store.ts";

/** What is fed, and from what. */
export interface FeedOptions {
  readonly pushes: Pick<Pushes, "groups" | "sums">;
  readonly history: Pick<History, "record">;
  readonly clock: Clock;
  /** Hears why pushes could not be read. */
  readonly onError?: (error: unknown) => void;
}

/** Feeds a history. */
export interface Feed {
  /** Something was pushed. */
  note(): void;
  /** Writes down what was pushed since the last minute. Runs with every request and every push, so that no timer is needed. */
  tick(): void;
}

/** Reads all pushes once a minute, if there were any. */
export function createFeed({ pushes, history, clock, onError }: FeedOptions): Feed {
  const tell = quietly(clock, onError);
  let minute = 0;
  let sinceMs = clock.now();
  let isNews = false;
  const record = (host: string, at: number, families: readonly MetricFamily[], nowMs: number) => {
    if (at >= sinceMs) history.record(host, sampleOf(firstOf(families), [], nowMs));
  };
  return {
    note() {
      isNews = true;
    },
    tick() {
      const now = clock.now();
      if (!isNews || Math.floor(now / MINUTE_MS) === minute) return;
      minute = Math.floor(now / MINUTE_MS);
      try {
        for (const { job, at, families } of pushes.sums()) record(hostOf(job), at, families, now);
        for (const { grouping, at, families } of pushes.groups()) {
          record(hostOf(grouping), at, families, now);
        }
        sinceMs = now;
        isNews = false;
      } catch (error) {
        // Whoever asks for something else is not to blame.
        tell(new TallybeaconError("storage", "pushes could not be read", error));
      }
    },
  };
}

/** `sum/shop` for the sum of a job, `job/batch/instance/a` for a group. Sites that send updates have no slash in their names. */
export function hostOf(of: string | Labels): string {
  const parts = typeof of === "string" ? ["sum", of] : of.flat();
  return parts.map(encodeURIComponent).join("/");
}

/** The first series, and of two types under one name the first, as in a scrape. */
function firstOf(families: readonly MetricFamily[]): MetricFamily[] {
  const names = new Set<string>();
  const first = families.filter(({ name }) => !names.has(name) && names.add(name));
  let room = MAX_SAMPLED;
  return first.map((family) => {
    const metrics = family.metrics.slice(0, Math.min(room, MAX_SAMPLED_SERIES));
    room -= metrics.length;
    return { ...family, metrics };
  });
}
