// The door of tallybeacon/history.
export { type ErrorCode, TallybeaconError } from "../core/errors.ts";
export type { Clock, History, Sql, SqlRow, SqlValue } from "../core/ports.ts";
export { AGGREGATIONS, type Aggregation, RANGES, type Range, type Sample } from "../core/sample.ts";
export { type DurableSqlStorage, durableSql } from "../storage/durable-sql.ts";
export { type SqliteDatabase, sqliteSql } from "../storage/sqlite-sql.ts";
export { downsample } from "./downsample.ts";
export { memoryHistory } from "./memory.ts";
export { type BackendReading, sample, type Totals } from "./rates.ts";
export type { CountedHistory, HistoryOptions } from "./recorder.ts";
export {
  createSampler,
  type Reading,
  type Readings,
  type Sampler,
  type SamplerOptions,
} from "./sampler.ts";
export { sqlHistory } from "./sql.ts";
