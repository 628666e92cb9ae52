// Several stores that answer as one: totals are the root's, what is kept of instances lies with their homes.
import type { AnyStore } from "../../core/any-store.ts";
import { byCodePoint } from "../../core/code-point.ts";
import type { Part, RolledKey } from "../../core/part.ts";
import type { Rows } from "../../core/rows.ts";
import { AHEAD_TRIES, SHARD_VALUES } from "../../core/shard-limits.ts";
import { DEFAULT_APP } from "../../core/store-limits.ts";
import type {
  AppSummary,
  HeldValue,
  Instances,
  KeySummary,
  Store,
  Window,
} from "../../core/tally.ts";
import { isOff } from "../../store/effective.ts";
import { BALANCES } from "../../store/sums.ts";
import { inOrder, linesOf } from "./lines.ts";
import { joined, sums, total, totals, widest } from "./merge.ts";
import type { Peer, Shares } from "./peer.ts";

/** What they are made of. */
export interface SeveralOptions {
  /** The root's own. */
  readonly store: Store;
  readonly part: Part;
  /** Asks all shards; those that do not answer in time are left out. */
  readonly ask: <T>(run: (peer: Peer, name: string) => Promise<T>) => Promise<T[]>;
  readonly silent: () => readonly string[];
  /** Tells the shards what has changed; a while is waited for them. */
  readonly tell: () => Promise<void>;
}

