// A shop's collector, made up: the dashboard in front of an API whose data, failures and clock the test owns.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Accounting, EpochAccount } from "../../src/core/accounting.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { Controls, ControlsChange } from "../../src/core/controls.ts";
import type { Json, Scalar } from "../../src/core/json.ts";
import { WINDOWS } from "../../src/core/limits.ts";
import type { Reports } from "../../src/core/reports.ts";
import type {
  HeldValue,
  HeldValues,
  Instance,
  KeySummary,
  Kind,
  Member,
  Point,
  Window,
} from "../../src/core/tally.ts";
import { type Access, type AccessOptions, createAccess } from "../../src/server/access.ts";
import { applicationsRoutes } from "../../src/server/applications.ts";
import { dashboardHandler } from "../../src/server/dashboard.ts";
import { routes } from "../../src/server/routes.ts";
import { createReports } from "../../src/store/reports/reports.ts";
import { memorySql } from "./store.ts";

/** One made-up key: how much of it comes in, and what it consists of. */
export interface Goods {
  readonly kind: Kind;
  readonly perMinute: number;
  readonly members?: readonly (readonly [Scalar, number])[];
  readonly values?: readonly (readonly [Json, number])[];
}

/** What a small shop counts. */
export const SHOP: Readonly<Record<string, Goods>> = {
  "page.view": { kind: "count", perMinute: 42 },
  "cart.add": { kind: "count", perMinute: 6.5 },
  "cart.remove": { kind: "count", perMinute: 1.2 },
  "checkout.start": { kind: "count", perMinute: 2.4 },
  "checkout.paid": { kind: "count", perMinute: 1.6 },
  "http.status": {
    kind: "set",
    perMinute: 118,
    members: [
      [200, 0.871],
      [304, 0.082],
      [404, 0.031],
      [301, 0.009],
      [500, 0.005],
      [503, 0.002],
    ],
  },
  "search.term": {
    kind: "set",
    perMinute: 9,
    members: [
      ["espresso cups", 0.19],
      ["filter", 0.14],
      ["grinder", 0.12],
      ["Kaffeemühle", 0.09],
      ["gift card", 0.07],
      ["قهوة", 0.05],
      ["decaf", 0.05],
      ["", 0.04],
      ["200", 0.03],
      ["chemex 6", 0.03],
      ["kettle", 0.03],
      ["aeropress", 0.02],
    ],
  },
  "ua:9f2c41d7": {
    kind: "set",
    perMinute: 3,
    members: [
      ["Chrome 156", 0.61],
      ["Safari 19", 0.27],
      ["Firefox 153", 0.12],
    ],
  },
  "ua:04be77a1": { kind: "set", perMinute: 1, members: [["Chrome 155", 1]] },
  viewport: {
    kind: "value",
    perMinute: 0.8,
    values: [
      ["1440×900", 14],
      ["390×844", 11],
      ["1920×1080", 8],
      ["360×800", 3],
    ],
  },
  consent: {
    kind: "value",
    perMinute: 0.3,
    values: [
      [{ analytics: true, ads: false }, 29],
      [{ analytics: true, ads: true }, 7],
    ],
  },
  errors: {
    kind: "list",
    perMinute: 0.4,
    values: [
      ["NetworkError: /api/stock timed out", 4],
      ["TypeError: cart is undefined (cart.js:41)", 2],
    ],
  },
};

/** One request as the API saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly origin: string | undefined;
}

/** The made-up collector. */
export interface Shop {
  /** Where it listens: `http://127.0.0.1:…/`. */
  readonly url: string;
  readonly requests: Seen[];
  /** Keys and what they come to; change it and the dashboard sees it at its next request. */
  readonly goods: Map<string, Goods>;
  readonly controls: {
    interval_ms: number;
    stop: boolean;
    disabled_keys: string[];
    enabled_keys: string[];
    version: number;
  };
  instances: number;
  /** Kept as the server does, by the shop's clock. */
  readonly reports: Reports;
  /** Calls that the accounts do not explain. */
  unexplained: number;
  /** Status of the answers to `PUT /controls`; 200 obeys. */
  putStatus: number;
  /** What `PUT /controls` waits for before it is obeyed. */
  hold: Promise<void> | undefined;
  /** Who may come in, and by what; change it as a restart with other tokens would. */
  access: Access;
  /** Answers everything in the server's place, as a proxy in front may. */
  proxy: ((request: Request) => Response) | undefined;
  /** True cuts every connection to the API, as a server does that is gone. */
  away: boolean;
  /** Time of the made-up server, ms; undefined runs. */
  now: number | undefined;
  /** Adds to the current minute. */
  count(key: string, amount: number): void;
  close(): Promise<void>;
}

