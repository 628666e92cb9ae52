// An object that gathers counts, without its platform: its alarm rings when a test says so, and it may die at any time.
import type { TallybeaconError } from "../../src/core/errors.ts";
import type { Handler, Sql, Transport } from "../../src/core/ports.ts";
import type { Reply, Update } from "../../src/core/update.ts";
import { updateHandler } from "../../src/server/update.ts";
import { createHub, type Hub } from "../../src/workers/tally/hub.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { type FakeNetwork, fakeNetwork } from "./network.ts";
import { ask, HOME, validUpdate } from "./requests.ts";
import { memorySql, NOW_MS, type OpenStore, openStore } from "./store.ts";

/** One object, its clock, its database and its way to a server. */
export interface OpenHub {
  readonly sql: Sql;
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  readonly errors: TallybeaconError[];
  /** When the alarm rings; undefined while it is not set. */
  alarmAt(): number | undefined;
  /** Waits for the alarm, and lets it ring. */
  ring(): Promise<void>;
  /** The object of now. */
  hub(): Hub;
  /** The object dies, all it had in memory with it, and another is made of its database. */
  reopen(): void;
  /** An update of an isolate, sealed now: number 1 of epoch "e1" of "a" unless told otherwise. */
  send(change?: Partial<Update>): Promise<{ status: number; reply: Reply; headers: Headers }>;
  look(): Promise<Look>;
}

/** What `GET` says. */
export interface Look {
  readonly instance_id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly recorded: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly disabled_keys: readonly string[];
  readonly stopped: boolean;
  readonly version: number;
  readonly items: number;
  readonly pending: number;
  readonly next_at: number;
}

export function openHub(
  options: { sql?: Sql; clock?: ManualClock; transport?: Transport } = {},
): OpenHub {
  const { sql = memorySql(), clock = manualClock(NOW_MS) } = options;
  const network = fakeNetwork(clock);
  const { transport = network.transport } = options;
  const errors: TallybeaconError[] = [];
  let alarmAt: number | undefined;
  const open = () =>
    createHub(
      {
        sql,
        clock,
        url: `${HOME}/v1/update`,
        transport,
        intervalMs: 3_600_000,
        tell: (error) => errors.push(error),
      },
      async (atMs) => {
        alarmAt = atMs;
      },
    );
  let hub = open();
  return {
    sql,
    clock,
    network,
    errors,
    alarmAt: () => alarmAt,
    async ring() {
      if (alarmAt === undefined) throw new Error("the alarm is not set");
      clock.advance(Math.max(0, alarmAt - clock.now()));
      alarmAt = undefined;
      await hub.alarm();
    },
    hub: () => hub,
    reopen() {
      hub = open();
    },
    async send(change) {
      const timestamp = new Date(clock.now()).toISOString();
      const update = validUpdate({ instance_id: "a", timestamp, calls: 1, recorded: 1, ...change });
      const { status, json, headers } = await ask(hub.fetch, "POST /", update);
      return { status, reply: json as Reply, headers };
    },
    look: async () => (await ask(hub.fetch, "GET /")).json as Look,
  };
}

/** A server with a store in memory, and the way to it. */
export function openServer(clock: ManualClock): OpenStore & { transport: Transport } {
  const opened = openStore(memorySql(), { clock });
  const handler = updateHandler({ store: opened.store, clock });
  return { ...opened, transport: transportTo(handler) };
}

/** POSTs to a handler of this process. */
export function transportTo(handler: Handler): Transport {
  return async (url, body) => {
    const { status, headers, json } = await ask(handler, `POST ${url.slice(HOME.length)}`, body);
    return { status, headers, body: typeof json === "string" ? json : JSON.stringify(json) };
  };
}
