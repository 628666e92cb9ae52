// What a collector is made of, and what it can do: the page a user hovers over.
import type { TallybeaconError } from "../core/errors.ts";
import type { Data, Json, Scalar } from "../core/json.ts";
import type { Beacon, Clock, Storage, Transport } from "../core/ports.ts";
import type { Update } from "../core/update.ts";
import type { Flush } from "./state.ts";

/** How to set a collector up. Only `endpoint` is required. */
export interface CollectorOptions {
  /** Where updates are POSTed, exactly as given. Relative URLs are the page's. */
  readonly endpoint: string | URL;
  /** Who counts. Default: 128 random bits in hex, made once and kept in `storage`. At most 128 characters. */
  readonly instanceId?: string;
  /** Off for the life of the collector; the server cannot enable them. `ua` silences `ua:9f2c` too. */
  readonly disabledKeys?: readonly string[];
  /** Consent, an environment flag: asked before each verb and each send. Default: no where GPC or DNT says no. */
  readonly enabled?: () => boolean;
  /** Where counts outlive the page. Default: nowhere; the script tag uses `idbStorage()`, Workers `kvStorage()`. */
  readonly storage?: Storage;
  /** Default `fetchTransport()`. */
  readonly transport?: Transport;
  /** Default `sendBeacon`. */
  readonly beacon?: Beacon;
  /** Forget the stored copy once the browser took the beacon, for servers that do not de-duplicate. Default false. */
  readonly trustBeacon?: boolean;
  /** Time between updates until the server says otherwise, plus up to a minute. Default 3,600,000 ms. */
  readonly intervalMs?: number;
  /** Keys, subkeys, list elements and members that the buffer holds. Default 100,000. */
  readonly maxItems?: number;
  /** UTF-8 bytes of one update; a fuller buffer becomes several, but one key is never split. Default 60,000. */
  readonly maxBytes?: number;
  /** Hears of trouble, the same code once in each minute. Default: nobody. */
  readonly onError?: (error: TallybeaconError) => void;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/** A keyed buffer and its emission cycle. The verbs are synchronous and never throw. */
export interface Collector {
  /** Puts `value` under `key`, over any previous value. */
  set(key: string, value: Json): void;
  /** Puts `value` under `subkey` of the map at `key`. */
  setNested(key: string, subkey: string, value: Json): void;
  /** Appends `value` to the list at `key`. */
  append(key: string, value: Json): void;
  /** Counts `value` as a member of the set at `key`. Members of different type differ: 1, "1", true. */
  appendUnique(key: string, value: Scalar): void;
  /** Adds the whole number `amount` to the count at `key`, which starts at `amount`. */
  add(key: string, amount: number): void;
  /** Adds one to the count at `key`. */
  increment(key: string): void;
  /** A handle on one count, for hot loops: `const views = tally.counter("page.view"); views.inc()`. */
  counter(key: string): { inc(): void; add(amount: number): void };
  /** Empties the live buffer. Sealed updates are not touched. */
  reset(): void;
  /** Tries to send now, whatever the schedule; joins a flush already running. Never rejects. */
  flush(): Promise<Flush>;
  /**
   * Sends if the schedule says so: the call for Workers, alarms and cron. There a storage has it also put away what was
   * counted, when that is due; it resolves after its writes. Never rejects.
   */
  tick(): Promise<Flush | undefined>;
  /** Sends when due, and when the page is left. Throws `already-emitting` when it runs already. */
  start(): void;
  /** Sends what is left, with retries for up to 30 s, and ends the cycle. What was not sent stays in `storage`. */
  stop(): Promise<Flush>;
  /**
   * Deletes what is here of the user, counts and id, and asks the server to do the same: by a request that is sent
   * without consent too, and kept until it is answered. Resolves to the server's receipt, or to nothing when it could
   * not be reached yet. Never rejects.
   */
  forget(): Promise<string | undefined>;
  /** What is held now, for a debug panel. */
  snapshot(): Snapshot;
}

/** A look inside a collector. */
export interface Snapshot {
  /** Undefined until the storage was asked. */
  readonly instanceId: string | undefined;
  /** The live buffer. */
  readonly data: Data;
  /** Sealed and not yet acknowledged, oldest first. */
  readonly pending: readonly Update[];
  /** Keys that are off, by the user or by the server. */
  readonly disabled: readonly string[];
  /** The server wants nothing any more. */
  readonly stopped: boolean;
  /** When the next update is due, ms since the epoch; 0 means at once. */
  readonly nextAtMs: number;
  /** Calls of this epoch discarded before they were sealed, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Calls taken out of sealed updates, of earlier lives too, by reason. */
  readonly lost: Readonly<Record<string, number>>;
  /** Trouble so far, by error code. */
  readonly faults: Readonly<Record<string, number>>;
}
