// How busy the collector is, all sites together, over time.
import type { LoadReply } from "../core/api.ts";
import type { Clock, Handler, History } from "../core/ports.ts";
import { LOAD_HOST, type Load, RANGES, type Sample } from "../core/sample.ts";
import { MINUTE_SECONDS } from "../core/store-limits.ts";
import { answer, careful } from "./answer.ts";
import { type Meter, together } from "./meter.ts";
import { fieldOf } from "./schema/fields.ts";

/** What it is read from. */
export interface LoadOptions {
  readonly history: Pick<History, "query">;
  readonly meter: Pick<Meter, "running">;
  readonly clock: Clock;
  readonly onError?: (error: unknown) => void;
}

/** The route `GET /load`: `range` is 30m, 1h (the default), 6h or 24h. */
export function loadRoutes(options: LoadOptions): Readonly<Record<string, Handler>> {
  const { history, meter, clock, onError } = options;
  return {
    "GET /load": careful(async (request) => {
      const range = fieldOf(new URL(request.url).searchParams, "span");
      const { resolution, ...wanted } = RANGES[range];
      const now = clock.now();
      const running = meter.running();
      const minutes = await history.query(LOAD_HOST, { ...wanted, resolution: MINUTE_SECONDS });
      // Others may still have to tell of a minute in which nothing came here.
      const until = running ? now / 1000 : Math.floor(now / 60_000) * MINUTE_SECONDS;
      const samples = bucketsOf(
        running ? [...minutes, running] : minutes,
        until,
        wanted.seconds,
        resolution,
      );
      return answer(request, 200, { range, now, samples } satisfies LoadReply);
    }, onError),
  };
}

/** The whole buckets of a window, and the one that it ends in. A sample is of the minute before its time. */
function bucketsOf(
  minutes: readonly Sample[],
  until: number,
  seconds: number,
  width: number,
): Load[] {
  const samples: Load[] = [];
  const first = Math.ceil((until - seconds) / width) * width;
  for (let ts = first; ts < until; ts += width) {
    const sum = minutes
      .filter((each) => each.ts > ts && each.ts <= ts + width)
      .reduce<Sample | undefined>(together, undefined);
    const { requests_sec = 0, bytes_sec = 0, p99_ms = 0, error_rate = 0 } = sum ?? { ts };
    const share = MINUTE_SECONDS / Math.max(1, Math.min(width, until - ts));
    const rates = { requests_sec: requests_sec * share, bytes_sec: bytes_sec * share };
    samples.push({ ts, ...rates, p99_ms, error_rate });
  }
  return samples;
}
