// The door to Node: fetch-style handlers on node:http, SQLite on disk, statsd by UDP, and all as one server.
export type { InstallId } from "./core/report.ts";
export type { Keep } from "./core/tally.ts";
export type { PacketOptions } from "./metrics/delivery/packets.ts";
export { openDatabase } from "./node/database.ts";
export { type FileInstallIdOptions, fileInstallId } from "./node/install-id.ts";
export { nodeListener } from "./node/listener.ts";
export { type Environment, endpointFromEnv, isOptedOut } from "./node/report-env.ts";
export { type Served, type ServeOptions, serve } from "./node/serve.ts";
export type { UnixDatagramSocket } from "./node/statsd/bind-unix.ts";
export type {
  BackendSettings,
  CloudwatchSettings,
  GraphiteSettings,
  StatsdBackendSettings,
} from "./node/statsd/create-backends.ts";
export type { ForwardSettings, StatsdSettings } from "./node/statsd/create-statsd.ts";
export { type LineSink, lineSink } from "./node/statsd/line-sink.ts";
export {
  type StatsdCounts,
  type StatsdServer,
  type StatsdServerOptions,
  serveStatsd,
} from "./node/statsd/serve-statsd.ts";
export {
  type TcpWriter,
  type TcpWriterOptions,
  tcpWriter,
  type WrittenCounts,
} from "./node/statsd/tcp-writer.ts";
export { type UdpWriter, udpWriter } from "./node/statsd/udp-writer.ts";
