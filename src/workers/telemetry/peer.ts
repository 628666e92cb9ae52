// What the objects of one server say to each other.
import type { Asked, Moved, RolledKey, Rollup, Samples } from "../../core/part.ts";
import type { Store } from "../../core/tally.ts";

/** Over how many shards instances are spread. The root says so; a later view has a higher version. */
export interface View {
  readonly version: number;
  readonly shards: number;
  /** Numbers of shards that there were before: homes that instances may still have to be fetched from. */
  readonly former: readonly number[];
}

/** What the root has to tell. */
export interface News {
  readonly view: View;
  readonly asked: Asked;
}

/** An update that is passed on to the home of its instance. */
export interface Passed {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What it was answered. */
export interface PassedBack {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What a shard adds to what the root answers. */
export interface Shares {
  apps(): ReturnType<Store["apps"]>;
  values(...asked: Parameters<Store["values"]>): ReturnType<Store["values"]>;
  instances(...asked: Parameters<Store["instances"]>): ReturnType<Store["instances"]>;
  accounting(...asked: Parameters<Store["accounting"]>): ReturnType<Store["accounting"]>;
  preview(...asked: Parameters<Store["preview"]>): ReturnType<Store["preview"]>;
  /** Totals that the root has not got, which has all up to `seq`. */
  ahead(seq: number, app: string, key?: string): RolledKey[];
  senders(app: string, minute: number): [key: string, instances: number][];
}

/** One of the objects, as the others see it: each call may fail, and may have been done when it does. */
export interface Peer {
  /** To the root: what it has to tell. */
  news(): Promise<News>;
  /** To the root: totals of a shard, and how busy it was. Gives the number up to which the root has them. */
  report(
    shard: string,
    rollup: Rollup | undefined,
    samples: Samples,
  ): Promise<News & { seq: number }>;
  /** From the root. */
  hear(news: News): Promise<void>;
  /** To a former home: `to` is the home of an instance now, and wants what is kept of it. */
  give(instance: string, to: string, view: View): Promise<{ moved?: Moved; view: View }>;
  /** To a former home: what it gave by the view of this version has arrived. */
  gone(instance: string, version: number): Promise<void>;
  /** To the home: a former one was asked for this, and nobody told that it arrived. */
  remind(instance: string, view: View): Promise<{ taken: boolean; view: View }>;
  /** To the home of its instance; gives nothing but its view where that is another by now. */
  pass(update: Passed, view: View): Promise<{ back?: PassedBack; view: View }>;
  /** To a shard: its share of an answer. */
  share<N extends keyof Shares>(
    what: N,
    asked: Parameters<Shares[N]>,
  ): Promise<ReturnType<Shares[N]>>;
  /** To a shard: rows for an export, in pages; an empty one is the last. */
  rows(what: "values" | "instances", asked: RowsAsked): Promise<ReadableStream<Uint8Array>>;
}

/** Which rows of a shard. */
export type RowsAsked = Parameters<Store["rows"]>[1];

/** Finds an object by its name. */
export type Peers = (name: string) => Peer;
