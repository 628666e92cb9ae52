// A server of a few keys, for parts of the dashboard: what it was asked stays readable.
import type { Client } from "../../src/client/client.ts";
import type { AllControls, ControlsChange } from "../../src/core/controls.ts";
import type { HeldValues, KeySummary, Member } from "../../src/core/tally.ts";
import { NO_CONTROLS, refusal } from "./controls.ts";

/** A name that is markup, a formula and right to left at once. */
export const HOSTILE = '=<img src=x onerror="alert(1)">\u202e';

/** What the server has; change it, and the next answer has it. */
export interface KeyServer {
  readonly client: Partial<Client>;
  readonly asked: (readonly [method: string, asked: unknown])[];
  readonly changes: ControlsChange[];
  keys: KeySummary[];
  members: Member[];
  values: Partial<HeldValues>;
  controls: AllControls;
  /** Refuses what it is asked for, by method. */
  readonly refused: Map<string, { status: number; message: string }>;
}

/** One key of many counts. */
export function summary(key: string, total: number, more: Partial<KeySummary> = {}): KeySummary {
  const usual = { kind: "count", members: 0, instances: 3, last_at: 0, state: "on" } as const;
  return { key, total, ...usual, ...more };
}

/** Makes one, whose series have a point a step that tells its key's length. */
export function keyServer(): KeyServer {
  const now = 1_700_000_000_000;
  const answer = async <T>(method: string, asked: unknown, make: () => T): Promise<T> => {
    server.asked.push([method, asked]);
    const refused = server.refused.get(method);
    if (refused) throw refusal(refused.status, refused.message);
    return make();
  };
  const server: KeyServer = {
    asked: [],
    changes: [],
    keys: [summary("page.view", 900), summary("cart.add", 40)],
    members: [],
    values: {},
    controls: { ...NO_CONTROLS, version: 1 },
    refused: new Map(),
    client: {
      apps: () => answer("apps", {}, () => ({ now, apps: [] })),
      keys: (asked) =>
        answer("keys", asked, () => ({ range: asked?.range ?? "1h", now, keys: server.keys })),
      totals: (asked) =>
        answer("totals", asked, () => {
          const step = Number(asked.step ?? 60);
          const end = Math.floor((asked.to ?? now / 1000) / step) * step;
          const totals = [3, 2, 1].map((back) => asked.key.length * back);
          return { key: asked.key, range: asked.range ?? "1h", step, from: end - 3 * step, totals };
        }),
      members: (asked) =>
        answer("members", asked, () => ({
          key: asked.key,
          range: asked.range ?? "1h",
          members: server.members,
          other: 0,
        })),
      values: (asked) =>
        answer("values", asked, () => ({
          key: asked.key,
          values: [],
          fields: [],
          items: { total: 0, kept: 0 },
          ...server.values,
        })),
      controls: () => answer("controls", {}, () => server.controls),
      change: (change) =>
        answer("change", change, () => {
          server.changes.push(change);
          const of = change.app === undefined ? {} : { app: change.app };
          const switched = (keys: readonly string[] | undefined, off: boolean) =>
            (keys ?? []).map((key) => ({ ...of, key, off, percent: 100, instances: [], at: now }));
          const switches = [...switched(change.disable, true), ...switched(change.enable, false)];
          server.controls = {
            ...server.controls,
            version: server.controls.version + 1,
            switches: [
              ...server.controls.switches.filter(
                ({ key }) => !switches.some((each) => each.key === key),
              ),
              ...switches,
            ],
          };
          return server.controls;
        }),
    },
  };
  return server;
}
