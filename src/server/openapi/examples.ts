// Bodies that will do, for a description.
import type { ControlsChange, Undo } from "../../core/controls.ts";
import type { Report } from "../../core/report.ts";
import type { ApplicationChange } from "../../core/reports.ts";
import type { Update } from "../../core/update.ts";
import type { BODIES } from "./bodies.ts";

const update: Update = {
  instance_id: "0b6cfa22-0d4c-41e8-b11b-7a0058e13201",
  timestamp: "2026-11-21T08:26:04.143Z",
  epoch: "e1",
  seq: 1,
  data: { "page.view": 3, "http.status": [{ value: 200, count: 3 }], language: "en" },
  set_keys: ["language"],
  calls: 7,
  recorded: 7,
};
const change: ControlsChange = {
  app: "shop",
  disable: ["cart.add"],
  percent: 10,
  reason: "too much of it",
};
const undo: Undo = { version: 1_795_250_403_000, reason: "not so much after all" };

const report: Report = {
  application: "backup-tool",
  install_id: "7a1d2a90-53a6-4e8c-9d0c-0f6f0a3f2c11",
  version: "1.2.3",
  metadata: { action: "start", new_install: true },
};
const application: ApplicationChange = {
  application: "backup-tool",
  latest_version: "1.3.0",
  notices: [{ level: "WARNING", message: "1.2 gets no more fixes." }],
};

/** One of each. */
export const BODY_EXAMPLES: Readonly<Record<keyof typeof BODIES, unknown>> = {
  Update: update,
  ControlsChange: change,
  Undo: undo,
  Login: { token: "ada-has-this-token" },
  Report: report,
  ApplicationChange: application,
};
