// tallybeacon: for web apps and Workers.
export { createCollector } from "./collector/collector.ts";
export type { Key, KeyedCollector } from "./collector/keys.ts";
export type { Collector, CollectorOptions, Snapshot } from "./collector/options.ts";
export {
  add,
  append,
  appendUnique,
  increment,
  init,
  reset,
  set,
  setNested,
  startEmitting,
  stopEmitting,
} from "./collector/singleton.ts";
export type { Flush } from "./collector/state.ts";
export { type DropReason, type ErrorCode, TallybeaconError } from "./core/errors.ts";
export type { Data, Json, Scalar } from "./core/json.ts";
export type { Answer, Beacon, Clock, SendOptions, Storage, Transport } from "./core/ports.ts";
export type { CountingSet, Reply, Update } from "./core/update.ts";
export { fastHash } from "./hash/fast-hash.ts";
export { fnv1a } from "./hash/fnv1a.ts";
export {
  type DurableLike,
  type DurableOptions,
  type DurableWriter,
  durableStorage,
} from "./storage/durable.ts";
export { idbStorage } from "./storage/idb.ts";
export { type KvLike, type KvOptions, kvStorage } from "./storage/kv.ts";
export type { KvPutOptions, KvWriter } from "./storage/kv-writes.ts";
export { memoryStorage } from "./storage/memory.ts";
export { sendBeacon } from "./transport/beacon.ts";
export { type FetchOptions, fetchTransport } from "./transport/fetch.ts";
