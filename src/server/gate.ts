// Who may send now: by key, address, app and instance.
import { MAX_ADDRESSES, MAX_RATED_APPS, MAX_UPDATES_PER_ADDRESS } from "../core/access-limits.ts";
import { type Addresses, createAddresses } from "./address.ts";
import { createAllowance } from "./allowance.ts";
import { refuse } from "./answer.ts";
import { createKeys } from "./app.ts";

/** Why an update was sent away unread. */
export type LimitReason = "ingest-key" | "rate-address" | "rate-app" | "rate-instance";

/** How much may come, and from whom. */
export interface GateOptions {
  /** Updates of one instance in two minutes before it gets 429. Default 240. */
  readonly maxUpdates?: number;
  /** Updates from one address in two minutes before it gets 429: many people may share one. Default 12,000. */
  readonly maxPerAddress?: number;
  /** Updates for one app in two minutes before they get 429. Default: as many as come. */
  readonly maxPerApp?: number;
  /**
   * Keys by app. With them only these apps may send, to `/v1/update?app=shop&key=…`; others get 403. Pages show their
   * key to whoever looks: it keeps mistakes out, and who means harm only until then.
   */
  readonly ingestKeys?: Readonly<Record<string, string>>;
  /** Hears of each update that was sent away, and why. */
  readonly onLimit?: (app: string, reason: LimitReason) => void;
  /** Tells who sends. Default: whoever is connected. */
  readonly addresses?: Addresses;
}

/** What looks at updates, reports or pushes on their way in; each gives the refusal, or nothing. */
export interface Gate {
  /** Before the body is read. */
  unread(request: Request, app: string, nowMs: number): Response | undefined;
  /** Once it is known whose update it is. */
  read(request: Request, app: string, instance: string, nowMs: number): Response | undefined;
}

/** Keeps out what has no key or comes too often. Who was sent away for one reason is not counted for the next. */
export function createGate(options: GateOptions = {}): Gate {
  const { maxUpdates, maxPerAddress = MAX_UPDATES_PER_ADDRESS, maxPerApp, onLimit } = options;
  const { ingestKeys, addresses = createAddresses() } = options;
  const complaint = ingestKeys && createKeys(ingestKeys);
  const ofInstance = createAllowance(maxUpdates);
  const ofAddress = createAllowance(maxPerAddress, MAX_ADDRESSES);
  const ofApp = maxPerApp === undefined ? undefined : createAllowance(maxPerApp, MAX_RATED_APPS);

  const tell = (app: string, reason: LimitReason): void => {
    try {
      onLimit?.(app, reason);
    } catch {
      // Who was sent away stays so, whatever becomes of the news.
    }
  };
  const tooMany = (
    request: Request,
    app: string,
    reason: LimitReason,
    waitSeconds: number,
    whose = "",
  ): Response => {
    tell(app, reason);
    const headers = { "retry-after": String(waitSeconds) };
    return refuse(request, 429, `too many requests${whose}`, headers);
  };

  return {
    unread(request, app, nowMs) {
      const address = addresses.keyOf(request);
      // Where nobody tells addresses, one count for all would shut the door on all.
      const wait = address === undefined ? 0 : ofAddress(address, nowMs);
      if (wait > 0) return tooMany(request, app, "rate-address", wait, " from this address");
      const wrong = complaint?.(app, request.url);
      if (wrong !== undefined) {
        tell(app, "ingest-key");
        return refuse(request, 403, wrong);
      }
      const appWait = ofApp?.(app, nowMs) ?? 0;
      if (appWait > 0) return tooMany(request, app, "rate-app", appWait, ` for app "${app}"`);
      return undefined;
    },
    read(request, app, instance, nowMs) {
      const wait = ofInstance(instance, nowMs);
      return wait > 0 ? tooMany(request, app, "rate-instance", wait) : undefined;
    },
  };
}
