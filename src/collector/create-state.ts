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
  let isPublic: boolean | undefined;
  const { enabled: asked = () => (isPublic ??= privacyAllows()) } = options;
  const enabled = () => {
    try {
      return asked();
    } catch {
      // Who cannot say yes says no.
      return false;
    }
  };
  return {
    ...options,
    enabled,
    url: String(endpoint),
    id: instanceId,
    clock: options.clock ?? systemClock,
    beacon: options.beacon ?? sendBeacon,
    transport: options.transport ?? fetchTransport(),
    intervalMs:
      (options.intervalMs as number) > 0 ? (options.intervalMs as number) : DEFAULT_INTERVAL_MS,
    maxBytes: options.maxBytes ?? MAX_UPDATE_BYTES,
    maxItems: options.maxItems ?? MAX_ITEMS,
    cells: new Map(),
    items: 0,
    never: disabledKeys.map((key) => key.trim()),
    off: [],
    stopped: false,
    version: 0,
    nextAtMs: 0,
    offsetMs: 0,
    epoch: "",
    seq: 0,
    recorded: 0,
    pending: new Map(),
    handed: new WeakSet(),
    dropped: {},
    lost: {},
    faults: {},
    quiet: {},
    failures: 0,
    claims: new Map(),
  };
}
