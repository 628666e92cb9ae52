// The parts of a server, put together behind its routes.

import type { AnyStore } from "../core/any-store.ts";
import { systemClock } from "../core/clock.ts";
import type { Handler, History } from "../core/ports.ts";
import { type Access, type AccessOptions, createAccess } from "./access.ts";
import { ASIDE, careful, withWhole } from "./answer.ts";
import type { BodyLimits } from "./body.ts";
import { controlsRoutes } from "./controls.ts";
import { createEvents } from "./events.ts";
import { exportRoutes } from "./export.ts";
import type { GateOptions } from "./gate.ts";
import { cors } from "./guard.ts";
import { historyHandler } from "./history.ts";
import { loadRoutes } from "./load.ts";
import { createMeter } from "./meter.ts";
import { mapped, routes } from "./routes.ts";
import { createShield, type Shield } from "./shield.ts";
import { tallyRoutes } from "./tally.ts";
import { type UpdateOptions, updateHandler } from "./update.ts";
import type { BuiltWing, Wing } from "./wing.ts";

/** What every server is made of. */
export interface HouseOptions
  extends BodyLimits,
    Omit<AccessOptions, "clock">,
    Omit<GateOptions, "addresses"> {
  /** Keeps what is sent: `createStore(sql)`. */
  readonly store: AnyStore;
  /** Answers `/history` and `/hosts`, and is given a sample a minute of what each site sends. */
  readonly history: History;
  /** Pages that may send from elsewhere: `["https://shop.example.com"]`, or `["*"]`. Default: this origin's only. */
  readonly origins?: readonly string[];
  /**
   * Made by `createAccess` to guard further routes by the same tokens; then it is told of `operators`, `readers`,
   * `addressOf` and `trustedProxies`, and they are not looked at here.
   */
  readonly access?: Access;
  /** Further routes, `{ "GET /shop/*": handler }`; the server's own win. Whoever comes may use them. */
  readonly routes?: Readonly<Record<string, Handler>>;
  /**
   * Ends the streams of `GET /events` when it is aborted, which a server of Node would wait for before it closes. Default:
   * they end by themselves, each after five minutes.
   */
  readonly signal?: AbortSignal;
  /** Heading of the dashboard. */
  readonly title?: string;
  /** Hears what went wrong inside; clients only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/** What people and programs look at, by route: apart, since it weighs as much as all the rest. */
export type Documents = (access: Access, shield: Shield) => Readonly<Record<string, Handler>>;

/** A server whose documents and wings are handed in; without them, see `createHandler`. */
export function assemble(
  options: HouseOptions,
  documents: Documents,
  wings: readonly Wing[] = [],
): Handler {
  const { store, history, origins = [], routes: further = {}, onError } = options;
  const { clock = systemClock } = options;
  const access = options.access ?? createAccess(options);
  const { addresses } = access;
  const shield = createShield(addresses);
  const meter = createMeter(history, clock);
  const onLimit: GateOptions["onLimit"] = (app, reason) => {
    store.refuse(reason, app);
    options.onLimit?.(app, reason);
  };
  const gated = { ...options, addresses, onLimit };
  const tick = () => {
    meter.tick();
    for (const wing of built) wing.tick?.();
  };
  // Minutes end while somebody looks, also where nothing else comes.
  const events = createEvents({ clock, onBeat: tick, signal: options.signal });
  const { changed } = events;
  store.onChange(changed);
  history.onChange?.(changed);
  const families = () => built.flatMap((wing) => wing.families?.() ?? []);
  const given = { ...gated, origins, access, meter, clock, families, changed };
  const built: readonly BuiltWing[] = wings.map((build) => build(given));
  const { lines, sourceOf } = built.find((wing) => wing.lines) ?? {};
  const onLines: UpdateOptions["onLines"] =
    lines && ((text, app, request) => lines(text, app, sourceOf?.(request) ?? ""));
  const ingest = cors(origins, meter.count(updateHandler({ ...gated, onLines })));
  const past = shield.over(access.reader(historyHandler(history, onError ? { onError } : {})));
  const authorOf = async (request: Request) =>
    access.isOpen ? undefined : (await access.who(request))?.name;
  /** Who reads has to be a reader, who does anything else an operator. */
  const guarded = (table: Readonly<Record<string, Handler>>) =>
    mapped(table, (run, route) =>
      shield.over(route.startsWith("GET ") ? access.reader(run) : access.operator(run)),
    );
  const table = routes(
    {
      ...mapped(further, withWhole),
      "POST /v1/update": ingest,
      "POST /v1/update/*": ingest,
      "OPTIONS /v1/update": ingest,
      "OPTIONS /v1/update/*": ingest,
      ...Object.assign({}, ...built.map((wing) => ({ ...wing.routes, ...guarded(wing.guarded) }))),
      ...guarded(tallyRoutes(options)),
      ...guarded(loadRoutes({ ...options, meter, clock })),
      ...guarded({ "GET /events": events.handler }),
      ...guarded(exportRoutes(options)),
      ...guarded(controlsRoutes({ ...options, addresses, authorOf })),
      ...mapped(access.routes, shield.over),
      // It answers for every method itself, as its contract has it.
      "* /history": past,
      "* /hosts": past,
      ...documents(access, shield),
    },
    shield.data,
  );
  const handler = careful((request) => {
    tick();
    return table(request);
  }, onError);
  return Object.assign(handler, { [ASIDE]: true });
}
