// Cumulative counters become rates: two readings in, one sample out.
import type { Sample } from "../core/sample.ts";

/** What is known of one backend of a host. */
export interface BackendReading {
  /** Absent while there are no statistics; the backend is then skipped. */
  readonly statistics?: {
    /** Since the backend started. */
    readonly requests: number;
    readonly failures: number;
    /** How many latencies stand behind `p99Us`; with 0 it says nothing. */
    readonly latencies: number;
    readonly p99Us: number;
  };
  /** Absent while it is not known; `Dead` and `Unhealthy` do not count as active. */
  readonly health?: string;
}

/** What one reading leaves for the next. */
export interface Totals {
  readonly atMs: number;
  readonly requests: number;
  readonly failures: number;
}

/**
 * The sample of one host, and the totals to hand in next time. Without `previous` both rates are 0, and so is
 * the rate of a counter that fell, because it started anew. `error_rate` is percent; `p99_ms` is the plain
 * mean over the backends that have latencies. Source: agbero's telemetry collector.
 */
export function sample(
  backends: readonly BackendReading[],
  atMs: number,
  previous?: Totals,
): { sample: Sample; totals: Totals } {
  const read = backends.flatMap(({ statistics, health }) =>
    statistics ? [{ ...statistics, health }] : [],
  );
  const timed = read.filter(({ latencies }) => latencies > 0);
  const totals = {
    atMs,
    requests: total(read.map(({ requests }) => requests)),
    failures: total(read.map(({ failures }) => failures)),
  };
  const requests = Math.max(0, totals.requests - (previous?.requests ?? totals.requests));
  const failures = Math.max(0, totals.failures - (previous?.failures ?? totals.failures));
  const seconds = (atMs - (previous?.atMs ?? atMs)) / 1000;
  return {
    sample: {
      ts: Math.floor(atMs / 1000),
      requests_sec: seconds > 0 ? requests / seconds : 0,
      p99_ms: timed.length > 0 ? total(timed.map(({ p99Us }) => p99Us)) / timed.length / 1000 : 0,
      error_rate: requests > 0 ? Math.min(100, (failures / requests) * 100) : 0,
      active_backends: read.filter(({ health }) => isActive(health)).length,
    },
    totals,
  };
}

function isActive(health: string | undefined): boolean {
  return health !== undefined && health !== "Dead" && health !== "Unhealthy";
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
