// Takes one-shot reports in, and tells their applications what their operator has for them.
import { MAX_UPDATES_PER_ADDRESS } from "../core/access-limits.ts";
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Reports } from "../core/reports.ts";
import { createAddresses } from "./address.ts";
import { answer, careful, unstored } from "./answer.ts";
import { type BodyLimits, readText } from "./body.ts";
import { createGate, type GateOptions } from "./gate.ts";
import { parseJson } from "./parse.ts";
import { readReport } from "./schema/report.ts";

/** What a report handler needs. */
export interface ReportOptions extends BodyLimits, Pick<GateOptions, "addresses"> {
  readonly reports: Pick<Reports, "take">;
  /** Reports from one address in two minutes before it gets 429. Default 12,000. */
  readonly maxPerAddress?: number;
  /** Hears what went wrong inside, a failing store once a minute; senders only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers a POSTed `Report` with a `ReportReply`, once it is durable, and that of an application which nobody keeps with
 * an empty body, as Scout's server did. The content type is not looked at. 400 names the member that is wrong; 429 and 503
 * say when to come back.
 */
export function reportHandler(options: ReportOptions): Handler {
  const { reports, maxPerAddress = MAX_UPDATES_PER_ADDRESS, clock = systemClock } = options;
  const { addresses = createAddresses(), onError } = options;
  // Reports are of no app: keys and counts of apps are nothing to them.
  const gate = createGate({ maxPerAddress, addresses });
  const tell = quietly(clock, onError);

  return careful(async (request) => {
    const refused = gate.unread(request, "", clock.now());
    if (refused) return refused;
    const report = readReport(parseJson(await readText(request, options)));
    try {
      const reply = reports.take(report);
      return reply
        ? answer(request, 200, reply)
        : new Response(null, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      tell(new TallybeaconError("storage", "a report was not stored", error));
      return unstored(request);
    }
  }, onError);
}
