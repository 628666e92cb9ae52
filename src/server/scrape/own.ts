// What the collector tells of itself: every key, and how it is.
import type { AnyStore } from "../../core/any-store.ts";
import type { FamilyMetric, FamilyType, MetricFamily } from "../../core/family.ts";
import type { Clock } from "../../core/ports.ts";
import type { PushGroup, PushSum } from "../../core/push.ts";
import { MAX_SCRAPED_MEMBERS } from "../../core/push-limits.ts";
import type { Access } from "../access.ts";
import type { Meter } from "../meter.ts";
import { quietMs } from "../tally.ts";
import { memberLabel } from "./member-label.ts";

/** What is asked. */
export interface OwnOptions {
  readonly store: AnyStore;
  readonly access: Pick<Access, "failedTries">;
  readonly meter: Pick<Meter, "answers">;
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly startedAtMs: number;
}

/**
 * Families whose names begin with `tallybeacon_`. While shards are silent there are none of what would be less without
 * them: to Prometheus, a counter that falls began anew.
 */
export async function ownFamilies(options: OwnOptions): Promise<MetricFamily[]> {
  const { store, access, meter, clock, startedAtMs } = options;
  const silent = new Set<string>();
  const asked = async <T>(answer: T | Promise<T>): Promise<T> => {
    const found = await answer;
    for (const shard of store.silent?.() ?? []) silent.add(shard);
    return found;
  };
  const totals = store.totals();
  const apps = await asked(store.apps());
  const accounts = await asked(store.accounting(1));
  const instances = await asked(store.instances(1, clock.now() - quietMs(store)));
  const { active, total } = instances;
  const summed: Row[] = [
    [
      "app_instances",
      "gauge",
      "Instances that are kept.",
      apps.map((each) => of(each, each.instances)),
    ],
    [
      "instances",
      "gauge",
      "Instances, by whether they keep to their schedule.",
      [one(active, { state: "active" }), one(total - active, { state: "overdue" })],
    ],
    [
      "refused_total",
      "counter",
      "Updates turned away, and parts of updates not kept.",
      apps.flatMap(({ app, refused }) => byReason(refused, { app })),
    ],
    ["calls_recorded_total", "counter", "Calls that clients recorded.", [one(accounts.recorded)]],
    ["calls_accepted_total", "counter", "Calls in updates that came.", [one(accounts.accepted)]],
    [
      "calls_dropped_total",
      "counter",
      "Calls that clients dropped or lost.",
      byReason(accounts.dropped),
    ],
    ["calls_pending", "gauge", "Calls in updates that have not come.", [one(accounts.pending)]],
    ["updates_missing", "gauge", "Updates that have not come.", [one(accounts.missing)]],
    ["updates_duplicate_total", "counter", "Updates that came again.", [one(accounts.duplicates)]],
  ];
  const rows: Row[] = [
    [
      "key_total",
      "counter",
      "All that was ever counted under a key.",
      totals.map((each) => of(each, each.total)),
    ],
    [
      "member_total",
      "counter",
      `The same by member, of sets of at most ${MAX_SCRAPED_MEMBERS}.`,
      totals.flatMap(({ app, key, members }) =>
        members.map((each) => one(each.total, { app, key, member: memberLabel(each.value) })),
      ),
    ],
    ["apps", "gauge", "Apps.", [one(apps.length)]],
    ["app_keys", "gauge", "Keys that are kept.", apps.map((each) => of(each, each.keys))],
    ["app_members", "gauge", "Members that are kept.", apps.map((each) => of(each, each.members))],
    ...(silent.size > 0 ? [] : summed),
    ["silent_shards", "gauge", "Shards that did not answer.", [one(silent.size)]],
    [
      "update_duration_seconds",
      "summary",
      "Answers to updates since the start, by status.",
      [...meter.answers()].map(([status, { count, seconds }]) => ({
        labels: [["code", String(status)]],
        summary: { count, sum: seconds, quantiles: [] },
      })),
    ],
    [
      "failed_logins_total",
      "counter",
      "Wrong tokens since the start.",
      [one(access.failedTries())],
    ],
    [
      "start_time_seconds",
      "gauge",
      "Start of the server, Unix seconds.",
      [one(startedAtMs / 1000)],
    ],
  ];
  return rows.map(familyOf);
}

/** When what else is exposed was pushed, and how much of it is not shown. */
export function pushFamilies(
  sums: readonly PushSum[],
  groups: readonly PushGroup[],
  hidden: number,
): MetricFamily[] {
  const rows: Row[] = [
    [
      "push_time_seconds",
      "gauge",
      "Last push of a group, Unix seconds.",
      groups.map(({ at, grouping }) => ({ labels: grouping, value: at / 1000 })),
    ],
    [
      "sum_time_seconds",
      "gauge",
      "Last push of a job, Unix seconds.",
      sums.map(({ at, job }) => one(at / 1000, { job })),
    ],
    [
      "sum_epochs_total",
      "counter",
      "Epochs of a job.",
      sums.map(({ epochs, job }) => one(epochs, { job })),
    ],
    ["push_hidden", "gauge", "Pushed families and series that others hide.", [one(hidden)]],
  ];
  return rows.map(familyOf);
}

type Row = readonly [
  name: string,
  type: FamilyType,
  help: string,
  metrics: readonly FamilyMetric[],
];

function familyOf([name, type, help, metrics]: Row): MetricFamily {
  return { name: `tallybeacon_${name}`, type, help, metrics };
}

function of({ app, key }: { app: string; key?: string }, value: number): FamilyMetric {
  return one(value, { app, ...(key !== undefined && { key }) });
}

function one(value: number, labels: Readonly<Record<string, string>> = {}): FamilyMetric {
  return { labels: Object.entries(labels), value };
}

function byReason(
  counts: Readonly<Record<string, number>>,
  labels: Readonly<Record<string, string>> = {},
): FamilyMetric[] {
  return Object.entries(counts).map(([reason, count]) => one(count, { ...labels, reason }));
}