/** Starts a shop on a free port, that asks for tokens where it is given any. */
export async function openShop(
  goods: Readonly<Record<string, Goods>> = SHOP,
  options: AccessOptions = {},
): Promise<Shop> {
  const extra = new Map<string, number>();
  const dashboard = dashboardHandler({ title: "Coffee & Co." });
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const shop: Shop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests: [],
    goods: new Map(Object.entries(goods)),
    controls: { interval_ms: 10_000, stop: false, disabled_keys: [], enabled_keys: [], version: 0 },
    instances: Object.keys(goods).length ? 37 : 0,
    reports: createReports(memorySql(), { clock: { ...systemClock, now: () => now() } }),
    unexplained: 0,
    putStatus: 200,
    hold: undefined,
    away: false,
    access: createAccess(options),
    proxy: undefined,
    now: undefined,
    count: (key, amount) => void extra.set(key, (extra.get(key) ?? 0) + amount),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  function now(): number {
    return shop.now ?? Date.now();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", shop.url);
    let body = "";
    for await (const chunk of request) body += chunk;
    if (url.pathname === "/") {
      const made = await dashboard(new Request(url));
      response.writeHead(made.status, Object.fromEntries(made.headers)).end(await made.text());
      return;
    }
    if (shop.away) return void request.socket.destroy();
    const method = request.method ?? "GET";
    shop.requests.push({
      method,
      path: url.pathname + url.search,
      body,
      origin: request.headers.origin,
    });
    const headers = new Headers(Object.entries(request.headersDistinct).map(lineOf));
    const asked = new Request(url, { method, headers, ...(body && { body }) });
    const made = await (shop.proxy ?? api)(asked);
    response.writeHead(made.status, Object.fromEntries(made.headers)).end(await made.text());
  }

  function api(asked: Request): Response | Promise<Response> {
    const { access } = shop;
    const read = access.reader(({ url }) => Response.json(get(new URL(url))));
    const change = access.operator(async (request) => {
      await shop.hold;
      const [status, value] = put(await request.text());
      return Response.json(value, { status });
    });
    const controls = { "GET /controls": read, "PUT /controls": change };
    const table = applicationsRoutes({ reports: shop.reports });
    const reporting = Object.entries(table).map(([route, run]) => [
      route,
      route.startsWith("GET ") ? access.reader(run) : access.operator(run),
    ]);
    const all = { ...access.routes, ...controls, ...Object.fromEntries(reporting) };
    return routes({ ...all, "GET /*": read })(asked);
  }

  function put(body: string): [number, unknown] {
    if (shop.putStatus !== 200) return [shop.putStatus, { error: "made up" }];
    const change = JSON.parse(body) as ControlsChange;
    const off = new Set(shop.controls.disabled_keys);
    for (const key of change.enable ?? []) off.delete(key);
    for (const key of change.disable ?? []) off.add(key);
    shop.controls.disabled_keys = [...off];
    shop.controls.version += 1;
    return [200, shop.controls satisfies Controls];
  }

  function get(url: URL): unknown {
    const words = url.searchParams;
    const window = WINDOWS[(words.get("range") ?? "1h") as keyof typeof WINDOWS];
    const key = words.get("key") ?? "";
    const limit = Number(words.get("limit") ?? 50);
    const one = shop.goods.get(key);
    switch (url.pathname) {
      case "/keys":
        return {
          range: words.get("range"),
          now: now(),
          keys: [...shop.goods].map(([name, good]) => summary(name, good, window)),
        };
      case "/series": {
        const member = words.get("member");
        const share =
          member === null
            ? 1
            : (one?.members?.find(([value]) => value === JSON.parse(member))?.[1] ?? 0);
        return {
          key,
          range: words.get("range"),
          step: window.step,
          points: one ? series(key, one, window, share) : [],
        };
      }
      case "/members":
        return { key, range: words.get("range"), ...members(key, one, window, limit) };
      case "/values":
        return { key, ...held(one, limit) };
      case "/instances":
        return {
          now: now(),
          active: Math.min(12, shop.instances),
          total: shop.instances,
          instances: instances().slice(0, limit),
        };
      case "/pushed":
        return { now: now(), pushed: [], more: false };
      case "/statsd":
        return { now: now(), stats: [] };
      case "/accounting":
        return { now: now(), ...accounting(limit) };
      default:
        return shop.controls;
    }
  }

  function summary(key: string, good: Goods, window: Window): KeySummary {
    const total = series(key, good, window, 1).reduce((sum, point) => sum + point.total, 0);
    return {
      key,
      kind: good.kind,
      total,
      members: good.members?.length ?? 0,
      instances: Math.min(shop.instances, 3 + Math.ceil(good.perMinute)),
      last_at: now() - (4_000 + 700 * key.length),
      state: shop.controls.disabled_keys.includes(key) ? "off" : "on",
    };
  }

  function series(key: string, good: Goods, { seconds, step }: Window, share: number): Point[] {
    const last = Math.floor(now() / 1000 / step) * step;
    const first = last - seconds + step;
    return Array.from({ length: seconds / step }, (_, i) => {
      const ts = first + i * step;
      const hours = ts / 3600;
      const day =
        1 + 0.75 * Math.sin(((hours % 24) / 24) * 2 * Math.PI - 1.9) + 0.12 * Math.sin(hours * 2.3);
      const noise = 0.72 + 0.56 * chance(`${key}${ts}`);
      const filled = ts === last ? (now() / 1000 - last) / step : 1;
      const usual = Math.round(good.perMinute * (step / 60) * day * noise * share * filled);
      return { ts, total: usual + (ts === last ? (extra.get(key) ?? 0) : 0) };
    });
  }

  function members(
    key: string,
    good: Goods | undefined,
    window: Window,
    limit: number,
  ): { members: Member[]; other: number } {
    if (!good?.members) return { members: [], other: 0 };
    const total = summary(key, good, window).total;
    const all = good.members.map(([value, share]) => ({ value, total: Math.round(total * share) }));
    const shown = all.slice(0, limit);
    return {
      members: shown,
      other:
        limit < all.length
          ? Math.max(0, total - shown.reduce((sum, one) => sum + one.total, 0))
          : 0,
    };
  }

  /** Objects are told by their fields, as the server does. */
  function held(good: Goods | undefined, limit: number): HeldValues {
    const isObject = ({ value }: HeldValue) => typeof value === "object" && value !== null;
    const fields = new Map<string, HeldValue[]>();
    for (const { value, ...rest } of values(good).filter(isObject)) {
      for (const [field, part] of Object.entries(value as Record<string, Json>)) {
        const known = fields.get(field) ?? [];
        const same = known.find((each) => each.value === part);
        const instances = (same?.instances ?? 0) + rest.instances;
        const others = known.filter((each) => each !== same);
        fields.set(field, [...others, { ...rest, value: part, instances }]);
      }
    }
    return {
      values: values(good)
        .filter((each) => !isObject(each))
        .slice(0, limit),
      fields: [...fields].sort().map(([field, parts]) => ({
        field,
        instances: parts.reduce((sum, each) => sum + each.instances, 0),
        values: parts.slice(0, limit),
      })),
      items: { total: 0, kept: 0 },
    };
  }

  const values = (good: Goods | undefined): HeldValue[] =>
    (good?.values ?? []).map(([value, count], i) => ({
      value,
      instances: count,
      last_at: now() - 9_000 * (i + 1),
    }));

  const instances = (): Instance[] =>
    Array.from({ length: shop.instances }, (_, i) => ({
      id: [0, 1, 2, 3].map((part) => chanceBits(`${i}/${part}`)).join("-"),
      first_seen: now() - 86_400_000 * (0.3 + 12 * chance(`f${i}`) + i / 9),
      last_seen: now() - (i < 12 ? 900 * i : 40_000 * i * i),
      expect_next: now() + 10_400 - (i < 12 ? 900 * i : 40_000 * i * i),
      updates: 12 + Math.round(4_000 * chance(`u${i}`)),
      duplicates: Math.max(0, Math.round(9 * chance(`d${i}`)) - 5),
      app: "default",
      controls: shop.controls.version,
      overdue: i >= 12,
    }));

  /** Two epochs still have updates on the way; one does not add up. */
  function accounting(limit: number): Accounting {
    const epochs = instances().map((instance, i): EpochAccount => {
      const accepted = 40 * instance.updates;
      const dropped = i % 3 === 0 ? { disabled: 12 + 7 * i, "outbox-full": i } : {};
      const pending = i === 1 || i === 4 ? 90 * i : 0;
      const unexplained = i === 5 ? shop.unexplained : 0;
      return {
        instance: instance.id,
        epoch: `e${i}`,
        last_at: instance.last_seen,
        recorded: accepted + sumOf(dropped) + pending + unexplained,
        accepted,
        dropped,
        pending,
        unexplained,
        ack: instance.updates,
        seq: instance.updates + (pending ? 3 : 0),
        missing: pending ? 2 : 0,
        duplicates: instance.duplicates,
        faults: i === 2 ? { network: 4, storage: 1 } : {},
        ...(i !== 3 && { controls: i === 6 ? shop.controls.version - 1 : shop.controls.version }),
        offset_ms: 20 * i,
      };
    });
    const all = (name: "recorded" | "accepted" | "pending" | "missing" | "duplicates") =>
      epochs.reduce((total, epoch) => total + epoch[name], 0);
    const dropped: Record<string, number> = {};
    for (const epoch of epochs) {
      for (const [reason, calls] of Object.entries(epoch.dropped)) {
        dropped[reason] = (dropped[reason] ?? 0) + calls;
      }
    }
    return {
      recorded: all("recorded"),
      accepted: all("accepted"),
      dropped,
      pending: all("pending"),
      unexplained: epochs.length > 5 ? shop.unexplained : 0,
      missing: all("missing"),
      duplicates: all("duplicates"),
      epochs: epochs.slice(0, limit),
    };
  }

  return shop;
}

function lineOf([name, values = []]: [string, string[] | undefined]): [string, string] {
  return [name, values.join(", ")];
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

/** The same number from 0 to 1 for the same text: FNV-1a, stirred as MurmurHash3 ends. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function chanceBits(text: string): string {
  return Math.floor(chance(text) * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
}