/** Makes one of several. */
export function createSeveral(options: SeveralOptions): AnyStore {
  const { store, part, ask, silent, tell } = options;
  const shares = async <N extends keyof Shares>(
    what: N,
    ...asked: Parameters<Shares[N]>
  ): Promise<ReturnType<Shares[N]>[]> => ask((peer) => peer.share(what, asked));
  /** Totals that the root has not got; what was handed up while shards were asked would count twice. */
  const ahead = async <T = undefined>(
    app: string,
    key?: string,
    besides?: (peer: Peer) => Promise<T>,
  ): Promise<[RolledKey[], T | undefined][]> => {
    for (let tries = 1; ; tries += 1) {
      const seqs = new Map<string, number>();
      const found = await ask((peer, name) => {
        const seq = part.received(name);
        seqs.set(name, seq);
        return Promise.all([peer.share("ahead", [seq, app, key]), besides?.(peer)]);
      });
      const isStill = [...seqs].every(([name, seq]) => part.received(name) === seq);
      if (isStill || tries === AHEAD_TRIES) return found;
    }
  };
  const told = async <T>(result: T): Promise<T> => {
    await tell();
    return result;
  };

  return {
    ...store,
    silent,
    async control(change) {
      const { app } = change;
      if (app !== undefined && !part.hasApp(app)) {
        const all = (await shares("apps")).flat();
        if (all.some((each) => each.app === app)) part.meet(app);
      }
      return told(store.control(change));
    },
    undo: (...asked) => told(store.undo(...asked)),
    async apps() {
      const all = [store.apps(), ...(await shares("apps"))];
      return joined(all.flat(), "app", (one, other) => ({
        app: one.app,
        keys: Math.max(one.keys, other.keys),
        members: Math.max(one.members, other.members),
        instances: one.instances + other.instances,
        refused: sums(one.refused, other.refused),
      })).sort((one, other) => byCodePoint(one.app, other.app)) satisfies AppSummary[];
    },
    async keys(window, app = DEFAULT_APP) {
      const { from, to } = part.span(window);
      const asked = await ahead(app, undefined, (peer) => peer.share("senders", [app, from]));
      const found = new Map(store.keys(window, app).map((each) => [each.key, { ...each }]));
      const off = new Set(store.controls(app).disabled_keys);
      for (const each of asked.flatMap(([rolled]) => rolled)) {
        const { key, kind } = each;
        const more = within(each.totals, from, to);
        if (more === 0) continue;
        const lastAt = Math.max(...each.totals.map(([, , at]) => at));
        const held = found.get(key) ?? unheard(key, kind, isOff(off, key));
        const last_at = Math.max(held.last_at, lastAt);
        found.set(key, { ...held, pending: (held.pending ?? 0) + more, last_at });
      }
      for (const [key, instances] of asked.flatMap(([, senders = []]) => senders)) {
        const held = found.get(key);
        if (held) found.set(key, { ...held, instances: held.instances + instances });
      }
      return [...found.values()].sort((one, other) => byCodePoint(one.key, other.key));
    },
    async series(key, member, window, app = DEFAULT_APP) {
      const rolled = await ahead(app, key);
      const text = member === undefined ? undefined : JSON.stringify(member);
      const more = pendingIn(rolled, window, ({ totals, members }) =>
        text === undefined ? totals : members.filter(([, , each]) => each === text),
      );
      return { ...store.series(key, member, window, app), ...more };
    },
    async members(key, window, limit, app = DEFAULT_APP, points?: number) {
      const rolled = await ahead(app, key);
      const more = pendingIn(rolled, window, ({ members }) => members);
      return { ...store.members(key, window, limit, app, points), ...more };
    },
    async values(key, limit, app) {
      // Of each as many as of all: one that few of each hold may be held by many.
      const of = [key, SHARD_VALUES, app] as const;
      const all = [store.values(...of), ...(await shares("values", ...of))];
      const top = (values: readonly HeldValue[]) => widest(values).slice(0, limit);
      const fields = joined(
        all.flatMap((each) => each.fields),
        "field",
        ({ field, instances, values }, other) => ({
          field,
          instances: instances + other.instances,
          values: [...values, ...other.values],
        }),
      );
      return {
        values: top(all.flatMap((each) => each.values)),
        fields: fields
          .map((each) => ({ ...each, values: top(each.values) }))
          .sort((one, other) => byCodePoint(one.field, other.field)),
        items: totals(
          all.map((each) => each.items),
          "total",
          "kept",
        ),
      };
    },
    async instances(limit, ...asked) {
      const all = [
        store.instances(limit, ...asked),
        ...(await shares("instances", limit, ...asked)),
      ];
      return {
        instances: all
          .flatMap((each) => each.instances)
          .sort((one, other) => other.last_seen - one.last_seen || byCodePoint(one.id, other.id))
          .slice(0, limit),
        ...totals(all, "active", "total"),
        ...(all.every((each): each is Required<Instances> => each.overdue !== undefined) &&
          totals(all, "overdue")),
      };
    },
    async accounting(limit, instance) {
      const all = [
        store.accounting(limit, instance),
        ...(await shares("accounting", limit, instance)),
      ];
      return {
        ...totals(all, ...BALANCES),
        dropped: all.map((each) => each.dropped).reduce(sums),
        epochs: all
          .flatMap((each) => each.epochs)
          .sort((one, other) => other.last_at - one.last_at)
          .slice(0, limit),
      };
    },
    async preview(change) {
      const all = [store.preview(change), ...(await shares("preview", change))];
      return {
        instances: total(all, (each) => each.instances),
        updates_per_hour: Math.round(10 * total(all, (each) => each.updates_per_hour)) / 10,
        estimated: all.some((each) => each.estimated),
      };
    },
    async *rows(what, wanted) {
      const own = store.rows(what, wanted);
      if (what !== "values" && what !== "instances") return yield* own;
      const streams = await ask(async (peer) => peer.rows(what, wanted));
      type Row = Rows[typeof what];
      const all = [own, ...streams.map((stream) => linesOf(stream) as AsyncGenerator<Row[]>)];
      try {
        if (what === "instances") yield* inOrder(all, (row) => (row as Rows["instances"]).id);
        else for (const pages of all) yield* pages;
      } finally {
        // Whoever reads no further has no use for what is left.
        for (const stream of streams) stream.cancel().catch(() => {});
      }
    },
  };

  function pendingIn(
    asked: readonly (readonly [RolledKey[], unknown])[],
    window: Window,
    pick: (each: RolledKey) => readonly Cell[],
  ): { pending?: number } {
    const { from, to } = part.span(window);
    const rolled = asked.flatMap(([keys]) => keys);
    const more = total(rolled, (each) => within(pick(each), from, to));
    return more === 0 ? {} : { pending: more };
  }
}

type Cell = readonly [minute: number, total: number, ...rest: unknown[]];

function within(cells: readonly Cell[], from: number, to: number): number {
  let sum = 0;
  for (const [minute, more] of cells) if (minute >= from && minute < to) sum += more;
  return sum;
}

function unheard(key: string, kind: KeySummary["kind"], off: boolean): KeySummary {
  const state = off ? "off" : "on";
  return { key, kind, total: 0, members: 0, instances: 0, last_at: 0, state };
}
