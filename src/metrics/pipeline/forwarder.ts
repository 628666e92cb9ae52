// The end of a pipeline that aggregates nothing: what comes in is added up, and handed to another server.
import type { MetricEvent, MetricMap } from "../../core/metric.ts";
import type { Clock } from "../../core/ports.ts";
import { createRhythm } from "../../core/rhythm.ts";
import type { FlushRules } from "../aggregate/aggregator.ts";
import { positive } from "../delivery/demand.ts";
import type { ForwardSink } from "../forward/forward-sink.ts";
import { emptyMap, merge } from "../map.ts";

/** What a forwarder is made of. */
export interface ForwarderOptions {
  readonly forward: ForwardSink;
  readonly flushMs: number;
  /** What goes along with each flush. */
  readonly collect: (nowMs: number) => MetricMap;
  readonly clock: Clock;
}

/** The end of a pipeline: an aggregator, or a forwarder. */
export interface Stage {
  receive(map: MetricMap): void;
  event(event: MetricEvent): Promise<void>;
  /** Resolves when all of it has arrived, or was given up. */
  flush(rules?: FlushRules): Promise<unknown>;
  start(): void;
  /** Ends the schedule, flushes once more, and waits until nothing is under way any more. */
  stop(): Promise<void>;
}

/** A flush does not wait for the one before: what is away for a while must not hold back what comes after. */
export function createForwarder({ forward, flushMs, collect, clock }: ForwarderOptions): Stage {
  positive("statsd", "flushMs", flushMs);
  let map = emptyMap();
  const flush = async ({ keep }: FlushRules = {}): Promise<void> => {
    merge(map, collect(clock.now()));
    const full = map;
    map = emptyMap();
    keep?.(map);
    await forward(full);
  };
  const rhythm = createRhythm({
    clock,
    intervalMs: flushMs,
    isPatient: true,
    run: async () => void flush(),
  });
  return {
    receive: (more) => merge(map, more),
    event: forward.event,
    flush,
    start: rhythm.start,
    async stop() {
      await rhythm.stop();
      await Promise.all([flush(), forward.flush()]);
    },
  };
}
