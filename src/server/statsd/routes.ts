// Takes metrics in over HTTP: from gostatsd and our own forwarder as maps and events, from anybody as lines.
import { systemClock } from "../../core/clock.ts";
import type { MetricEvent, MetricSink } from "../../core/metric.ts";
import type { Handler } from "../../core/ports.ts";
import { countSeries } from "../../metrics/kinds.ts";
import { decodeEvent, decodeMap } from "../../metrics/wire/decode.ts";
import type { Access } from "../access.ts";
import { careful } from "../answer.ts";
import { appOf } from "../app.ts";
import type { BodyLimits } from "../body.ts";
import type { Gate } from "../gate.ts";
import { cors } from "../guard.ts";
import { type IntakeFailure, readMetrics } from "./read.ts";

/** What taking metrics needs. */
export interface StatsdRoutesOptions extends BodyLimits {
  /** Answers wait for it. */
  readonly sink: MetricSink;
  readonly event: (event: MetricEvent) => void | Promise<void>;
  /** Takes lines, as one datagram has them. Default: there is no route for them. */
  readonly lines?: (body: Uint8Array, request: Request) => void | Promise<void>;
  readonly access: Pick<Access, "isOpen" | "operator">;
  readonly gate: Gate;
  readonly origins: readonly string[];
  /** Hears what went wrong inside; senders only hear 500. */
  readonly onError?: (error: unknown) => void;
}

/** What came. All count up. Source: gostatsd, `http.incoming`. */
export interface IntakeCounts extends Readonly<Record<IntakeFailure, number>> {
  /** Bodies that were read. */
  readonly success: number;
  /** Series in them. */
  readonly metrics: number;
  readonly events: number;
}

/** Routes, and what came by them. */
export interface StatsdRoutes {
  readonly routes: Readonly<Record<string, Handler>>;
  counts(): IntakeCounts;
}

/**
 * `POST /v2/raw` and `/v2/event`, and `/v1/statsd` for lines, answered with 202 once they were handed on. 400 says what is
 * wrong, 413 and 408 that a body was too long, unzipped or not, or too slow. Who shows a token has to be an operator; all
 * others are let in as updates are.
 */
export function statsdRoutes(options: StatsdRoutesOptions): StatsdRoutes {
  const { sink, lines, access, gate, origins, clock = systemClock, onError } = options;
  const failed: Record<IntakeFailure, number> = {
    read: 0,
    encoding: 0,
    decompress: 0,
    unmarshal: 0,
  };
  const taken = { success: 0, metrics: 0, events: 0 };
  const fail = (failure: IntakeFailure) => {
    failed[failure] += 1;
  };

  const route = <T>(
    path: string,
    decode: (body: Uint8Array) => T,
    take: (found: T, request: Request) => void | Promise<void>,
  ): Record<string, Handler> => {
    const handle: Handler = async (request) => {
      const found = await readMetrics(request, options, decode, fail);
      taken.success += 1;
      await take(found, request);
      return new Response(null, { status: 202 });
    };
    const byToken = careful(access.operator(handle), onError);
    const byGate = cors(
      origins,
      careful((request) => {
        const refused = gate.unread(request, appOf(request.url), clock.now());
        return refused ?? handle(request);
      }, onError),
    );
    const isShown = (request: Request) =>
      !access.isOpen && request.headers.get("authorization") !== null;
    return {
      [`POST ${path}`]: (request) => (isShown(request) ? byToken : byGate)(request),
      [`OPTIONS ${path}`]: byGate,
    };
  };

  return {
    routes: {
      ...route(
        "/v2/raw",
        (body) => decodeMap(body, clock.now()),
        (map) => {
          taken.metrics += countSeries(map);
          return sink(map);
        },
      ),
      ...route("/v2/event", decodeEvent, (event) => {
        taken.events += 1;
        return options.event(event);
      }),
      ...(lines && route("/v1/statsd", (body) => body, lines)),
    },
    counts: () => ({ ...taken, ...failed }),
  };
}
