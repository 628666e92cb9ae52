// A shard: takes updates in, and hands their totals up to the root.
import { systemClock } from "../../core/clock.ts";
import type { Samples } from "../../core/part.ts";
import type { Clock, Handler, History, Sql } from "../../core/ports.ts";
import {
  MAX_ROLLUP_WAIT_MS,
  OBJECT_CACHED,
  ROLLUP_MS,
  ROLLUP_ROUNDS,
} from "../../core/shard-limits.ts";
import { createAccess } from "../../server/access.ts";
import { careful } from "../../server/answer.ts";
import { cors } from "../../server/guard.ts";
import { createMeter } from "../../server/meter.ts";
import { routes } from "../../server/routes.ts";
import { updateHandler } from "../../server/update.ts";
import { createPart } from "../../store/part.ts";
import { heedless } from "./heedless.ts";
import { ROOT } from "./home.ts";
import { streamOf } from "./lines.ts";
import { createMember } from "./member.ts";
import type { PartOptions } from "./options.ts";
import type { News, Peer, Peers, Shares } from "./peer.ts";
import { createRecords } from "./view.ts";

/** What an object is made of. */
export interface ObjectOptions {
  readonly name: string;
  readonly sql: Sql;
  readonly peers: Peers;
  readonly options: PartOptions;
  /** Has `alarm` called after so many milliseconds, or sooner. */
  readonly wake: (ms: number) => void;
  readonly clock?: Clock;
}

/** One object. */
export interface TelemetryPart {
  readonly fetch: Handler;
  /** Does what is due. May be called again and again; never rejects. */
  alarm(): Promise<void>;
  readonly peer: Peer;
}

/** Makes a shard; what it knows it has from its database, and from the root. */
export function createShard(made: ObjectOptions): TelemetryPart {
  const { name, sql, peers, options, wake, clock = systemClock } = made;
  const { rollupMs = ROLLUP_MS, origins = [], onError } = options;
  const heard = { onError: heedless(onError) };
  const { store, part } = createPart(sql, {
    ...options,
    clock,
    maxCached: OBJECT_CACHED,
    isShard: true,
  });
  const records = createRecords(sql);
  const arm = () => wake(rollupMs);
  const learn = async () => hear(await peers(ROOT).news());
  const member = createMember({
    ...made,
    ...heard,
    clock,
    store,
    part,
    records,
    limits: options,
    learn,
    arm,
  });
  const samples: [string, Samples[number][1]][] = [];
  const meter = createMeter(noteTo(samples), clock);
  let failures = 0;

  const riderOf = options.wings?.find((wing) => wing.sourceOf)?.sourceOf;
  const { addresses } = createAccess(options);
  const updates = updateHandler({
    ...options,
    ...heard,
    clock,
    addresses,
    store: { accept: member.accept, controls: store.controls },
    onLines: riderOf && ((lines, app, request) => part.ride([lines, app, riderOf(request)])),
    onLimit(app, reason) {
      store.refuse(reason, app);
      arm();
      options.onLimit?.(app, reason);
    },
  });
  const counted = cors(origins, meter.count(updates));
  const run = (request: Request) => member.update(request, counted);
  const fetch = careful(routes({ "POST /v1/update": run, "POST /v1/update/*": run }), onError);

  const shares: Shares = {
    apps: store.apps,
    values: store.values,
    instances: store.instances,
    accounting: store.accounting,
    preview: store.preview,
    ahead: part.ahead,
    senders: part.senders,
  };
  const refuse = () => Promise.reject(new Error("a shard is the root of none"));
  const peer: Peer = {
    news: refuse,
    report: refuse,
    async hear(news) {
      hear(news);
    },
    give: member.give,
    gone: member.gone,
    remind: member.remind,
    pass: (update, seen) => member.pass(update, seen, counted),
    share: async (what, asked) => {
      const answer = shares[what] as (...given: typeof asked) => ReturnType<Shares[typeof what]>;
      return answer(...asked);
    },
    rows: async (what, asked) => streamOf(store.rows(what, asked)),
  };
  // An alarm that failed too often does not ring again, and it may be that no update comes to set another.
  if (part.waits()) arm();
  return { fetch, peer, alarm };

  function hear({ view, asked }: News): void {
    records.see(view);
    part.obey(asked);
  }

  async function alarm(): Promise<void> {
    try {
      meter.tick();
      await handUp();
      await member.tidy();
      failures = 0;
      if (store.compact() || part.waits()) wake(0);
    } catch (error) {
      // The root is away: totals wait here.
      failures += 1;
      wake(Math.min(MAX_ROLLUP_WAIT_MS, rollupMs * 2 ** failures));
      heard.onError(error);
    }
  }

  async function handUp(): Promise<void> {
    for (let round = 0; round < ROLLUP_ROUNDS; round += 1) {
      const rollup = part.take();
      if (!rollup && round > 0) return;
      const sent = samples.splice(0);
      const { seq, ...news } = await peers(ROOT).report(name, rollup, sent);
      // Only a shard that lost its past gives numbers that are behind the root's.
      if (rollup && seq > rollup.seq) part.renumber(rollup.seq, seq + 1);
      else part.settle(seq);
      hear(news);
    }
  }
}

/** A history that only notes. */
function noteTo(samples: [string, Samples[number][1]][]): History {
  return {
    record: (host, sample) => void samples.push([host, sample]),
    query: async () => [],
    hosts: async () => [],
    flush: async () => {},
    close: async () => {},
  };
}
