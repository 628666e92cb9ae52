// Hands metric maps and events to a gostatsd or a tallybeacon server, over HTTP.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { DeliveryCounts, MetricEvent, MetricMap } from "../../core/metric.ts";
import { FORWARD_ELAPSED_MS, FORWARD_REQUESTS } from "../../core/metric-limits.ts";
import type { Encoding } from "../delivery/compress.ts";
import { createDelivery, type Parcel } from "../delivery/delivery.ts";
import { oneOf, required } from "../delivery/demand.ts";
import { isSuccess, type PostOptions, post } from "../delivery/post.ts";
import { countSeries } from "../kinds.ts";
import { emptyMap } from "../map.ts";
import { splitByTags } from "../split/split-by-tags.ts";
import { encodeEvent, encodeMap } from "../wire/encode.ts";
import { createForwardHeaders } from "./headers.ts";

/** How metrics are forwarded. Names and defaults are those of gostatsd's `http-transport`. */
export interface ForwardOptions extends PostOptions {
  /** `"none"` where bodies go as they are. Default `"zlib"`, where the platform has it. */
  readonly compressionType?: "zlib" | "none";
  /** Added to every request. To other origins, pages need leave for each. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  /** Names of tags that become headers: series that differ in them go in posts of their own. */
  readonly dynamicHeaders?: readonly string[];
}

/** What became of posts. All count up. */
export interface ForwardCounts extends DeliveryCounts {
  /** Of those that were dropped: of which no request could be made. */
  readonly invalid: number;
  /** From a try to its answer, of those that arrived. */
  readonly latencySumMs: number;
}

/** Takes maps, which may not be used any more. */
export interface ForwardSink {
  /** Settles when all of it has arrived or was given up; never rejects. Without series nothing is sent. */
  (map: MetricMap): Promise<void>;
  /** As a map, but at once: `maxRequests` is for maps. */
  event(event: MetricEvent): Promise<void>;
  /** Posts an empty map, as gostatsd does when it starts. */
  probe(): Promise<void>;
  /** Settles when nothing is under way any more: to be awaited before the end, and by `waitUntil`. */
  flush(): Promise<void>;
  counts(): ForwardCounts;
  /** The longest time from a try to its answer, of those that arrived since this was last asked. */
  takeLatencyMaxMs(): number;
  /** When a post arrived last, Unix milliseconds. */
  lastSentAtMs(): number | undefined;
}

/**
 * `createMetrics({ sink: forwardSink("https://statsd.example.com") })`: posts to `/v2/raw` and `/v2/event` behind that
 * address. Throws `bad-option` for what is none. Source: gostatsd, HTTP forwarder.
 */
export function forwardSink(url: string | URL, options: ForwardOptions = {}): ForwardSink {
  const { compressionType = "zlib", customHeaders = {}, dynamicHeaders = [] } = options;
  const { clock = systemClock } = options;
  const address = required("forward", "url", String(url ?? "").replace(/\/$/, ""));
  oneOf("forward", "compressionType", compressionType, ["zlib", "none"]);
  const encoding: Encoding | undefined = compressionType === "zlib" ? "deflate" : undefined;
  const headers = createForwardHeaders(customHeaders, dynamicHeaders);
  const delivery = createDelivery("forward", {
    maxRequests: FORWARD_REQUESTS,
    maxRequestElapsedMs: FORWARD_ELAPSED_MS,
    ...options,
  });
  const underWay = new Set<Promise<unknown>>();
  const counts = { invalid: 0, latencySumMs: 0 };
  let latencyMaxMs = 0;
  let lastSentAtMs: number | undefined;

  const parcel = (
    path: string,
    series: number,
    body: () => Uint8Array<ArrayBuffer>,
    key = "",
  ): Parcel => ({
    series,
    async pack() {
      try {
        const of = { headers: headers.of(key), encoding, series, body, isTaken: isSuccess };
        const attempt = await post({ url: address + path, ...of }, options).pack();
        return async (signal) => {
          const startMs = clock.now();
          await attempt(signal);
          lastSentAtMs = clock.now();
          counts.latencySumMs += lastSentAtMs - startMs;
          latencyMaxMs = Math.max(latencyMaxMs, lastSentAtMs - startMs);
        };
      } catch (error) {
        counts.invalid += 1;
        throw new TallybeaconError("bad-value", `no request of "${key}"`, error);
      }
    },
  });
  const tracked = async (sending: Promise<void>): Promise<void> => {
    underWay.add(sending);
    await sending;
    underWay.delete(sending);
  };
  const groups = function* (map: MetricMap): Generator<Parcel> {
    for (const [key, group] of splitByTags(map, headers.prefixes)) {
      const series = countSeries(group);
      if (series > 0) yield parcel("/v2/raw", series, () => encodeMap(group), key);
    }
  };

  return Object.assign((map: MetricMap) => tracked(delivery.send(groups(map))), {
    event: (event: MetricEvent) =>
      tracked(delivery.sendNow(parcel("/v2/event", 0, () => encodeEvent(event)))),
    probe: () => tracked(delivery.send([parcel("/v2/raw", 0, () => encodeMap(emptyMap()))])),
    async flush() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    counts: () => ({ ...delivery.counts(), ...counts }),
    takeLatencyMaxMs() {
      const max = latencyMaxMs;
      latencyMaxMs = 0;
      return max;
    },
    lastSentAtMs: () => lastSentAtMs,
  });
}
