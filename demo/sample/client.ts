// One who counts: a browser, a kiosk, an edge. What the collector does, without its timers, storage and network.
import type { Data, Json, Scalar } from "../../src/core/json.ts";
import type { Store } from "../../src/core/tally.ts";
import type { Update } from "../../src/core/update.ts";
import { slotDelayMs } from "../../src/server/slot.ts";

/** What becomes of an update on its way; by default it arrives once. */
export type Fate = "arrives" | "twice" | "lost";

/** Verbs as those of a collector, for clients that live in the past. */
export interface Client {
  readonly id: string;
  /** When the server wants its next update. */
  readonly nextMs: number;
  /** A new life: numbers and accounts begin anew, what the server asked stays. */
  begin(epoch: string): void;
  increment(key: string, count?: number): void;
  /** Adds an amount in one call. */
  add(key: string, amount: number): void;
  appendUnique(key: string, member: Scalar, count?: number): void;
  append(key: string, item: Json): void;
  set(key: string, value: Json): void;
  setNested(key: string, field: string, value: Json): void;
  /** Tells of calls that were dropped, and of trouble. */
  drop(reason: string, calls: number, fault?: string): void;
  /** Numbers what was counted, and sends it. */
  send(atMs: number, fate?: Fate): void;
}

/** How a client differs from others. */
export interface ClientOptions {
  readonly id: string;
  readonly app: string;
  /** What its clock lacks to the server's, ms. */
  readonly offsetMs?: number;
  /** From then on it hears no answers, as who sends by beacons alone. */
  readonly deafFromMs?: number;
}

/** Takes updates in: the store, and what keeps its promises. */
export interface Door {
  readonly store: Pick<Store, "accept" | "controls">;
  /** Is told of each update that is on its way into the store. */
  sent(arrival: Promise<unknown>): void;
}

type Counts = Record<string, number>;

/** Makes a client that has counted nothing yet. */
export function createClient({ store, sent }: Door, options: ClientOptions): Client {
  const { id, app, offsetMs = 0, deafFromMs = Infinity } = options;
  let nextMs = 0;
  let off: ReadonlySet<string> = new Set();
  let controls: number | undefined;
  let epoch = "";
  let seq = 0;
  let recorded = 0;
  let dropped: Counts | undefined;
  let faults: Counts | undefined;
  let calls = 0;
  let data: Record<string, Json> = {};
  let setKeys: string[] = [];

  /** Counts calls; false when the server does not want the key. */
  function isWanted(key: string, made: number): boolean {
    const family = key.replace(/:.*/s, "");
    if (off.has(key) || off.has(family)) drop("disabled", made);
    else calls += made;
    return !off.has(key) && !off.has(family);
  }

  function drop(reason: string, made: number) {
    dropped ??= {};
    dropped[reason] = (dropped[reason] ?? 0) + made;
    recorded += made;
  }

  function sealed(atMs: number): Update {
    seq += 1;
    recorded += calls;
    const update: { -readonly [K in keyof Update]: Update[K] } = {
      instance_id: id,
      timestamp: new Date(atMs - offsetMs).toISOString(),
      epoch,
      seq,
      calls,
      recorded,
    };
    if (calls > 0) update.data = data;
    if (setKeys.length > 0) update.set_keys = setKeys;
    if (dropped) update.dropped = { ...dropped };
    if (faults) update.faults = { ...faults };
    if (controls !== undefined) update.controls = controls;
    if (offsetMs !== 0) update.offset_ms = offsetMs;
    return update;
  }

  const client: Client = {
    id,
    get nextMs() {
      return nextMs;
    },
    begin(name) {
      epoch = name;
      seq = 0;
      recorded = 0;
      dropped = undefined;
      faults = undefined;
    },
    increment(key, count = 1) {
      if (count > 0 && isWanted(key, count)) data[key] = ((data[key] as number) ?? 0) + count;
    },
    add(key, amount) {
      if (isWanted(key, 1)) data[key] = ((data[key] as number) ?? 0) + amount;
    },
    appendUnique(key, value, count = 1) {
      if (count === 0 || !isWanted(key, count)) return;
      const members = (data[key] ?? []) as { value: Scalar; count: number }[];
      const member = members.find((each) => each.value === value);
      if (member) member.count += count;
      else members.push({ value, count });
      data[key] = members;
    },
    append(key, item) {
      if (isWanted(key, 1)) data[key] = [...((data[key] ?? []) as Json[]), item];
    },
    set(key, value) {
      if (!isWanted(key, 1)) return;
      data[key] = value;
      if (!setKeys.includes(key)) setKeys.push(key);
    },
    setNested(key, field, value) {
      if (isWanted(key, 1)) data[key] = { ...(data[key] as Data), [field]: value };
    },
    drop(reason, made, fault) {
      drop(reason, made);
      if (fault) faults = { ...faults, [fault]: (faults?.[fault] ?? 0) + 1 };
    },
    send(atMs, fate = "arrives") {
      const update = sealed(atMs);
      calls = 0;
      data = {};
      setKeys = [];
      if (fate === "lost") return;
      const asked = store.controls(app, id);
      const expectNextMs = atMs + slotDelayMs(id, asked.interval_ms, atMs);
      sent(store.accept(update, atMs, expectNextMs, app));
      if (fate === "twice") sent(store.accept(update, atMs, expectNextMs, app));
      nextMs = expectNextMs;
      if (atMs >= deafFromMs || controls === asked.version) return;
      controls = asked.version;
      off = new Set(asked.disabled_keys);
    },
  };
  return client;
}
