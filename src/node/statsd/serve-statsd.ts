// A server of statsd: takes lines that come in datagrams, and hands them on as maps.
import { setImmediate as turn } from "node:timers/promises";
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { MetricEvent, MetricSink } from "../../core/metric.ts";
import { BATCH_MS, STATSD_ADDRESS, STOP_TURNS, TICK_MS } from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import type { Internal } from "../../metrics/internal.ts";
import { type BadLineOptions, tellBadLines } from "../../metrics/line/bad-lines.ts";
import {
  createLineParser,
  type LineCounts,
  type LineParserOptions,
} from "../../metrics/line/parse-datagram.ts";
import { emptyMap } from "../../metrics/map.ts";
import { bindUdp } from "./bind-udp.ts";
import { bindUnix, type UnixDatagramSocket } from "./bind-unix.ts";
import { readHostPort } from "./host-port.ts";

/** Where is listened, and who takes what is heard. */
export interface StatsdServerOptions
  extends BadLineOptions,
    Pick<LineParserOptions, "namespace" | "ignoreHost"> {
  /**
   * `host:port` of UDP, or the absolute path of a unix datagram socket. Default `:8125`, on all addresses; port 0 takes any
   * that is free.
   */
  readonly address?: string;
  /** Listens at a path. Default: none, as Node has none, and a path is refused. */
  readonly unixSocket?: UnixDatagramSocket;
  /** Takes what came in, a twentieth of a second of it at a time: `aggregator.receive`, `forwardSink(url)`. */
  readonly sink: MetricSink;
  /** Takes events, each at once. Default: they are counted, and that is all. */
  readonly event?: (event: MetricEvent) => unknown;
  /**
   * What the kernel holds of what is not read yet, in its own way of counting; it goes no further than the system allows:
   * on Linux up to twice `net.core.rmem_max`. Default: the system's.
   */
  readonly receiveBufferBytes?: number;
  /** Is told how much came in. */
  readonly internal?: Internal;
  readonly clock?: Clock;
  /** Hears of a socket that has errors, and of a `sink`, `event` or `onBadLine` that failed: each code once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** What came in. All count up. */
export interface StatsdCounts extends LineCounts {
  readonly datagrams: number;
  /** Maps that were handed on. */
  readonly batches: number;
  /**
   * Datagrams that the kernel dropped, since its buffer was full: what was sent on this machine is what came in, and this.
   * Undefined where it does not say, which is everywhere but on Linux.
   */
  readonly kernelDropped: number | undefined;
}

/** A server of statsd that listens. */
export interface StatsdServer {
  /** 0 of a path. */
  readonly port: number;
  counts(): StatsdCounts;
  /** Listens no more; resolves when all that came in until then was taken. */
  stop(): Promise<void>;
}

/**
 * `serveStatsd({ sink: aggregator.receive })`. Nothing that is sent can stop it: bad lines are counted and passed over.
 * Each datagram is a bit later than the one before, so that of a gauge's values the last counts, though in one datagram the
 * first. Rejects when the address can not be had, and with `bad-option`. Source: gostatsd, receiver and parser.
 */
export async function serveStatsd(options: StatsdServerOptions): Promise<StatsdServer> {
  const { address = STATSD_ADDRESS, sink, event, clock = systemClock } = options;
  const { internal, receiveBufferBytes } = options;
  const counts = { datagrams: 0, batches: 0, metrics: 0, events: 0, badLines: 0 };
  const complain = quietly(clock, options.onError);
  const from = { source: "", atMs: 0 };
  let map = emptyMap();
  let isHeld = false;
  let underWay = Promise.resolve();
  let stopped: Promise<void> | undefined;
  const { namespace, ignoreHost } = options;
  const tellBad = tellBadLines(options);
  const parse = createLineParser({
    ...(namespace && { namespace }),
    ...(ignoreHost && { ignoreHost }),
    onEvent: (said) => void guarded("event", () => event?.(said)),
    ...(tellBad && {
      onBadLine: (line, complaint) =>
        void guarded("onBadLine", () => tellBad(line, complaint, from.source, from.atMs)),
    }),
  });

  const open = { take, receiveBufferBytes, onError: failed };
  const socket = address.startsWith("/")
    ? bindUnix(address, options.unixSocket, open)
    : await bindUdp(readHostPort(address), open);
  internal?.watch("report", "receiver.datagrams_received", () => counts.datagrams);
  internal?.watch("report", "receiver.batches_read", () => counts.batches);
  internal?.watch("report", "parser.metrics_received", () => counts.metrics);
  internal?.watch("report", "parser.events_received", () => counts.events);
  internal?.watch("sparse", "parser.bad_lines_seen", () => counts.badLines);
  return {
    port: socket.port,
    counts: () => ({ ...counts, kernelDropped: socket.kernelDropped() }),
    stop: () => (stopped ??= stop()),
  };

  async function stop(): Promise<void> {
    // What lies in the socket's buffer came in, too: it is read until two turns bring nothing, as one may not look there.
    for (let turns = 0, quiet = 0; turns < STOP_TURNS && quiet < 2; turns += 1) {
      const before = counts.datagrams;
      await turn();
      quiet = counts.datagrams === before ? quiet + 1 : 0;
    }
    await socket.close();
    handOn();
    await underWay;
  }

  function take(datagram: Uint8Array, source: string): void {
    from.source = source;
    from.atMs = Math.max(clock.now(), from.atMs + TICK_MS);
    const { metrics, events, badLines } = parse(datagram, map, from);
    counts.datagrams += 1;
    counts.metrics += metrics;
    counts.events += events;
    counts.badLines += badLines;
    if (metrics === 0 || isHeld) return;
    isHeld = true;
    clock.after(BATCH_MS, handOn);
  }

  function handOn(): void {
    if (!isHeld) return;
    isHeld = false;
    const full = map;
    map = emptyMap();
    counts.batches += 1;
    // Without what they came to, which would hold on to all there ever were.
    underWay = Promise.all([underWay, guarded("sink", () => sink(full))]).then(() => {});
  }

  async function guarded(what: string, run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (cause) {
      complain(new TallybeaconError("source", `statsd: ${what} failed`, cause));
    }
  }

  function failed(cause: Error): void {
    complain(new TallybeaconError("network", `statsd: ${address}: ${cause.message}`, cause));
  }
}
