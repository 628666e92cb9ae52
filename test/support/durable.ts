// What Cloudflare hands a Durable Object, in memory.
import type { ObjectState } from "../../src/workers/telemetry/object.ts";
import { memorySql } from "./store.ts";

export interface Durable {
  readonly ctx: ObjectState;
  /** When its alarm is due. */
  alarm(): number | null;
  /** Gives its alarm up, as after too many failures. */
  drop(): void;
  /** Each time that one was set for. */
  readonly set: number[];
  /** Resolves when the object may answer. */
  ready(): Promise<unknown>;
}

export function durable(name: string | undefined, alarm: number | null = null): Durable {
  const sql = memorySql();
  const set: number[] = [];
  const blocked: Promise<unknown>[] = [];
  let due = alarm;
  const ctx: ObjectState = {
    id: name === undefined ? {} : { name },
    storage: {
      sql: { exec: (...asked) => ({ toArray: () => sql.all(...asked) }) },
      transactionSync: (run) => sql.tx(run),
      getAlarm: async () => due,
      setAlarm: async (at) => {
        due = at;
        set.push(at);
      },
    },
    blockConcurrencyWhile(run) {
      const running = run();
      blocked.push(running);
      return running;
    },
  };
  return {
    ctx,
    set,
    alarm: () => due,
    drop() {
      due = null;
    },
    ready: () => Promise.all(blocked),
  };
}
