// The door to Node: fetch-style handlers on node:http, SQLite on disk, and both as one server.
export type { InstallId } from "./core/report.ts";
export type { Keep } from "./core/tally.ts";
export { openDatabase } from "./node/database.ts";
export { type FileInstallIdOptions, fileInstallId } from "./node/install-id.ts";
export { nodeListener } from "./node/listener.ts";
export { type Environment, endpointFromEnv, isOptedOut } from "./node/report-env.ts";
export { type Served, type ServeOptions, serve } from "./node/serve.ts";
