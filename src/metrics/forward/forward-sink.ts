// Hands metric maps and events to a gostatsd or a tallybeacon server, over HTTP.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { MetricEvent, MetricMap } from "../../core/metric.ts";
import { FORWARD_ELAPSED_MS, FORWARD_REQUESTS, TRY_TIMEOUT_MS } from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { countSeries } from "../kinds.ts";
import { createLanes } from "../lanes.ts";
import { emptyMap } from "../map.ts";
import { splitByTags } from "../split/split-by-tags.ts";
import { encodeEvent, encodeMap } from "../wire/encode.ts";
import { canDeflate, deflate } from "./deflate.ts";
import { createForwardHeaders } from "./headers.ts";
import { createPosts, type PostCounts } from "./posts.ts";

/** How metrics are forwarded. Names and defaults are those of gostatsd's `http-transport`. */
export interface ForwardOptions {
  /** `"none"` where bodies go as they are. Default `"zlib"`, where the platform has it. */
  readonly compressionType?: "zlib" | "none";
  /** Added to every request. To other origins, pages need leave for each. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  /** Names of tags that become headers: series that differ in them go in posts of their own. */
  readonly dynamicHeaders?: readonly string[];
  /** Posts of maps under way at a time; more wait. Default 1000. */
  readonly maxRequests?: number;
  /** After so long no further try is begun; -1 for one try. Default 30,000. */
  readonly maxRequestElapsedTimeMs?: number;
  /** For one try. Default 10,000. */
  readonly clientTimeoutMs?: number;
  /** Gives up at once after an answer other than 408, 429, 500, 502, 503 and 504. Default false: all are tried again. */
  readonly fastFailOnNonRetryableErrors?: boolean;
  /** Default: the platform's `fetch`, looked up at each post. */
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Hears what was given up, once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** What became of posts. All count up but the longest latency. */
export interface ForwardCounts extends PostCounts {
  /** What no request could be made of, and what one was made of. */
  readonly invalid: number;
  readonly created: number;
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
  /** When a post arrived last, Unix milliseconds. */
  lastSentAtMs(): number | undefined;
}

/**
 * `createMetrics({ sink: forwardSink("https://statsd.example.com") })`: posts to `/v2/raw` and `/v2/event` behind that
 * address. Throws `bad-option` for what is none. Source: gostatsd, HTTP forwarder.
 */
export function forwardSink(url: string | URL, options: ForwardOptions = {}): ForwardSink {
  const { compressionType = "zlib", customHeaders = {}, dynamicHeaders = [] } = options;
  const { maxRequests = FORWARD_REQUESTS, maxRequestElapsedTimeMs = FORWARD_ELAPSED_MS } = options;
  const { clientTimeoutMs = TRY_TIMEOUT_MS, clock = systemClock, onError } = options;
  const address = String(url).replace(/\/$/, "");
  check("url", address, address !== "");
  check("compressionType", compressionType, /^(zlib|none)$/.test(compressionType));
  check("maxRequests", maxRequests, maxRequests >= 1);
  check("clientTimeoutMs", clientTimeoutMs, clientTimeoutMs > 0);
  const isTime = maxRequestElapsedTimeMs > 0 || maxRequestElapsedTimeMs === -1;
  check("maxRequestElapsedTimeMs", maxRequestElapsedTimeMs, isTime);

  const tell = quietly(clock, onError);
  const headers = createForwardHeaders(customHeaders, dynamicHeaders);
  const inLane = createLanes(maxRequests);
  const { post, ...posts } = createPosts({
    ...options,
    clock,
    timeoutMs: clientTimeoutMs,
    maxElapsedMs: maxRequestElapsedTimeMs,
    isFastFail: options.fastFailOnNonRetryableErrors ?? false,
    tell,
  });
  const underWay = new Set<Promise<unknown>>();
  let [invalid, created] = [0, 0];

  const send = async (path: string, plain: Uint8Array<ArrayBuffer>, key = ""): Promise<void> => {
    const isDeflated = compressionType === "zlib" && canDeflate();
    let request: [Uint8Array<ArrayBuffer>, Headers];
    try {
      const ahead = headers.of(key, isDeflated ? "deflate" : "identity");
      request = [isDeflated ? await deflate(plain) : plain, ahead];
    } catch (error) {
      invalid += 1;
      return tell(new TallybeaconError("bad-value", `forward: no request of "${key}"`, error));
    }
    created += 1;
    await post(address + path, ...request);
  };
  const tracked = async (sending: Promise<unknown>): Promise<void> => {
    underWay.add(sending);
    await sending;
    underWay.delete(sending);
  };
  const sendMap = (map: MetricMap) =>
    tracked(
      Promise.all(
        [...splitByTags(map, headers.prefixes)]
          .filter(([, part]) => countSeries(part) > 0)
          .map(([key, part]) => inLane(() => send("/v2/raw", encodeMap(part), key))),
      ),
    );

  return Object.assign(sendMap, {
    event: (event: MetricEvent) => tracked(send("/v2/event", encodeEvent(event))),
    probe: () => tracked(send("/v2/raw", encodeMap(emptyMap()))),
    async flush() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    counts: () => ({ invalid, created, ...posts.counts() }),
    lastSentAtMs: posts.lastSentAtMs,
  });
}

function check(name: string, value: unknown, isRight: boolean): void {
  if (!isRight) throw new TallybeaconError("bad-option", `${name} is ${JSON.stringify(value)}`);
}
