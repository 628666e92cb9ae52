// The root: answers what is asked, tells the shards what is wanted, and adds up what they hand it.
import { systemClock } from "../../core/clock.ts";
import type { Handler } from "../../core/ports.ts";
import {
  OBJECT_CACHED,
  RETELL_MS,
  ROOT_COMPACT_MS,
  ROOT_SLICE_MS,
  SHARD_ANSWER_MS,
} from "../../core/shard-limits.ts";
import { within } from "../../core/within.ts";
import { sqlHistory } from "../../history/sql.ts";
import { createAccess } from "../../server/access.ts";
import { careful } from "../../server/answer.ts";
import { assemble } from "../../server/assemble.ts";
import { byOwnName } from "../../server/reach.ts";
import type { BuiltWing } from "../../server/wing.ts";
import { createPart } from "../../store/part.ts";
import { createAnalytics } from "./analytics.ts";
import { createBusy } from "./busy.ts";
import { documents } from "./documents.ts";
import { isUpdate } from "./front.ts";
import { heedless } from "./heedless.ts";
import { shardNames } from "./home.ts";
import { createMember } from "./member.ts";
import type { News, Peer } from "./peer.ts";
import { createSeveral } from "./several.ts";
import type { ObjectOptions, TelemetryPart } from "./shard.ts";
import { createRecords, nextView } from "./view.ts";

/** Makes the root. */
export function createRoot(made: ObjectOptions): TelemetryPart {
  const { sql, peers, options, wake, clock = systemClock } = made;
  const { shards = 1, onError } = options;
  const heard = { onError: heedless(onError) };
  const analytics = options.analytics && createAnalytics(options.analytics);
  const onCommit = analytics && { onCommit: analytics.note };
  const { store, part } = createPart(sql, {
    ...options,
    ...onCommit,
    clock,
    maxCached: OBJECT_CACHED,
    onLines: (...ridden) => ride?.(...ridden),
  });
  let ride: BuiltWing["lines"];
  const wings = (options.wings ?? []).map((build) => build(sql, clock, wake));
  const history = sqlHistory(sql, { ...heard, clock });
  const busy = createBusy(history);
  const records = createRecords(sql);
  records.see(nextView(records.view(), shards));
  const news = (): News => {
    const view = records.view() as News["view"];
    return { view, asked: part.asked() };
  };
  const names = () => {
    const { view } = news();
    return shardNames([view.shards, ...view.former]);
  };
  const arm = () => wake(ROOT_COMPACT_MS);
  const learn = async () => {};
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

  /** Which shards have heard the news. */
  const informed = new Map<string, string>();
  let silent: string[] = [];
  const ask = async <T>(run: (peer: Peer, name: string) => Promise<T>): Promise<T[]> => {
    const quiet: string[] = [];
    const answers = await Promise.all(
      names().map((name) =>
        within(clock, SHARD_ANSWER_MS, () => run(peers(name), name)).catch((error: unknown) => {
          quiet.push(name);
          heard.onError(error);
          return undefined;
        }),
      ),
    );
    silent = quiet;
    return answers.filter((each) => each !== undefined) as T[];
  };
  const tell = async () => {
    const told = news();
    const version = `${told.view.version}/${told.asked.version}`;
    const late = names().filter((name) => informed.get(name) !== version);
    await Promise.all(
      late.map((name) =>
        within(clock, SHARD_ANSWER_MS, () => peers(name).hear(told)).then(
          () => informed.set(name, version),
          () => wake(RETELL_MS),
        ),
      ),
    );
  };
  const several =
    names().length > 0 ? createSeveral({ store, part, ask, silent: () => silent, tell }) : store;
  const { assets, title, isOpen, wings: _, ...rest } = options;
  const access = createAccess(options);
  const whole = assemble(
    { ...rest, ...heard, access, clock, store: { ...several, accept: member.accept }, history },
    documents({ ...(assets && { assets }), ...(title !== undefined && { title }) }),
    wings.map((wing) => (given) => {
      const built = wing(given);
      ride ??= built.lines;
      return built;
    }),
  );
  // Without tokens it is for whoever develops on this machine.
  const handler = access.isOpen && !isOpen ? byOwnName(whole) : whole;
  const fetch: Handler = careful((request) => {
    arm();
    return isUpdate(request) ? member.update(request, handler) : handler(request);
  }, onError);

  const refuse = () => Promise.reject(new Error("the root answers by itself"));
  const peer: Peer = {
    news: async () => news(),
    async report(shard, rollup, samples) {
      const seq = rollup ? part.receive(shard, rollup) : part.received(shard);
      for (const [host, sample] of samples) busy(host, sample);
      const { view, asked } = news();
      informed.set(shard, `${view.version}/${asked.version}`);
      arm();
      return { view, asked, seq };
    },
    hear: async () => {},
    give: member.give,
    gone: member.gone,
    remind: member.remind,
    pass: (update, seen) => member.pass(update, seen, handler),
    share: refuse,
    rows: refuse,
  };
  // Whoever has not heard of the view shall, also where nothing else happens.
  if (names().length > 0) wake(0);
  return { fetch, peer, alarm };

  async function alarm(): Promise<void> {
    // While wings wait for others, the rest is done.
    await Promise.all([upkeep(), ...wings.map((wing) => wing.alarm?.().catch(later))]);
  }

  async function upkeep(): Promise<void> {
    try {
      await tell();
      await member.tidy();
      await history.flush();
      if (analytics?.flush()) wake(0);
      const until = clock.now() + ROOT_SLICE_MS;
      while (store.compact()) {
        if (clock.now() < until) continue;
        wake(0);
        return;
      }
    } catch (error) {
      later(error);
    }
  }

  function later(error: unknown): void {
    wake(RETELL_MS);
    heard.onError(error);
  }
}
