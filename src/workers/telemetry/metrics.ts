// Tagged metrics in the root: kept from when they are taken until they are told, by its alarm.
import type { TallybeaconError } from "../../core/errors.ts";
import type { Backend, MetricMap, MetricSink } from "../../core/metric.ts";
import type { Clock, Sql } from "../../core/ports.ts";
import { EDGE_FLUSH_MS } from "../../core/shard-limits.ts";
import { expiryOf } from "../../metrics/aggregate/aggregator.ts";
import { createPipeline, type PipelineOptions } from "../../metrics/pipeline/create-pipeline.ts";
import { type Taking, takingWing } from "../../server/statsd/taking.ts";
import { createKeptMaps } from "./kept-maps.ts";
import type { ObjectWing } from "./wings.ts";

/** Makes a backend that keeps what it is told in the database of the root. */
export type ObjectBackend = (
  sql: Sql,
  clock: Clock,
  onError?: (error: TallybeaconError) => void,
) => Backend;

/** What metrics pass, and who says where they come from. */
export interface MetricsWingOptions
  extends Omit<PipelineOptions, "clock" | "flushAligned" | "flushOffsetMs" | "held">,
    Pick<Taking, "sourceOf" | "onBadLine" | "badLinesPerMinute"> {
  /** Default 10,000. */
  readonly flushMs?: number;
  /** Shows aggregates beside what was pushed: `dashboard`. Default: nothing does. */
  readonly dashboard?: ObjectBackend;
}

/**
 * Takes tagged metrics over HTTP and with updates: `metrics({ backends: { influxdb: influxdbBackend({ … }) } })`. What was
 * answered is in the root's database until the flush that tells it begins, so that it survives the object, and no flush is
 * told twice; one that is under way when the object ends is lost. There are flushes as long as a series is told.
 */
export function metrics(options: MetricsWingOptions): ObjectWing {
  const { flushMs = EDGE_FLUSH_MS, sourceOf, forward, expiryMs, dashboard, onError } = options;
  const expiries = Object.values(expiryOf(expiryMs));
  /** How long after what came last there is something to tell. */
  const lingerMs = forward ? 0 : expiries.includes(0) ? Infinity : Math.max(0, ...expiries);

  const build: ObjectWing = (sql, clock, wake) => {
    const kept = createKeptMaps(sql);
    const left = kept.left();
    const pipeline = createPipeline({
      ...options,
      ...(dashboard && {
        backends: { dashboard: dashboard(sql, clock, onError), ...options.backends },
      }),
      flushMs,
      clock,
      ...(left && { held: left.held }),
    });
    const [firstMs, lastMs = left?.heardAtMs ?? 0] = kept.times() ?? [];
    /** When the interval began that is under way. Absent while there is nothing to tell. */
    let sinceMs = left?.sinceMs ?? firstMs;
    let heardAtMs = lastMs;
    let flushing: Promise<void> | undefined;

    /** Has the alarm ring when the next flush is due. */
    const arm = (): void => {
      if (sinceMs !== undefined) wake(Math.max(sinceMs + flushMs - clock.now(), 0));
    };
    const sink: MetricSink = (map) => {
      const now = clock.now();
      kept.add(map, now);
      heardAtMs = now;
      sinceMs ??= now;
      arm();
    };
    const flush = async (): Promise<void> => {
      const startedAtMs = clock.now();
      const { maps, last } = kept.added();
      for (const map of maps) void pipeline.sink(map);
      await pipeline.settle();
      const keep = (held: MetricMap) => {
        const next = startedAtMs - heardAtMs > lingerMs ? undefined : clock.now();
        kept.settle(last, next === undefined ? undefined : { sinceMs: next, heardAtMs, held });
        sinceMs = next;
        arm();
      };
      await pipeline.flush({ sinceMs, keep });
    };

    arm();
    return Object.assign(takingWing({ ...options, ...pipeline, sink }), {
      async alarm() {
        const isDue = sinceMs !== undefined && clock.now() >= sinceMs + flushMs;
        if (!flushing && !isDue) return arm();
        flushing ??= flush().finally(() => {
          flushing = undefined;
        });
        await flushing;
      },
    });
  };
  return Object.assign(build, { sourceOf: sourceOf ?? (() => "") });
}
