// All that a server does with tagged metrics over HTTP: takes them in, in whatever way they come, and hands them on.
import { TallybeaconError } from "../../core/errors.ts";
import type { MetricEvent, MetricSink } from "../../core/metric.ts";
import { TICK_MS } from "../../core/metric-limits.ts";
import { quietly } from "../../core/quiet.ts";
import { utf8 } from "../../core/utf8.ts";
import type { Internal } from "../../metrics/internal.ts";
import { countSeries } from "../../metrics/kinds.ts";
import { type BadLineOptions, tellBadLines } from "../../metrics/line/bad-lines.ts";
import { createLineParser } from "../../metrics/line/parse-datagram.ts";
import { emptyMap } from "../../metrics/map.ts";
import { createGate } from "../gate.ts";
import type { Wing } from "../wing.ts";
import { checkRoutes, sentRecently } from "./checks.ts";
import { statsdRoutes } from "./routes.ts";
import { statsHandler, watchIntake } from "./stats.ts";

/** Where tagged metrics go: a pipeline, `createPipeline(…)`, is one. */
export interface Taking extends BadLineOptions {
  /** Takes maps. */
  readonly sink: MetricSink;
  /** Takes events. Default: nobody does. */
  readonly event?: (event: MetricEvent) => void | Promise<void>;
  /** Comes before the names of lines, with a dot. */
  readonly namespace?: string;
  /** Who sent lines, or the update that they ride on; a tag `host:` is one like any other then. Default: who that tag names, and it is taken off. */
  readonly sourceOf?: (request: Request) => string;
  /** Is told how much came in, and answers `GET /statsd`. */
  readonly internal?: Internal;
  /** When a forwarder was heard last, Unix ms: with it, `GET /deepcheck` tells whether it ever was. */
  readonly lastSentAtMs?: () => number | undefined;
}

/**
 * `POST /v2/raw`, `/v2/event`, `/v1/statsd`, and lines that ride on updates; `GET /healthcheck` and `/deepcheck`, and
 * `/statsd` for what the pipeline says of itself.
 */
export function takingWing(taking: Taking): Wing {
  return (given) => {
    const { sink, event = () => {}, namespace, sourceOf, internal, lastSentAtMs } = taking;
    const { clock, onError } = given;
    const lines = { metrics: 0, events: 0, badLines: 0 };
    const from = { source: "", atMs: 0 };
    const tell = quietly(clock, onError);
    const tellBad = tellBadLines(taking);
    // Whoever sent it is not there to be told, and the lines behind it are to be read.
    const guarded = async (take: () => void | Promise<void>) => {
      try {
        await take();
      } catch (cause) {
        tell(new TallybeaconError("source", "lines were not taken", cause));
      }
    };
    const parse = createLineParser({
      ignoreHost: !sourceOf,
      ...(namespace && { namespace }),
      ...(tellBad && {
        onBadLine: (line, complaint) =>
          void guarded(() => tellBad(line, complaint, from.source, from.atMs)),
      }),
      onEvent: (each) => void guarded(() => event(each)),
    });
    const take = (body: Uint8Array, source: string) => {
      const map = emptyMap();
      from.source = source;
      // Of two bodies of one millisecond the later one's gauges count.
      from.atMs = Math.max(clock.now(), from.atMs + TICK_MS);
      const { metrics, events, badLines } = parse(body, map, from);
      lines.metrics += metrics;
      lines.events += events;
      lines.badLines += badLines;
      return countSeries(map) > 0 ? sink(map) : undefined;
    };
    const { routes, counts } = statsdRoutes({
      ...given,
      gate: createGate(given),
      sink,
      event,
      lines: (body, request) => take(body, sourceOf?.(request) ?? ""),
    });
    if (internal) watchIntake(internal, counts, lines);
    const checks = lastSentAtMs ? [sentRecently(lastSentAtMs)] : [];
    return {
      routes: { ...routes, ...checkRoutes(checks, onError) },
      guarded: internal ? { "GET /statsd": statsHandler(internal, given) } : {},
      lines: (text, _app, source) => void guarded(() => take(utf8(text), source)),
      ...(sourceOf && { sourceOf }),
    };
  };
}
