// All that a server has of statsd, from its settings: a pipeline, where it ends, and the socket that feeds it.
import { hostname } from "node:os";
import type { TallybeaconError } from "../../core/errors.ts";
import type { Backend } from "../../core/metric.ts";
import { NEWRELIC_FLUSH_MS } from "../../core/metric-limits.ts";
import { type ForwardOptions, forwardSink } from "../../metrics/forward/forward-sink.ts";
import type { BadLineOptions } from "../../metrics/line/bad-lines.ts";
import { createPipeline, type PipelineOptions } from "../../metrics/pipeline/create-pipeline.ts";
import type { Taking } from "../../server/statsd/taking.ts";
import { type BackendSettings, createBackends } from "./create-backends.ts";
import { type StatsdServer, type StatsdServerOptions, serveStatsd } from "./serve-statsd.ts";

/** Another server that aggregates. */
export interface ForwardSettings extends Omit<ForwardOptions, "fetch" | "clock" | "onError"> {
  /** `https://statsd.example.com`, in front of `/v2/raw` and `/v2/event`. */
  readonly url: string;
}

/** What a server does with tagged metrics. */
export interface StatsdSettings
  extends Omit<PipelineOptions, "backends" | "forward" | "held" | "clock" | "onError">,
    BadLineOptions,
    Pick<StatsdServerOptions, "ignoreHost" | "receiveBufferBytes" | "unixSocket"> {
  /** `host:port` where lines are taken by UDP: gostatsd's is `:8125`. Default: nowhere, but over HTTP they are. */
  readonly address?: string;
  /** Whose what the pipeline says of itself is. Default: this machine's. */
  readonly hostname?: string;
  /** Where aggregates go, besides the dashboard. Default: nowhere. */
  readonly backends?: BackendSettings;
  /** All goes there as it is: there are no backends then, and the dashboard shows nothing of it. */
  readonly forward?: ForwardSettings;
  /** Whether aggregates are kept for the dashboard and `/metrics`. Default true. */
  readonly dashboard?: boolean;
}

/** What a server hands in. */
export interface StatsdSurroundings {
  /** Keeps aggregates for the dashboard. */
  readonly keep: Backend;
  readonly onError?: (error: TallybeaconError) => void;
}

/** What a server has of statsd. */
export interface Statsd {
  /** For `createHandler({ metrics })`. The first metric or event starts the pipeline, if nothing has before. */
  readonly taking: Taking;
  /** Starts it, listens, and resolves to the port, if there is one. */
  open(): Promise<number | undefined>;
  /** Takes what has come in, tells all of it, and resolves when that has arrived or was given up. */
  close(): Promise<void>;
}

/** New Relic changes the defaults of all. Source: gostatsd, `newrelic`. */
const WITH_NEWRELIC: Pick<StatsdSettings, "flushMs" | "ignoreHost" | "statserType"> = {
  flushMs: NEWRELIC_FLUSH_MS,
  ignoreHost: true,
  statserType: "null",
};

/** Neither listens nor sends before `open` or the first metric, and costs nothing until then. Throws `bad-option`. */
export function createStatsd(
  settings: StatsdSettings,
  { keep, onError }: StatsdSurroundings,
): Statsd {
  const { address, dashboard = true, forward: target, backends: wanted, ...plain } = settings;
  const heard = onError && { onError };
  const backends = createBackends(wanted ?? {}, heard);
  const own = dashboard && !target ? { dashboard: keep } : {};
  const forward = target && forwardSink(target.url, { ...target, ...heard });
  const options = {
    hostname: hostname(),
    ...(wanted?.newrelic && WITH_NEWRELIC),
    ...plain,
    ...heard,
  };
  const pipeline = createPipeline({
    ...options,
    ...(forward && { forward }),
    ...((wanted || !forward) && { backends: { ...own, ...backends } }),
  });
  let server: StatsdServer | undefined;
  let isOn = false;
  const start = () => {
    if (!isOn) pipeline.start();
    isOn = true;
  };
  return {
    taking: {
      ...plain,
      ...pipeline,
      sink(map) {
        start();
        return pipeline.sink(map);
      },
      event(event) {
        start();
        return pipeline.event(event);
      },
    },
    async open() {
      if (address) server = await serveStatsd({ ...options, ...pipeline, address });
      start();
      // As gostatsd does: whether the other side is there is known before there is anything to send.
      void forward?.probe();
      return server?.port;
    },
    async close() {
      await server?.stop();
      if (isOn) await pipeline.stop();
    },
  };
}
