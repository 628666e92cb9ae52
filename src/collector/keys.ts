// The typed view of a collector: types only, erased from the page.
import type { Json, Scalar } from "../core/json.ts";
import type { CountingSet } from "../core/update.ts";
import type { Collector } from "./options.ts";

/** A collector that knows its keys: `S` is what the server receives, key by key. Any plain type does, zod's too. */
export interface KeyedCollector<S extends object>
  extends Omit<
    Collector,
    "set" | "setNested" | "append" | "appendUnique" | "add" | "increment" | "counter"
  > {
  /** Puts `value` under `key`, over any previous value. */
  set<K extends Key<S>>(key: K, value: At<S, K>): void;
  /** Puts `value` under `subkey` of the map at `key`. */
  setNested<K extends Key<S, Nested>, N extends keyof At<S, K> & string>(
    key: K,
    subkey: N,
    value: At<S, K>[N],
  ): void;
  /** Appends `value` to the list at `key`. */
  append<K extends Key<S, readonly Json[]>>(key: K, value: Item<At<S, K>>): void;
  /** Counts `value` as a member of the set at `key`. */
  appendUnique<K extends Key<S, CountingSet>>(key: K, value: Member<Item<At<S, K>>>): void;
  /** Adds the whole number `amount` to the count at `key`. */
  add(key: Key<S, number>, amount: number): void;
  /** Adds one to the count at `key`. */
  increment(key: Key<S, number>): void;
  /** A handle on one count, for hot loops. */
  counter(key: Key<S, number>): ReturnType<Collector["counter"]>;
}

/** A key whose value is a `V`, alone or with a suffix: `ua` and `ua:9f2c`. */
export type Key<S, V = unknown> = Suffixed<
  { [N in keyof S & string]: S[N] extends V ? N : never }[keyof S & string]
>;

type Suffixed<N extends string> = N | `${N}:${string}`;
type At<S, K> = K extends keyof S
  ? S[K]
  : K extends `${infer N}:${string}`
    ? N extends keyof S
      ? S[N]
      : never
    : never;
type Nested = { readonly [subkey: string]: Json };
type Item<V> = V extends readonly (infer I)[] ? I : never;
type Member<I> = I extends { readonly value: infer V extends Scalar } ? V : never;
