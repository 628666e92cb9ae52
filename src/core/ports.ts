// Every seam of the house on one page: what is handed in, so that tests and platforms can differ.
import type { Json } from "./json.ts";
import type { Aggregation, Range, Sample } from "./sample.ts";

/** Few verbs over JSON. Keys are short ASCII paths; `keys` lists in code unit order. */
export interface Storage {
  get(key: string): Promise<Json | undefined>;
  /** Puts each value under its key, and deletes the keys of undefined ones: all of it or nothing, in the order of calls. */
  write(changes: Readonly<Record<string, Json | undefined>>): Promise<void>;
  keys(prefix: string): Promise<string[]>;
  /**
   * Makes `name` ours among all who share the storage, until the undo is called or we die; resolves to nothing when
   * another has it, unless we wait for it. Absent where nobody can tell who is alive.
   */
  claim?(name: string, isPatient?: boolean): Promise<(() => void) | undefined>;
  /**
   * Sees to one `tick()` where nothing runs between requests, and a promise may die with its own: sends, or puts away
   * what was counted, and waits for all that is written. `renew` gives up on what is under way. Absent where timers run.
   */
  round?<T>(renew: () => void, send: () => Promise<T>, putAway: () => void): Promise<T | undefined>;
}

/** What came back for one POST: a `Response` that was read. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: string;
}

/** How one body is sent. */
export interface SendOptions {
  /** Lets the browser finish the request after the page is gone. */
  readonly keepalive?: boolean;
}

/** POSTs one body; rejects only when no answer came. */
export type Transport = (url: string, body: string, options?: SendOptions) => Promise<Answer>;

/** Hands one body to the browser on the way out; true when it was taken. No answer will come. */
export type Beacon = (url: string, body: string) => boolean;

/** Time and chance, so that tests own both. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /**
   * Runs once after `ms`, or earlier when that is more than a timer can wait: who waits for weeks looks at `now()`
   * again. Returns its undo. A Node process stays only for what `isAwaited`.
   */
  after(ms: number, run: () => void, isAwaited?: boolean): () => void;
}

/** What SQLite stores. */
export type SqlValue = string | number | null;
/** One row, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One SQLite database, synchronous: `node:sqlite` and a Durable Object both fit. */
export interface Sql {
  /** Runs one statement and returns its rows. Numbers bind as REAL: cast before an integer division. */
  all(statement: string, ...values: SqlValue[]): SqlRow[];
  /** Runs `run` in one transaction; a throw rolls it back. `run` must not await. */
  tx<T>(run: () => T): T;
}

/** Samples by host, kept for a while. */
export interface History {
  /** Never blocks, never throws; written in batches. */
  record(host: string, sample: Sample): void;
  /** Oldest first, at most one sample a bucket of `range.resolution`: its first, or what `agg` makes of the bucket. */
  query(host: string, range: Range, agg?: Aggregation): Promise<Sample[]>;
  hosts(): Promise<string[]>;
  /** Has `run` called after each sample that is recorded. Absent: nobody is told of those. */
  onChange?(run: () => void): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A request in, a response out: what Workers, Deno and Bun serve as it is. */
export type Handler = (request: Request) => Response | Promise<Response>;
