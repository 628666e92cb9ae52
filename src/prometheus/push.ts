// Hands metrics to whoever collects them: Prometheus' Pushgateway, InfluxDB's telemetry server, a tallybeacon server.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Encoder, MetricFamily } from "../core/family.ts";
import type { Clock } from "../core/ports.ts";
import { MAX_REFUSAL_CHARS, PUSH_TAKEN, PUSH_TIMEOUT_MS } from "../core/prometheus-limits.ts";
import type { Push } from "../core/push.ts";
import { within } from "../core/within.ts";
import { addressOf, type PushTarget } from "./address.ts";
import { textEncoder } from "./text-encoder.ts";

/** Where metrics are pushed, and how. */
export interface PushOptions extends PushTarget {
  /** POST replaces families of the same name, PUT all of the group, DELETE removes it. Default POST. */
  readonly method?: Push["method"];
  /** Default: text, the only one that pages may send to other origins without a preflight. */
  readonly format?: Encoder;
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** Gives the push up when it is aborted. */
  readonly signal?: AbortSignal;
  /** Default: the platform's `fetch`, looked up at each push. */
  readonly fetch?: typeof fetch;
  /** Status codes that say it was taken. Default 200, 202 and 204; InfluxDB's own pusher takes 202 alone. */
  readonly accept?: readonly number[];
  readonly clock?: Clock;
}

/**
 * `push(families, { url: "https://push.example.com", job: "shop" })`. No families make no request, unless to DELETE.
 * Redirects are not followed, and nothing is tried again. Rejects with `bad-option` for labels that have no place in an
 * address, `bad-value` for what the format cannot hold, `network`, `timeout`, `status` with what was answered (its cause is
 * `{ status, reply }`), and with the reason of `signal`. Source: InfluxDB's telemetry pusher, and Prometheus' Pushgateway.
 */
export async function push(families: readonly MetricFamily[], options: PushOptions): Promise<void> {
  const { method = "POST", format = textEncoder, accept = PUSH_TAKEN } = options;
  const { timeoutMs = PUSH_TIMEOUT_MS, clock = systemClock } = options;
  const address = addressOf(options);
  const init: RequestInit = { method, credentials: "omit", redirect: "manual" };
  if (method !== "DELETE") {
    if (families.length === 0) return;
    init.body = format.encode(families);
    // No header but this: text stays what other origins may be sent without a preflight.
    init.headers = { "content-type": format.contentType };
  }
  const ask = async (signal: AbortSignal): Promise<[status: number, reply: string]> => {
    try {
      const response = await (options.fetch ?? fetch)(address, { ...init, signal });
      return [response.status, await response.text()];
    } catch (error) {
      throw new TallybeaconError("network", "push: no answer", error);
    }
  };
  const [status, reply] = await within(clock, timeoutMs, ask, options.signal);
  if (accept.includes(status)) return;
  // Browsers give the status of a redirect as 0. The address is not told: it may hold a key.
  const said = `push: answered ${status || "a redirect"} ${reply.slice(0, MAX_REFUSAL_CHARS)}`;
  throw new TallybeaconError("status", said.trim(), { status, reply });
}
