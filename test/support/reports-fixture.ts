// Applications as a server tells them to the dashboard, and what is done to them; some of it hostile.
import type { Client } from "../../src/client/client.ts";
import type { Application, ApplicationChange, KeptReport } from "../../src/core/reports.ts";
import { HOSTILE } from "./pushed-fixture.ts";

const DAY = 86_400;
/** Unix milliseconds, late on a day of UTC. */
export const TODAY = 19_675.9 * DAY * 1_000;

/** One that is kept. */
export const SHOP: Application = {
  application: "shop",
  settings: {
    latest_version: "1.3",
    notices: [{ level: "INFO", message: "A new version is out." }],
    hard_limit: false,
    disable: false,
    updated_at: 0,
  },
  reports: 40,
  installs: 12,
  active: 10,
  versions: [
    { version: "1.3", installs: 6 },
    { version: "1.2", installs: 3 },
    { version: "", installs: 1 },
  ],
  uncounted: 2,
  first_at: TODAY - 1_000_000,
  last_at: TODAY - 60_000,
};

/** One that nobody keeps. */
export const STRANGER: Application = {
  application: HOSTILE,
  reports: 1,
  installs: 1,
  active: 1,
  versions: [{ version: HOSTILE, installs: 1 }],
  uncounted: 0,
  first_at: TODAY,
  last_at: TODAY,
};

/** Reports of anything. */
export const REPORTS: readonly KeptReport[] = [
  { at: TODAY, install_id: HOSTILE, version: HOSTILE, metadata: { "</td>": HOSTILE } },
  { at: TODAY, install_id: "i1", version: "1.3", metadata: { text: "x".repeat(100) } },
  { at: TODAY - 1, install_id: "i2", version: "1.3" },
];

/** A server of them. */
export interface ReportServer {
  readonly client: Partial<Client>;
  readonly asked: (readonly [method: string, asked: unknown])[];
  applications: readonly Application[];
  /** Refuses all that it is asked for. */
  refusal: { readonly status: number; readonly message: string } | undefined;
}

/** Makes one, that changes what it is told to change. */
export function reportServer(): ReportServer {
  const answer = async <T>(method: string, asked: unknown, make: () => T): Promise<T> => {
    server.asked.push([method, asked]);
    const { refusal } = server;
    if (refusal) throw Object.assign(new Error(refusal.message), { wantsToken: false, ...refusal });
    return make();
  };
  const today = Math.floor(TODAY / 1_000 / DAY) * DAY;
  const days = [
    { ts: today, version: "1.3", reports: 9, installs: 5, new_installs: 2 },
    { ts: today - DAY, version: "1.2", reports: 4, installs: 3, new_installs: 1 },
  ];
  const server: ReportServer = {
    asked: [],
    applications: [SHOP, STRANGER],
    refusal: undefined,
    client: {
      applications: () =>
        answer("applications", {}, () => ({
          ...{ now: TODAY, applications: server.applications, others: 0 },
        })),
      installs: (asked) => answer("installs", asked, () => ({ days })),
      reports: (asked) => answer("reports", asked, () => ({ reports: REPORTS })),
      keepApplication: (change) => answer("keep", change, () => keep(change)),
      forgetApplication: (name) =>
        answer("forget", name, () => {
          server.applications = server.applications.filter((one) => one.application !== name);
        }),
    },
  };
  const keep = ({ application, ...wish }: ApplicationChange): Application => {
    const none = { latest_version: "", notices: [], hard_limit: false, disable: false };
    server.applications = server.applications.map((one) =>
      one.application === application
        ? { ...one, settings: { ...none, updated_at: 0, ...one.settings, ...wish } }
        : one,
    );
    return server.applications.find((one) => one.application === application) as Application;
  };
  return server;
}
