// Options and their defaults, as the state they begin with.
import { systemClock } from "../core/clock.ts";
import { privacyAllows } from "../core/consent.ts";
import { TallybeaconError } from "../core/errors.ts";
import { DEFAULT_INTERVAL_MS, MAX_ITEMS, MAX_UPDATE_BYTES } from "../core/limits.ts";
import { sendBeacon } from "../transport/beacon.ts";
import { fetchTransport } from "../transport/fetch.ts";
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
    offsetMs: 0,
    version: 0,
    cells: new Map(),
    off: [],
    url: String(endpoint),
    enabled,
    stopped: false,
    claims: new Map(),
    intervalMs:
      (options.intervalMs as number) > 0 ? (options.intervalMs as number) : DEFAULT_INTERVAL_MS,
    nextAtMs: 0,
    never: disabledKeys.map((key) => key.trim()),
    faults: {},
    pending: new Map(),
    clock: options.clock ?? systemClock,
    handed: new WeakSet(),
    epoch: "",
    recorded: 0,
    dropped: {},
    lost: {},
    copiedMs: 0,
    id: instanceId,
    quiet: {},
    items: 0,
    seq: 0,
    failures: 0,
    beacon: options.beacon ?? sendBeacon,
    maxItems: options.maxItems ?? MAX_ITEMS,
    transport: options.transport ?? fetchTransport(),
    maxBytes: options.maxBytes ?? MAX_UPDATE_BYTES,
  };
}
