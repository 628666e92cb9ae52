// One Durable Object of a server: its database, its alarm, and the way to the others.
import type { Handler } from "../../core/ports.ts";
import { type DurableSqlStorage, durableSql } from "../../storage/durable-sql.ts";
import { ROOT } from "./home.ts";
import type { TelemetryOptions } from "./options.ts";
import type { Peer, Peers } from "./peer.ts";
import { createRoot } from "./root.ts";
import { createShard } from "./shard.ts";

/** As much of a Durable Object's state as is used. */
export interface ObjectState {
  /** Made by name. */
  readonly id: { readonly name?: string };
  readonly storage: DurableSqlStorage & {
    getAlarm(): Promise<number | null>;
    setAlarm(at: number): Promise<void>;
  };
  blockConcurrencyWhile<T>(run: () => Promise<T>): Promise<T>;
}

/** What the class hands its calls to. */
export interface OpenObject {
  readonly fetch: Handler;
  alarm(): Promise<void>;
  peer(verb: string, asked: unknown[]): Promise<unknown>;
}

/** Opens the object: the root by the name `root`, any other as a shard. */
export function openObject(ctx: ObjectState, options: TelemetryOptions): OpenObject {
  const { storage } = ctx;
  const { namespace } = options;
  // An object that was made by an id of its own stands alone.
  const name = ctx.id.name ?? ROOT;
  let alarmAt: number | undefined;
  let isKnown = false;
  const wake = (ms: number) => {
    const at = Date.now() + ms;
    if (alarmAt !== undefined && alarmAt <= at) return;
    alarmAt = at;
    if (isKnown) void storage.setAlarm(at);
  };
  void ctx.blockConcurrencyWhile(async () => {
    // An earlier one that was set must not be put off, and each that is set is billed.
    const set = await storage.getAlarm();
    isKnown = true;
    if (set !== null && (alarmAt === undefined || set <= alarmAt)) alarmAt = set;
    else if (alarmAt !== undefined) await storage.setAlarm(alarmAt);
  });
  const create = name === ROOT ? createRoot : createShard;
  const sql = durableSql(storage);
  const object = create({ name, sql, peers: peersOf(namespace), options, wake });
  return {
    fetch: object.fetch,
    alarm() {
      alarmAt = undefined;
      return object.alarm();
    },
    peer: (verb, asked) =>
      (object.peer[verb as keyof Peer] as (...given: unknown[]) => Promise<unknown>)(...asked),
  };
}

/** The others, each by a call of its stub: a stub that broke is not used again. */
function peersOf(namespace: TelemetryOptions["namespace"]): Peers {
  return (name) =>
    new Proxy({} as Peer, {
      get:
        (_, verb) =>
        (...asked: unknown[]) =>
          namespace.getByName(name).peer(String(verb), asked),
    });
}
