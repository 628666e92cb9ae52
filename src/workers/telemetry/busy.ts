// How busy all shards are together: their samples of one minute become one.
import type { History } from "../../core/ports.ts";
import type { Sample } from "../../core/sample.ts";
import { MAX_BUSY_MINUTES } from "../../core/shard-limits.ts";
import { together } from "../../server/meter.ts";

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
