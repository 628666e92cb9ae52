// A server of a few instances and hosts, for parts of the dashboard: change what it has, and the next answer has it.
import type { Client } from "../../src/client/client.ts";
import type {
  AccountingReply,
  AppsReply,
  HistoryAsked,
  InstancesReply,
} from "../../src/core/api.ts";
import type { AllControls } from "../../src/core/controls.ts";
import type { Load, Sample } from "../../src/core/sample.ts";
import type { Instance } from "../../src/core/tally.ts";
import { HOSTILE, summary } from "./key-server.ts";

/** When all its answers are given: half a minute after a full one. */
export const NOW_MS = 1_700_000_070_000;

type Epoch = AccountingReply["epochs"][number];

/** What it has, and what it was asked. */
export interface SiteServer {
  readonly client: Partial<Client>;
  readonly asked: (readonly [method: string, asked: unknown])[];
  apps: AppsReply["apps"];
  instances: Instance[];
  /** More than there are rows of. */
  total: number | undefined;
  silent: Pick<InstancesReply, "silent">;
  epochs: Epoch[];
  unexplained: number;
  controls: AllControls;
  load: Load[];
  hosts: Record<string, Sample[]>;
  /** Refuses what it is asked for, by method. */
  readonly refused: Map<string, string>;
}

/** An instance that keeps to its schedule. */
export function instance(id: string, more: Partial<Instance> = {}): Instance {
  return {
    id,
    app: "default",
    first_seen: NOW_MS - 864_000_000,
    last_seen: NOW_MS - 180_000,
    expect_next: NOW_MS + 40_000,
    updates: 312,
    duplicates: 3,
    controls: 5,
    overdue: false,
    ...more,
  };
}

/** An epoch in which everything came. */
export function epoch(of: string, more: Partial<Epoch> = {}): Epoch {
  return {
    instance: of,
    epoch: "e1",
    last_at: NOW_MS - 180_000,
    recorded: 100,
    accepted: 100,
    dropped: {},
    pending: 0,
    unexplained: 0,
    ack: 7,
    seq: 7,
    missing: 0,
    duplicates: 0,
    faults: {},
    ...more,
  };
}

/** One with an instance that is well, one that is overdue and hostile, and two hosts. */
export function siteServer(): SiteServer {
  const answer = async <T>(method: string, asked: unknown, make: () => T): Promise<T> => {
    server.asked.push([method, asked]);
    const message = server.refused.get(method);
    if (message !== undefined) {
      throw Object.assign(new Error(message), { status: 400, wantsToken: false });
    }
    return make();
  };
  const ts = NOW_MS / 1000 - 30;
  const server: SiteServer = {
    asked: [],
    apps: [{ app: "default", keys: 4, members: 9, instances: 2, refused: {} }],
    instances: [instance("edge-ams"), instance(HOSTILE, { overdue: true, controls: 4 })],
    total: undefined,
    silent: {},
    epochs: [
      epoch("edge-ams", { recorded: 117, dropped: { "buffer-full": 14 }, pending: 3, missing: 1 }),
    ],
    unexplained: 0,
    controls: {
      interval_ms: 3_600_000,
      stop: false,
      disabled_keys: [HOSTILE],
      enabled_keys: [],
      version: 5,
      wishes: [],
      switches: [{ key: HOSTILE, off: true, percent: 100, instances: [], at: 0 }],
    },
    load: [{ ts: ts - 60, requests_sec: 0.5, bytes_sec: 100, p99_ms: 4, error_rate: 25 }],
    hosts: {
      "shop.example.com": [
        { ts: ts - 60, requests_sec: 2, heap_mb: 40 },
        { ts, requests_sec: 4, heap_mb: 50 },
      ],
      [HOSTILE]: [{ ts, requests_sec: 1, [HOSTILE]: 7 }],
    },
    refused: new Map(),
    client: {
      apps: () => answer("apps", {}, () => ({ now: NOW_MS, apps: server.apps })),
      keys: (asked) =>
        answer("keys", asked, () => ({
          range: asked?.range ?? "1h",
          now: NOW_MS,
          keys: [summary("cart.add", 40), summary("page.view", 900), summary(HOSTILE, 1)],
        })),
      instances: (asked) =>
        answer("instances", asked, () => {
          const all = server.instances.filter(
            ({ app }) => asked?.app === undefined || app === asked.app,
          );
          const overdue = all.filter((each) => each.overdue).length;
          return {
            now: NOW_MS,
            instances: all
              .filter(({ id }) => asked?.instance === undefined || id === asked.instance)
              .slice(0, asked?.limit),
            active: all.length - overdue,
            overdue,
            total: server.total ?? all.length,
            ...server.silent,
          };
        }),
      accounting: (asked) =>
        answer("accounting", asked, () => ({
          now: NOW_MS,
          recorded: 1_017,
          accepted: 1_000,
          dropped: { "buffer-full": 14 },
          pending: 3,
          unexplained: server.unexplained,
          missing: 1,
          duplicates: 5,
          epochs: server.epochs.filter(
            (each) => asked?.instance === undefined || each.instance === asked.instance,
          ),
        })),
      controls: () => answer("controls", {}, () => server.controls),
      controlsOf: (asked) => answer("controlsOf", asked, () => server.controls),
      load: (asked) =>
        answer("load", asked, () => ({
          now: NOW_MS,
          range: asked?.range ?? "1h",
          samples: server.load,
        })),
      hosts: () => answer("hosts", {}, () => ({ hosts: Object.keys(server.hosts) })),
      history: (asked: HistoryAsked) =>
        answer("history", asked, () => ({
          host: asked.host,
          range: "1 hour",
          samples: server.hosts[asked.host] ?? [],
        })),
    },
  };
  return server;
}
