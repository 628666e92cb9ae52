// Options and their defaults, as the state they begin with.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { DEFAULT_INTERVAL_MS, MAX_ITEMS, MAX_UPDATE_BYTES } from "../core/limits.ts";
import { sendBeacon } from "../transport/beacon.ts";
import { fetchTransport } from "../transport/fetch.ts";
import { privacyAllows } from "./consent.ts";
import type { CollectorOptions } from "./options.ts";
import type { State } from "./state.ts";

/** A collector that has not counted yet. Throws `bad-option` when `endpoint` or `instanceId` is empty. */
export function createState(options: CollectorOptions): State {
  const { endpoint, instanceId, disabledKeys = [] } = options;
  if (!endpoint || instanceId === "") {
    throw new TallybeaconError("bad-option", "no endpoint or instanceId");
  }
  // Asked with each count: engines read a member more quickly than a closure's variable that is assigned.
  const seen: { isPublic?: boolean } = {};
  const { enabled: asked = () => (seen.isPublic ??= privacyAllows()) } = options;
  const enabled = () => {
    try {
      return asked();
    } catch {
      // Who cannot say yes says no.
      return false;
    }
  };
  // The build names them in this order, and is smaller with it than with one that tells more.
  return {
    ...options,
    enabled,
    clock: options.clock ?? systemClock,
    cells: new Map(),
    pending: new Map(),
    faults: {},
    url: String(endpoint),
    stopped: false,
    version: 0,
    off: [],
    nextAtMs: 0,
    offsetMs: 0,
    never: disabledKeys.map((key) => key.trim()),
    epoch: "",
    handed: new WeakSet(),
    recorded: 0,
    dropped: {},
    claims: new Map(),
    seq: 0,
    lost: {},
    copiedMs: 0,
    id: instanceId,
    items: 0,
    quiet: {},
    failures: 0,
    beacon: options.beacon ?? sendBeacon,
    transport: options.transport ?? fetchTransport(),
    intervalMs:
      (options.intervalMs as number) > 0 ? (options.intervalMs as number) : DEFAULT_INTERVAL_MS,
    maxBytes: options.maxBytes ?? MAX_UPDATE_BYTES,
    maxItems: options.maxItems ?? MAX_ITEMS,
  };
}
