// What the read API answers: schemas of the nouns of core/ that leave it, for whoever describes or checks them.

import type { EpochAccount } from "../../core/accounting.ts";
import type * as api from "../../core/api.ts";
import type { Json } from "../../core/json.ts";
import type { Pushed, PushedFamily, PushedReply, PushedSeries } from "../../core/pushed.ts";
import type { MemberRow, TotalRow, ValueRow } from "../../core/rows.ts";
import { AGGREGATIONS, type Load, type Sample } from "../../core/sample.ts";
import type {
  AppSummary,
  HeldField,
  HeldValue,
  Instance,
  KeySummary,
  Kind,
  Member,
  Point,
} from "../../core/tally.ts";
import { SPANS } from "./fields.ts";
import { byReason, count, list, maybe, noun, scalar } from "./noun.ts";
import * as z from "./zod.ts";

/** The nouns that have a schema here, by the names that a description has for them. */
export interface Replies {
  readonly AppSummary: AppSummary;
  readonly KeySummary: KeySummary;
  readonly Point: Point;
  readonly Member: Member;
  readonly HeldValue: HeldValue;
  readonly HeldField: HeldField;
  readonly Instance: Instance;
  readonly EpochAccount: EpochAccount;
  readonly Load: Load;
  readonly TotalRow: TotalRow;
  readonly MemberRow: MemberRow;
  readonly ValueRow: ValueRow;
  readonly AppsReply: api.AppsReply;
  readonly KeysReply: api.KeysReply;
  readonly SeriesReply: api.SeriesReply;
  readonly TotalsReply: api.TotalsReply;
  readonly MembersReply: api.MembersReply;
  readonly ValuesReply: api.ValuesReply;
  readonly InstancesReply: api.InstancesReply;
  readonly AccountingReply: api.AccountingReply;
  readonly LoadReply: api.LoadReply;
  readonly HistoryReply: api.HistoryReply;
  readonly HostsReply: api.HostsReply;
  readonly PushedSeries: PushedSeries;
  readonly PushedFamily: PushedFamily;
  readonly Pushed: Pushed;
  readonly PushedReply: PushedReply;
}

