// One report is one POST: no buffer, no retry, no work behind the scenes.
import { systemClock } from "../core/clock.ts";
import { privacyAllows } from "../core/consent.ts";
import { copyJson } from "../core/copy-json.ts";
import { type ErrorCode, TallybeaconError } from "../core/errors.ts";
import type { Data } from "../core/json.ts";
import type { Clock, Storage } from "../core/ports.ts";
import type { InstallId, ReportReply } from "../core/report.ts";
import { REPORT_TIMEOUT_MS } from "../core/report-limits.ts";
import { retryAfterMs } from "../core/retry.ts";
import { type FetchOptions, fetchTransport } from "../transport/fetch.ts";
import { OPT_OUT } from "./opt-out.ts";
import { readReply } from "./reply.ts";

/** How to set a reporter up. */
export interface ReporterOptions {
  /** Whose report it is: `shop`. */
  readonly application: string;
  /** Which release: `1.2.3`. */
  readonly version: string;
  /** Where reports are POSTed, exactly as given. Relative URLs are the page's. */
  readonly endpoint: string | URL;
  /**
   * Who reports, or how to find out: asked once, by the first report; again by the next when that failed, or a report
   * that told of a new install.
   */
  readonly installId: string | (() => Promise<InstallId>);
  /** Sent with every report. */
  readonly metadata?: Data;
  /** Consent, an environment flag: asked before each report. Default: no where GPC or DNT says no. */
  readonly enabled?: () => boolean;
  /** Keeps over reloads that the server wants no more, and knows what `optOut` was told. Default: nowhere. */
  readonly storage?: Storage;
  /** A report that takes longer counts as unanswered, but for a storage or an id that never comes. Default 5,000 ms. */
  readonly timeoutMs?: number;
  /** Default: the platform's `fetch`, looked up at each report. */
  readonly fetch?: typeof fetch;
  /** Default: the platform's. */
  readonly clock?: Pick<Clock, "now">;
}

/**
 * Sends one report; what it is given wins over the metadata that every report has. Where nobody is to be asked, as the
 * user or the server wants no reports, and where the server says nothing, the answer is `{ latest_version: <our own> }`.
 *
 * Rejects with a `TallybeaconError`: `bad-value` for metadata that JSON cannot hold, `storage` and `source` when opt-out
 * or id could not be had, `network` when no answer came, or a redirect, `timeout` when none came in time, `stopped` by `signal`,
 * `status` for 4xx and 5xx, and as long as its Retry-After wants to hear nothing, `reply` when it makes no sense.
 */
export type Reporter = (metadata?: Data, signal?: AbortSignal) => Promise<ReportReply>;

/** Until when nothing is wanted, by endpoint and application: told to one reporter, heeded by all of page or process. */
const quiet = new Map<string, number>();

/**
 * `createReporter({ application: "shop", version: "1.2.3", endpoint, installId: storedInstallId(storage) })`. Throws
 * `bad-option` when one of the four is empty. Source: Metriton's client.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { application, version, endpoint, installId, storage, clock = systemClock } = options;
  if (!endpoint || !application || !version || !installId) {
    throw new TallybeaconError("bad-option", "no endpoint, application, version or installId");
  }
  const base = { ...options.metadata };
  const path = `report/off/${endpoint} ${application}`;
  let asked: Partial<InstallId> | Promise<InstallId> | undefined;
  /** If the install is new, that was told, or is being told. */
  let isTold: boolean | undefined;

  return async (metadata, signal) => {
    const late = AbortSignal.timeout(options.timeoutMs ?? REPORT_TIMEOUT_MS);
    /** What it is when something fails from here on. */
    let code: ErrorCode = "bad-value";
    let install: Partial<InstallId> | undefined;
    let tells: boolean | undefined;
    try {
      const said = copyJson({ ...base, ...metadata }) as Data | undefined;
      if (!said) throw "not JSON";
      code = "storage";
      // Each time: consent may be taken back while the storage is asked.
      for (const key of [OPT_OUT, path]) {
        const isOff =
          !(options.enabled ?? privacyAllows)() ||
          quiet.get(path) === Infinity ||
          (await storage?.get(key));
        if (isOff) return readReply("", version)[0];
      }
      code = "status";
      if (clock.now() < (quiet.get(path) as number)) throw "not yet";
      code = "source";
      asked ??= typeof installId === "string" ? { id: installId } : installId();
      install = await asked;
      tells = install.isNew && !isTold;
      isTold = true;
      code = "network";
      const send = fetchTransport({
        fetch: options.fetch,
        signal: signal ? AbortSignal.any([signal, late]) : late,
        headers: { "content-type": "application/json" },
      } as FetchOptions);
      const report = {
        application,
        install_id: install.id,
        version,
        // JSON leaves it out where nobody knows.
        metadata: { new_install: tells, ...install.metadata, ...said },
      };
      const { status, headers, body } = await send(endpoint as string, JSON.stringify(report));
      const [reply, fault] = readReply(body, version);
      const waitMs = reply.disable_scout
        ? Infinity
        : (retryAfterMs(headers.get("retry-after"), clock.now()) ?? 0);
      quiet.set(path, Math.max(waitMs + clock.now(), quiet.get(path) ?? 0));
      if (reply.disable_scout) await storage?.write({ [path]: true }).catch(() => {});
      code = "status";
      if (status >= 400) throw status;
      code = "reply";
      if (fault) throw fault;
      if (tells) await install.told?.().catch(() => {});
      return reply;
    } catch (cause) {
      if (tells || (code as string) === "source") {
        install?.release?.();
        asked = isTold = undefined;
      }
      code = signal?.aborted ? "stopped" : late.aborted ? "timeout" : code;
      throw new TallybeaconError(code, `report: ${cause}`, cause);
    }
  };
}
