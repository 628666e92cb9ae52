// The dashboard's script: plain JavaScript kept as text, so that it needs neither a build nor a disk.
import {
  DASHBOARD_INSTANCE_ROWS,
  DASHBOARD_KEY_ROWS,
  DASHBOARD_MAX_POLL_MS,
  DASHBOARD_MEMBER_ROWS,
  DASHBOARD_MESSAGE_MS,
  DASHBOARD_MORE_ROWS,
  DASHBOARD_POLL_MS,
  DASHBOARD_PUSHED_MS,
  DASHBOARD_REPORT_ROWS,
  DASHBOARD_VALUE_ROWS,
} from "../../core/limits.ts";
import { ACTIVE_DAYS } from "../../core/report-limits.ts";
import { accounts } from "./browser/accounts.ts";
import { answers } from "./browser/answers.ts";
import { api } from "./browser/api.ts";
import { app } from "./browser/app.ts";
import { applications } from "./browser/applications.ts";
import { breakdown } from "./browser/breakdown.ts";
import { chart } from "./browser/chart.ts";
import { client } from "./browser/client.ts";
import { detail } from "./browser/detail.ts";
import { dom } from "./browser/dom.ts";
import { format } from "./browser/format.ts";
import { instances } from "./browser/instances.ts";
import { keys } from "./browser/keys.ts";
import { login } from "./browser/login.ts";
import { pipeline } from "./browser/pipeline.ts";
import { poller } from "./browser/poller.ts";
import { pushPanel } from "./browser/push-panel.ts";
import { pushed } from "./browser/pushed.ts";
import { reports } from "./browser/reports.ts";
import { scale } from "./browser/scale.ts";
import { state } from "./browser/state.ts";
import { switches } from "./browser/switches.ts";

/** The numbers that the script lives by, under the names it has for them. */
export const NUMBERS: Readonly<Record<string, number>> = {
  POLL_MS: DASHBOARD_POLL_MS,
  PUSHED_MS: DASHBOARD_PUSHED_MS,
  MAX_WAIT_MS: DASHBOARD_MAX_POLL_MS,
  MESSAGE_MS: DASHBOARD_MESSAGE_MS,
  KEY_ROWS: DASHBOARD_KEY_ROWS,
  INSTANCE_ROWS: DASHBOARD_INSTANCE_ROWS,
  MEMBER_ROWS: DASHBOARD_MEMBER_ROWS,
  VALUE_ROWS: DASHBOARD_VALUE_ROWS,
  MORE_ROWS: DASHBOARD_MORE_ROWS,
  REPORT_DAYS: ACTIVE_DAYS,
  REPORT_ROWS: DASHBOARD_REPORT_ROWS,
};

/** The parts by name, in the order in which they run. They share one scope; `app` starts the page. */
export const PARTS: Readonly<Record<string, string>> = {
  dom,
  format,
  state,
  client,
  api,
  scale,
  chart,
  keys,
  breakdown,
  detail,
  instances,
  accounts,
  pushed,
  pushPanel,
  pipeline,
  applications,
  answers,
  reports,
  switches,
  poller,
  login,
  app,
};

/** The whole script, one module. */
export function script(): string {
  const numbers = Object.entries(NUMBERS).map(([name, value]) => `const ${name} = ${value};`);
  return [...numbers, ...Object.values(PARTS)].join("\n");
}
