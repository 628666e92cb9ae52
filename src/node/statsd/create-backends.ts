// Backends from their settings, and what the ones that write to sockets write to.
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import { TallybeaconError } from "../../core/errors.ts";
import type { Aggregates, Backend, DeliveryCounts } from "../../core/metric.ts";
import { GRAPHITE_ADDRESS, MAX_TCP_BYTES } from "../../core/metric-limits.ts";
import { type CloudwatchOptions, cloudwatchBackend } from "../../metrics/backend/cloudwatch.ts";
import { consoleBackend } from "../../metrics/backend/console.ts";
import { type DatadogOptions, datadogBackend } from "../../metrics/backend/datadog.ts";
import { type GraphiteNames, graphiteBackend } from "../../metrics/backend/graphite.ts";
import { type InfluxdbOptions, influxdbBackend } from "../../metrics/backend/influxdb.ts";
import { type NewrelicOptions, newrelicBackend } from "../../metrics/backend/newrelic.ts";
import { nullBackend } from "../../metrics/backend/null.ts";
import { type OtlpOptions, otlpBackend } from "../../metrics/backend/otlp.ts";
import { type StatsdOptions, statsdBackend } from "../../metrics/backend/statsd.ts";
import { required } from "../../metrics/delivery/demand.ts";
import { type TcpWriter, type TcpWriterOptions, tcpWriter } from "./tcp-writer.ts";
import { udpWriter } from "./udp-writer.ts";

/** What a connection is told. */
type Dialling = Pick<TcpWriterOptions, "dialTimeoutMs" | "writeTimeoutMs" | "maxWaitingBytes">;

/** Of `graphite`. */
export interface GraphiteSettings extends GraphiteNames, Dialling {
  /** Default `localhost:2003`. */
  readonly address?: string;
}

/** Of `statsd`, gostatsd's `statsdaemon`: another server of statsd. */
export interface StatsdBackendSettings
  extends Pick<StatsdOptions, "disableTags" | "maxPacketBytes">,
    Dialling {
  /** `host:port`. */
  readonly address: string;
  /** Default false, which is UDP. */
  readonly tcpTransport?: boolean;
  /** By TLS over TCP; default false. */
  readonly tlsTransport?: boolean;
  /** Files in PEM: who vouches for the server, default the system's; and what this one shows, both or none. */
  readonly tlsCaPath?: string;
  readonly tlsCertPath?: string;
  readonly tlsKeyPath?: string;
}

/** Of `cloudwatch`: what is left out is looked up in `AWS_REGION`, `AWS_ACCESS_KEY_ID` and so on. */
export type CloudwatchSettings = Partial<Omit<CloudwatchOptions, Inner>>;

/** What only a program can hand in. */
type Inner = "fetch" | "clock" | "onError";
/** An empty object. */
export type NoSettings = Readonly<Record<string, never>>;

/** What backends are told, by their names: one that is not named is not made. */
export interface BackendSettings {
  readonly console?: NoSettings;
  readonly null?: NoSettings;
  readonly graphite?: GraphiteSettings;
  readonly statsd?: StatsdBackendSettings;
  readonly influxdb?: Omit<InfluxdbOptions, Inner>;
  readonly datadog?: Omit<DatadogOptions, Inner>;
  readonly newrelic?: Omit<NewrelicOptions, Inner>;
  readonly cloudwatch?: CloudwatchSettings;
  readonly otlp?: Omit<OtlpOptions, Inner>;
}

/** Who hears of what went wrong. */
interface Heard {
  readonly onError?: (error: TallybeaconError) => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

type Name = keyof BackendSettings;
type Maker<S> = (settings: S, heard: Heard, env: Environment) => Backend;

const MAKERS: { readonly [K in Name]-?: Maker<Required<BackendSettings>[K]> } = {
  console: () => consoleBackend(),
  null: () => nullBackend,
  graphite({ address = GRAPHITE_ADDRESS, ...settings }, heard) {
    const writer = tcpWriter(address, { ...settings, ...heard });
    return byWriter(graphiteBackend({ ...settings, ...heard, write: writer.write }), writer);
  },
  statsd(settings, heard) {
    const address = required("statsd", "address", settings.address);
    const { tcpTransport: isTcp = false } = settings;
    const tls = tlsOf(settings);
    const made = { ...(isTcp && { maxPacketBytes: MAX_TCP_BYTES }), ...settings, ...heard };
    if (isTcp) {
      const writer = tcpWriter(address, { ...settings, ...heard, ...(tls && { tls }) });
      return byWriter(statsdBackend({ ...made, write: writer.write }), writer);
    }
    const { write, close: stop } = udpWriter(address);
    return Object.assign(statsdBackend({ ...made, write }), { stop });
  },
  influxdb: (settings, heard) => influxdbBackend({ ...settings, ...heard }),
  datadog: (settings, heard) => datadogBackend({ ...settings, ...heard }),
  newrelic: (settings, heard) => newrelicBackend({ ...settings, ...heard }),
  cloudwatch(settings, heard, env) {
    const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
    const { AWS_SESSION_TOKEN: sessionToken } = env;
    return cloudwatchBackend({
      region: AWS_REGION ?? AWS_DEFAULT_REGION ?? "",
      accessKeyId: AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: AWS_SECRET_ACCESS_KEY ?? "",
      // Of the keys beside it, and of no others.
      ...(sessionToken && !settings.accessKeyId && { sessionToken }),
      ...settings,
      ...heard,
    });
  },
  otlp: (settings, heard) => otlpBackend({ ...settings, ...heard }),
};

/**
 * `createBackends({ console: {}, graphite: { address: "localhost:2003" } })`, by the same names. Those that write to sockets
 * write what waits, and close them, with `stop`. Throws `bad-option`.
 */
export function createBackends(
  settings: BackendSettings,
  heard: Heard = {},
  env: Environment = process.env,
): Readonly<Record<string, Backend>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, told]) => [
      name,
      (MAKERS[name as Name] as Maker<unknown>)(told, heard, env),
    ]),
  );
}

/** What a backend hands to a connection has not arrived yet: the writer knows what became of it, a line for each series. */
function byWriter(backend: Backend, { counts: written, close: stop }: TcpWriter): Backend {
  const counts = (): DeliveryCounts => {
    const handed = (backend.counts as () => DeliveryCounts)();
    const { sent, dropped, linesSent, linesDropped } = written();
    return {
      ...handed,
      sent,
      dropped: handed.dropped + dropped,
      seriesSent: linesSent,
      seriesDropped: handed.seriesDropped + linesDropped,
    };
  };
  return Object.assign((aggregates: Aggregates) => backend(aggregates), backend, { counts, stop });
}

function tlsOf(settings: StatsdBackendSettings): ConnectionOptions | undefined {
  const { tcpTransport, tlsTransport, tlsCaPath, tlsCertPath, tlsKeyPath } = settings;
  if (!tlsTransport) return undefined;
  if (!tcpTransport) throw wrong("tlsTransport needs tcpTransport");
  if (!tlsCertPath !== !tlsKeyPath) throw wrong("tlsCertPath and tlsKeyPath: both, or none");
  return {
    ...(tlsCaPath && { ca: pem("tlsCaPath", tlsCaPath) }),
    ...(tlsCertPath && { cert: pem("tlsCertPath", tlsCertPath) }),
    ...(tlsKeyPath && { key: pem("tlsKeyPath", tlsKeyPath) }),
  };
}

function pem(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw wrong(`${option}: ${(cause as Error).message}`);
  }
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", `statsd: ${message}`);
}
