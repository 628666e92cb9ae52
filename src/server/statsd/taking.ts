// All that a server does with tagged metrics over HTTP: takes them in, in whatever way they come, and hands them on.
import type { MetricEvent, MetricSink } from "../../core/metric.ts";
import { utf8 } from "../../core/utf8.ts";
import { countSeries } from "../../metrics/kinds.ts";
import { createLineParser } from "../../metrics/line/parse-datagram.ts";
import { emptyMap } from "../../metrics/map.ts";
import { createGate } from "../gate.ts";
import type { Wing } from "../wing.ts";
import { statsdRoutes } from "./routes.ts";

/** Where tagged metrics go. */
export interface Taking {
  /** Takes maps: `aggregator.receive`, or filters before it. */
  readonly sink: MetricSink;
  /** Takes events. Default: nobody does. */
  readonly event?: (event: MetricEvent) => void | Promise<void>;
  /** Comes before the names of lines, with a dot. */
  readonly namespace?: string;
  /** Hears of each line that is none, as bytes of the body. */
  readonly onBadLine?: (line: Uint8Array, complaint: string) => void;
}

/**
 * `POST /v2/raw`, `/v2/event`, `/v1/statsd`, and lines that ride on updates. Who sends a line is nobody's business: it has
 * the source that a tag `host:` names, if any.
 */
export function takingWing(taking: Taking): Wing {
  return (given) => {
    const { sink, event = () => {}, namespace, onBadLine } = taking;
    const { clock } = given;
    let atMs = 0;
    const parse = createLineParser({
      ignoreHost: true,
      ...(namespace !== undefined && { namespace }),
      ...(onBadLine && { onBadLine }),
      onEvent: (each) => void event(each),
    });
    const lines = (body: Uint8Array) => {
      const map = emptyMap();
      // Of two bodies of one millisecond the later one's gauges count.
      atMs = Math.max(clock.now(), atMs + 0.001);
      parse(body, map, { source: "", atMs });
      return countSeries(map) > 0 ? sink(map) : undefined;
    };
    const { routes } = statsdRoutes({ ...given, gate: createGate(given), sink, event, lines });
    return { routes, guarded: {}, lines: (text) => void lines(utf8(text)) };
  };
}
