// A history that lasts as long as the process.
import { byCodePoint } from "../core/code-point.ts";
import type { Sample } from "../core/sample.ts";
import { type CountedHistory, createRecorder, type HistoryOptions } from "./recorder.ts";

/** `memoryHistory()`: for tests and for servers whose graphs may start anew. */
export function memoryHistory(options?: HistoryOptions): CountedHistory {
  const hosts = new Map<string, Map<number, Sample>>();
  return createRecorder(
    {
      write(batch) {
        for (const [host, sample] of batch) {
          const samples = hosts.get(host) ?? new Map<number, Sample>();
          hosts.set(host, samples.set(sample.ts, sample));
        }
      },
      read: (host, fromTs, toTs) =>
        [...(hosts.get(host)?.values() ?? [])]
          .filter(({ ts }) => ts >= fromTs && ts <= toTs)
          .sort((a, b) => a.ts - b.ts),
      hosts: () => [...hosts.keys()].sort(byCodePoint),
      prune(beforeTs) {
        for (const [host, samples] of hosts) {
          for (const ts of samples.keys()) if (ts < beforeTs) samples.delete(ts);
          if (samples.size === 0) hosts.delete(host);
        }
      },
    },
    options,
  );
}
