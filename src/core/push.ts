// Pushed metrics: what a pusher hands in, and what is kept of it.
import type { Labels, MetricFamily } from "./family.ts";
import type { Sql } from "./ports.ts";

/** One push. */
export interface Push {
  /** PUT stands for its whole group, POST for the families it names, DELETE for none. */
  readonly method: "PUT" | "POST" | "DELETE";
  /** What the path said: `/metrics/job/shop/region/eu` is `[["job", "shop"], ["region", "eu"]]`. Empty where it said nothing. */
  readonly grouping: Labels;
  readonly families: readonly MetricFamily[];
  /** One life of whoever counts; its counters begin at 0. With `seq` the push is one of many that are added up. */
  readonly epoch?: string;
  /** Grows from push to push of an epoch: what is sent again, or comes late, changes nothing. */
  readonly seq?: number;
}

/** What was pushed together and stays until it is replaced. */
export interface PushGroup {
  readonly grouping: Labels;
  /** Unix milliseconds of the last push. */
  readonly at: number;
  readonly families: readonly MetricFamily[];
}

/** What was added up for one job. */
export interface PushSum {
  readonly job: string;
  /** Unix milliseconds of the first push. */
  readonly since: number;
  /** The same of the last. */
  readonly at: number;
  /** Epochs that added to it; those who count where it is kept have none. */
  readonly epochs: number;
  readonly families: readonly MetricFamily[];
}

/** Keeps what is pushed. */
export interface Pushes {
  /**
   * Durable on return. Throws `bad-value` or `too-large` for what it does not take, `conflict` for an epoch that is over,
   * whose cause is `{ seq }`, the last push that was heard of it, and `storage`.
   */
  push(push: Push): void;
  /**
   * Has something written where pushes are kept, all of it or nothing; durable on return. Throws what `write` does of this
   * house's errors, and else `storage`.
   */
  keep<T>(write: (sql: Sql, nowMs: number) => T): T;
  /** Has `run` called after all that is kept. */
  onChange(run: () => void): void;
  /** In the order of their groupings. */
  groups(): PushGroup[];
  /** In the order of their jobs. */
  sums(): PushSum[];
}
