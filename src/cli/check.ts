// What each option allows by itself may still be none that a server takes.
import { TallybeaconError } from "../core/errors.ts";
import { nullBackend } from "../metrics/backend/null.ts";
import { createStatsd } from "../node/statsd/create-statsd.ts";
import { createKeys } from "../server/app.ts";
import { checkReach } from "../server/reach.ts";
import { readHolders } from "../server/tokens.ts";
import { checkedKeep } from "../store/levels.ts";
import type { Config, Environment } from "./config.ts";
import type { Settings } from "./options.ts";
import { statsdOf } from "./statsd-reader.ts";

/** What the server would say of a setting, by whose key it is; a later one may need the earlier ones. */
const CHECKS: Partial<Record<keyof Settings, (settings: Settings, env: Environment) => unknown>> = {
  keep: ({ keep }) => checkedKeep(keep),
  operators: ({ operators }) => readHolders(operators),
  readers: ({ operators, readers }) => readHolders(operators, readers),
  ingestKeys: ({ ingestKeys }) => ingestKeys && createKeys(ingestKeys),
  host: (settings) => checkReach(settings.host ?? "", settings),
  statsd: (settings, env) => createStatsd(statsdOf(settings, env) ?? {}, { keep: nullBackend }),
};

/** Throws what the server would not start with, with the place, before anything is made. */
export function checkConfig({ settings, places }: Config, env: Environment): void {
  for (const [key, check] of Object.entries(CHECKS)) {
    try {
      check(settings, env);
    } catch (error) {
      const { message } = error as Error;
      throw new TallybeaconError("bad-option", `${places[key] ?? key}: ${message}`, error);
    }
  }
}