/** Made anew at each call: who never asks for a description does not pay for it. */
export function replySchemas(): { readonly [N in keyof Replies]: z.ZodMiniType<Replies[N]> } {
  const text = z.string();
  const number = z.number();
  const silent = { silent: maybe(list(text)) };
  const app = { app: maybe(text), ...silent };
  const pending = { pending: maybe(number) };
  const kind: z.ZodMiniType<Kind> = z.enum(["count", "set", "list", "value"]);
  const held = { instances: count(), last_at: count() };

  const KeySummary = noun<KeySummary>()({
    key: text,
    kind,
    total: number,
    members: count(),
    ...held,
    state: z.enum(["on", "off", "partly"]),
    ...pending,
  });
  const Point = noun<Point>()({ ts: count(), total: number });
  const Member = noun<Member>()({ value: scalar(), total: number, points: maybe(list(number)) });
  const HeldValue = noun<HeldValue>()({ value: z.custom<Json>(), ...held });
  const HeldField = noun<HeldField>()({
    field: text,
    instances: count(),
    values: list(HeldValue),
  });
  const AppSummary = noun<AppSummary>()({
    app: text,
    keys: count(),
    members: count(),
    instances: count(),
    refused: byReason(),
  });
  const Instance = noun<Instance>()({
    id: text,
    app: text,
    first_seen: count(),
    last_seen: count(),
    expect_next: count(),
    updates: count(),
    duplicates: count(),
    controls: z.nullable(count()),
    overdue: z.boolean(),
  });
  const sums = {
    recorded: number,
    accepted: number,
    dropped: byReason(),
    pending: number,
    unexplained: number,
    missing: number,
    duplicates: count(),
  };
  const EpochAccount = noun<EpochAccount>()({
    instance: text,
    epoch: text,
    last_at: count(),
    ...sums,
    ack: count(),
    seq: count(),
    faults: byReason(),
    controls: maybe(count()),
    offset_ms: maybe(number),
  });
  const Load = noun<Load>()({
    ts: count(),
    requests_sec: number,
    bytes_sec: number,
    p99_ms: number,
    error_rate: number,
  });
  const total = { app: text, key: text, kind, ts: count(), step: count(), total: number };
  const sample = z.custom<Sample>().register(z.told, {
    as: {
      type: "object",
      properties: { ts: { type: "integer" } },
      required: ["ts"],
      additionalProperties: { type: "number" },
    },
  });
  const value = z.union([number, z.enum(["NaN", "+Inf", "-Inf"])]);
  const labels = z.record(text, text);
  const PushedSeries = noun<PushedSeries>()({
    labels,
    value: maybe(value),
    count: maybe(value),
    sum: maybe(value),
    quantiles: maybe(list(z.object({ quantile: value, value }))),
    buckets: maybe(list(z.object({ le: value, count: value }))),
  });
  const PushedFamily = noun<PushedFamily>()({
    name: text,
    type: z.enum(["counter", "gauge", "summary", "untyped", "histogram"]),
    help: maybe(text),
    total: count(),
    series: list(PushedSeries),
  });
  const Pushed = noun<Pushed>()({
    host: text,
    grouping: labels,
    at: count(),
    summed: maybe(z.object({ epochs: count(), since: count() })),
    families: list(PushedFamily),
  });

  return {
    AppSummary,
    KeySummary,
    Point,
    Member,
    HeldValue,
    HeldField,
    Instance,
    EpochAccount,
    Load,
    TotalRow: noun<TotalRow>()(total),
    MemberRow: noun<MemberRow>()({ ...total, member: scalar(), other: z.boolean() }),
    ValueRow: noun<ValueRow>()({
      app: text,
      key: text,
      field: text,
      value: z.custom<Json>(),
      ...held,
    }),
    AppsReply: noun<api.AppsReply>()({ ...silent, now: count(), apps: list(AppSummary) }),
    KeysReply: noun<api.KeysReply>()({ ...app, range: text, now: count(), keys: list(KeySummary) }),
    SeriesReply: noun<api.SeriesReply>()({
      ...app,
      key: text,
      member: maybe(scalar()),
      range: text,
      step: count(),
      points: list(Point),
      ...pending,
    }),
    TotalsReply: noun<api.TotalsReply>()({
      ...app,
      key: text,
      member: maybe(scalar()),
      range: text,
      step: count(),
      from: count(),
      totals: list(number),
      ...pending,
    }),
    MembersReply: noun<api.MembersReply>()({
      ...app,
      key: text,
      range: text,
      members: list(Member),
      other: number,
      from: maybe(count()),
      step: maybe(count()),
      ...pending,
    }),
    ValuesReply: noun<api.ValuesReply>()({
      ...app,
      key: text,
      values: list(HeldValue),
      fields: list(HeldField),
      items: noun<api.ValuesReply["items"]>()({ total: count(), kept: count() }),
    }),
    InstancesReply: noun<api.InstancesReply>()({
      ...app,
      now: count(),
      instances: list(Instance),
      active: count(),
      overdue: maybe(count()),
      total: count(),
    }),
    AccountingReply: noun<api.AccountingReply>()({
      ...silent,
      now: count(),
      ...sums,
      epochs: list(EpochAccount),
    }),
    LoadReply: noun<api.LoadReply>()({
      range: z.enum(SPANS),
      now: count(),
      samples: list(Load),
    }),
    HistoryReply: noun<api.HistoryReply>()({
      host: text,
      range: text,
      agg: maybe(z.enum(AGGREGATIONS)),
      samples: list(sample),
    }),
    HostsReply: noun<api.HostsReply>()({ hosts: list(text) }),
    PushedSeries,
    PushedFamily,
    Pushed,
    PushedReply: noun<PushedReply>()({ now: count(), pushed: list(Pushed), more: z.boolean() }),
  };
}
