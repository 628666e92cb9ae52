// How busy all shards are together: their samples of one minute become one.
import type { History } from "../../core/ports.ts";
import type { Sample } from "../../core/sample.ts";
import { MAX_BUSY_MINUTES } from "../../core/shard-limits.ts";

/** Adds samples of shards up, and records what they come to; a later one of the same minute takes its place. */
export function createBusy(
  history: Pick<History, "record">,
): (host: string, sample: Sample) => void {
  const minutes = new Map<string, Sample>();
  return (host, sample) => {
    const name = `${sample.ts} ${host}`;
    const sum = together(minutes.get(name), sample);
    minutes.delete(name);
    minutes.set(name, sum);
    if (minutes.size > MAX_BUSY_MINUTES) minutes.delete(minutes.keys().next().value as string);
    history.record(host, sum);
  };
}

function together(one: Sample | undefined, other: Sample): Sample {
  if (!one) return other;
  const of = (sample: Sample, field: string) => sample[field] ?? 0;
  const requests = of(one, "requests_sec") + of(other, "requests_sec");
  const failures = (sample: Sample) => of(sample, "requests_sec") * of(sample, "error_rate");
  return {
    ts: one.ts,
    requests_sec: requests,
    // No percentile can be made of two; the worse of them is no better than it.
    p99_ms: Math.max(of(one, "p99_ms"), of(other, "p99_ms")),
    error_rate: requests > 0 ? (failures(one) + failures(other)) / requests : 0,
    active_backends: of(one, "active_backends") + of(other, "active_backends"),
  };
}
