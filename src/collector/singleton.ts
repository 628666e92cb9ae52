// The seed's module-level API over one collector. Before `init` the verbs do nothing.
import { TallybeaconError } from "../core/errors.ts";
import type { Json, Scalar } from "../core/json.ts";
import { createCollector } from "./collector.ts";
import type { Collector, CollectorOptions } from "./options.ts";

let current: Collector | undefined;

/** Sets the one collector up. Throws `already-initialized` the second time, `bad-option` like `createCollector`. */
export function init(options: CollectorOptions): void {
  if (current) throw new TallybeaconError("already-initialized", "init() was called twice");
  current = createCollector(options);
}

/** The collector that `init` made; undefined before. */
export function collector(): Collector | undefined {
  return current;
}

/** Puts `value` under `key`, over any previous value. */
export function set(key: string, value: Json): void {
  current?.set(key, value);
}

/** Puts `value` under `subkey` of the map at `key`. */
export function setNested(key: string, subkey: string, value: Json): void {
  current?.setNested(key, subkey, value);
}

/** Appends `value` to the list at `key`. */
export function append(key: string, value: Json): void {
  current?.append(key, value);
}

/** Counts `value` as a member of the set at `key`. */
export function appendUnique(key: string, value: Scalar): void {
  current?.appendUnique(key, value);
}

/** Adds the whole number `amount` to the count at `key`. */
export function add(key: string, amount: number): void {
  current?.add(key, amount);
}

/** Adds one to the count at `key`. */
export function increment(key: string): void {
  current?.increment(key);
}

/** Empties the live buffer. */
export function reset(): void {
  current?.reset();
}

/** Starts sending. Does nothing before `init`; throws `already-emitting` when it runs already. */
export function startEmitting(): void {
  current?.start();
}

/** Sends what is left and stops. Resolves also when that failed: what was not sent stays in the storage. */
export async function stopEmitting(): Promise<void> {
  await current?.stop();
}
