// What a collector and its server say to each other. The wire is the seed's; additions are optional.
import type { Data, Scalar } from "./json.ts";

/** A set that counts how often each member was appended. Source: Caddy v1 telemetry. */
export type CountingSet<V extends Scalar = Scalar> = readonly {
  readonly value: V;
  readonly count: number;
}[];

/** One sealed buffer, as POSTed. The first four members are those of Caddy v1's telemetry payload. */
export interface Update {
  /** Who counts: one install, kept over reloads. At most 128 characters. */
  readonly instance_id: string;
  /** When it was sealed, RFC 3339 UTC. */
  readonly timestamp: string;
  /** When the server expects the next one, RFC 3339 UTC. The server fills it in before it stores. */
  readonly expect_next?: string;
  /** Absent when nothing was collected. */
  readonly data?: Data;
  /** One life of one collector. With `seq` it makes re-sending harmless. */
  readonly epoch?: string;
  /** 1, 2, 3 … within the epoch, without gaps. */
  readonly seq?: number;
  /** Keys whose value in `data`, if it is there, replaces the former one instead of adding to it: those that were `set`. */
  readonly set_keys?: readonly string[];
  /** Verbs that went into `data`: the unit in which drops are counted too. */
  readonly calls?: number;
  /** Drops so far in this epoch, by reason; monotone, so that a lost report repairs itself. */
  readonly dropped?: Readonly<Record<string, number>>;
  /** Calls so far in this epoch: those of its updates up to this one, as sealed, and the dropped ones. Monotone. */
  readonly recorded?: number;
  /** Calls taken out of this update after it was numbered, by reason; `calls` has been lowered by them. */
  readonly lost?: Readonly<Record<string, number>>;
  /** Trouble so far in this epoch, by error code: `{ network: 2, storage: 1 }`. Monotone. */
  readonly faults?: Readonly<Record<string, number>>;
  /** The version of the controls that were obeyed when it was sealed. */
  readonly controls?: number;
  /** What the client's clock lacks to the server's, ms, as far as it had heard. */
  readonly offset_ms?: number;
  /** Asks the server to delete all it has of this instance; carries no data. */
  readonly forget?: boolean;
}

/** What the server answers. Only `next_update` is required of a server; a client takes any of it. */
export interface Reply {
  /** Nanoseconds (a Go duration) until the next update is wanted. Below one second: the client's default. */
  readonly next_update: number;
  /** Ends collection for good. */
  readonly stop?: boolean;
  /** For people; never read by the client. */
  readonly error?: string;
  /** Keys to forget and to refuse from now on. Applied after `enable_keys`, so that it wins. */
  readonly disable_keys?: readonly string[];
  /** Keys that an earlier reply disabled and that count again. */
  readonly enable_keys?: readonly string[];
  /** Every `seq` of the update's epoch up to and including this one is stored. */
  readonly ack?: number;
  /** Grows with each change of the controls: lists of a lower one than was heard are old news. */
  readonly version?: number;
  /** The server's clock, Unix milliseconds. */
  readonly now?: number;
  /** The instance's data is deleted; this is what remains of it. */
  readonly receipt?: string;
}
