// Reports in order, for who cannot wait for them: one after the other, few at a time, and none without a trace.
import { systemClock } from "../core/clock.ts";
import { copyJson } from "../core/copy-json.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Data } from "../core/json.ts";
import type { Clock } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import { MAX_QUEUED_REPORTS, REPORT_CLOSE_MS } from "../core/report-limits.ts";
import { randomId } from "../hash/random-id.ts";
import type { Reporter } from "./reporter.ts";

/** How a queue is set up. */
export interface ReportQueueOptions {
  /** Reports that wait for the one under way. Default 40. */
  readonly maxReports?: number;
  /** Hears why a report was dropped, the same code once in each minute. Default: nobody. */
  readonly onError?: (error: TallybeaconError) => void;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/** Reports on their way. */
export interface ReportQueue {
  /**
   * Takes a report, which gets the queue's `trace_id` and its own `index`: 1, 2, 3 …. What it says itself wins. Never
   * waits, never throws.
   */
  report(metadata?: Data): void;
  /** Reports that were dropped: for want of room, as they failed, or as the queue was closed. */
  dropped(): Readonly<Record<"full" | "failed" | "closed", number>>;
  /** Takes no more, and gives those that wait 3 s to be sent. Never rejects. */
  close(): Promise<void>;
}

/**
 * `createReportQueue(createReporter(…))`. A report that fails is not tried again. Source: Telepresence 2.5.
 */
export function createReportQueue(
  reporter: Reporter,
  options: ReportQueueOptions = {},
): ReportQueue {
  const { maxReports = MAX_QUEUED_REPORTS, clock = systemClock } = options;
  const tell = quietly(clock, options.onError);
  const end = new AbortController();
  const dropped = { full: 0, failed: 0, closed: 0 };
  const waiting: Data[] = [];
  let trace: string | undefined;
  let index = 0;
  let isClosed = false;
  let running: Promise<void> | undefined;

  function drop(reason: keyof typeof dropped, error: TallybeaconError): void {
    dropped[reason] += 1;
    tell(error);
  }
  const closed = () =>
    drop("closed", new TallybeaconError("stopped", "report: the queue is closed"));

  async function send(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const metadata = next;
      await new Promise<unknown>((resolve, reject) => {
        // Whatever it waits for: nobody waits for it any more.
        end.signal.onabort = reject;
        if (end.signal.aborted) reject();
        else reporter(metadata, end.signal).then(resolve, reject);
      }).catch((error) => (end.signal.aborted ? closed() : drop("failed", error)));
    }
    running = undefined;
  }

  return {
    report(metadata = {}) {
      const copy = copyJson(metadata) as Data | undefined;
      if (isClosed) closed();
      else if (!copy) {
        drop("failed", new TallybeaconError("bad-value", "report: not JSON"));
      } else if (waiting.length >= maxReports) {
        drop("full", new TallybeaconError("outbox-full", `report: ${maxReports} wait already`));
      } else {
        trace ??= randomId();
        index += 1;
        waiting.push({ trace_id: trace, index, ...copy });
        running ??= send();
      }
    },
    dropped: () => ({ ...dropped }),
    async close() {
      isClosed = true;
      const cancel = clock.after(REPORT_CLOSE_MS, () => end.abort(), true);
      await running;
      cancel();
    },
  };
}
