// Takes one-shot reports in, and tells their applications what their operator has for them.
import { MAX_ADDRESSES, MAX_UPDATES_PER_ADDRESS } from "../core/access-limits.ts";
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Reports } from "../core/reports.ts";
import { createAddresses } from "./address.ts";
import { createAllowance } from "./allowance.ts";
import { answer, careful, refuse, unstored } from "./answer.ts";
import { type BodyLimits, readText } from "./body.ts";
import type { GateOptions } from "./gate.ts";
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
  const waitOf = createAllowance(maxPerAddress, MAX_ADDRESSES);
  const tell = quietly(clock, onError);

  return careful(async (request) => {
    const address = addresses.keyOf(request);
    // Where nobody tells addresses, one count for all would shut the door on all.
    const wait = address === undefined ? 0 : waitOf(address, clock.now());
    if (wait > 0) {
      const headers = { "retry-after": String(wait) };
      return refuse(request, 429, "too many reports from this address", headers);
    }
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
