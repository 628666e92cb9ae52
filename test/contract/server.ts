// What every server of tallybeacon keeps: a table of sentences without a runner, for every platform that has one.
import { access } from "./server/access.ts";
import type { Check } from "./server/asking.ts";
import { controls } from "./server/controls.ts";
import { pushes } from "./server/pushes.ts";
import { reads } from "./server/reads.ts";
import { reports } from "./server/reports.ts";
import { updates } from "./server/updates.ts";

export type { ContractOptions, ContractServer, MakeServer } from "./server/asking.ts";

/** Each check is given what makes a server; it closes what it made. */
export const serverContract: Record<string, Check> = {
  ...updates,
  ...controls,
  ...access,
  ...reads,
  ...pushes,
  ...reports,
};
