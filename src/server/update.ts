// Takes updates in, and tells their senders what the operator wants.
import { systemClock } from "../core/clock.ts";
import type { Controls } from "../core/controls.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import { FULL_RETRY_SECONDS, NS_PER_MS } from "../core/limits.ts";
import { METRICS_KEY } from "../core/metric-limits.ts";
import type { Handler } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Accepted, Store } from "../core/tally.ts";
import type { Reply, Update } from "../core/update.ts";
import { answer, careful, refuse, unstored } from "./answer.ts";
import { appOf } from "./app.ts";
import { type BodyLimits, readText } from "./body.ts";
import { createGate, type GateOptions } from "./gate.ts";
import { parseJson } from "./parse.ts";
import { readUpdate } from "./schema.ts";
import { slotDelayMs } from "./slot.ts";

const RIDES = new RegExp(`^${METRICS_KEY}(:|$)`);

/** What an update handler needs. */
export interface UpdateOptions extends BodyLimits, GateOptions {
  readonly store: Pick<Store, "accept" | "controls">;
  /** Takes the lines that ride on an update, each text once, as soon as it is durable; they are then no value of its key. */
  readonly onLines?: ((lines: string, app: string, request: Request) => void) | undefined;
  /** Hears what went wrong inside, a failing store once a minute; senders only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers `POST …/update` and `POST …/update/<instance id>` with a `Reply`, once the update is durable. The
 * content type is not looked at: beacons send `text/plain`. What came before is answered alike and not counted
 * again. 400 names the member that is wrong; 403 the app that may not send; 429 and 503 say when to come back. An
 * app is named in the address, `?app=shop`.
 */
export function updateHandler(options: UpdateOptions): Handler {
  const { store, onLines, clock = systemClock, onError } = options;
  const gate = createGate(options);
  const tell = quietly(clock, onError);

  const hand = (...ridden: Parameters<NonNullable<typeof onLines>>) => {
    try {
      onLines?.(...ridden);
    } catch (error) {
      // It is stored: whoever sends it again would not be heard again.
      tell(new TallybeaconError("source", "lines of an update were not taken", error));
    }
  };

  return careful(async (request) => {
    const app = appOf(request.url);
    const refused = gate.unread(request, app, clock.now());
    if (refused) return refused;
    const update = readUpdate(parseJson(await readText(request, options)));
    checkPath(request.url, update.instance_id);
    const now = clock.now();
    const tooMany = gate.read(request, app, update.instance_id, now);
    if (tooMany) return tooMany;
    try {
      const controls = store.controls(app, update.instance_id);
      const delayMs = slotDelayMs(update.instance_id, controls.interval_ms, now);
      const [kept, lines] = onLines ? takeLines(update) : [update, []];
      const accepted = await store.accept(kept, now, now + delayMs, app);
      if (accepted.full) return turnAway(request, accepted.full, app);
      if (accepted.fresh) for (const each of lines) hand(each, app, request);
      return answer(request, 200, replyTo(accepted, controls, delayMs, clock.now()));
    } catch (error) {
      tell(
        error instanceof TallybeaconError
          ? error
          : new TallybeaconError("storage", "an update was not stored", error),
      );
      return unstored(request);
    }
  }, onError);
}

/** An update without its lines, and those. Source: `collectorSink`. */
function takeLines(update: Update): [Update, readonly string[]] {
  const all = update.data ?? {};
  const riding = Object.keys(all).filter((key) => RIDES.test(key) && Array.isArray(all[key]));
  if (riding.length === 0) return [update, []];
  const data = { ...all };
  for (const key of riding) delete data[key];
  const lines = riding.flatMap((key) => all[key] as readonly Json[]);
  return [{ ...update, data }, lines.filter((each) => typeof each === "string")];
}

/** There are too many already: of apps for good, of instances until silent ones are removed. */
function turnAway(request: Request, what: "apps" | "instances", app: string): Response {
  if (what === "apps") return refuse(request, 403, `app: there is no room for "${app}"`);
  const headers = { "retry-after": String(FULL_RETRY_SECONDS) };
  return refuse(request, 429, `instance_id: no more instances of "${app}"`, headers);
}

/** The seed's clients name themselves in the path as well: throws `parse` for another name. Source: Caddy v1 telemetry. */
export function checkPath(url: string, instance: string): void {
  const named = /^[^?]*\/update\/([^/?#]+)/.exec(url)?.[1];
  if (named === undefined || named === instance) return;
  if (decode(named) !== instance) {
    throw new TallybeaconError("parse", "instance_id: not the one in the path");
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What a sender is told: what became of its update, what the operator wants of it, and when to come next. */
export function replyTo(
  { ack, receipt }: Pick<Accepted, "ack" | "receipt">,
  { stop, disabled_keys, enabled_keys, version }: Omit<Controls, "interval_ms">,
  delayMs: number,
  now: number,
): Reply {
  const reply: { -readonly [K in keyof Reply]: Reply[K] } = {
    next_update: delayMs * NS_PER_MS,
    version,
    now,
  };
  if (ack !== undefined) reply.ack = ack;
  if (receipt !== undefined) reply.receipt = receipt;
  if (stop) reply.stop = stop;
  if (disabled_keys.length > 0) reply.disable_keys = disabled_keys;
  if (enabled_keys.length > 0) reply.enable_keys = enabled_keys;
  return reply;
}
