// What the operator forbids and asks for.
import { TallybeaconError } from "../core/errors.ts";
import { MAX_DISABLED_KEYS, MAX_SWITCH_CHARS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import type { ControlsChange, Store } from "../core/tally.ts";
import { answer, careful } from "./answer.ts";
import { type BodyLimits, readText } from "./body.ts";
import { sameOrigin } from "./guard.ts";
import { parseJson } from "./parse.ts";
import { readChange } from "./schema.ts";

/** What the controls need. */
export interface ControlsOptions extends BodyLimits {
  readonly store: Store;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes over the operator's wishes: `GET /controls`, and `PUT /controls` with a `ControlsChange` such as
 * `{ "disable": ["cart.add"], "interval_ms": 60000 }`, answered with what now holds. Other sites' pages cannot
 * use it; whoever reaches the server otherwise can.
 */
export function controlsRoutes(options: ControlsOptions): Readonly<Record<string, Handler>> {
  const { store, onError } = options;
  const get: Handler = (request) => answer(request, 200, store.controls());
  const put: Handler = async (request) => {
    const change = readChange(parseJson(await readText(request, options)));
    checkCount(store.controls().disabled_keys, change);
    return answer(request, 200, store.control(change));
  };
  return {
    "GET /controls": careful(get, onError),
    "PUT /controls": careful(sameOrigin(put), onError),
  };
}

/** Every reply carries them all, so they stay few. */
function checkCount(held: readonly string[], { disable = [], enable = [] }: ControlsChange): void {
  const after = new Set(held);
  for (const key of enable) after.delete(key);
  for (const key of disable) after.add(key);
  if (after.size > MAX_DISABLED_KEYS) {
    throw new TallybeaconError("parse", `disable: at most ${MAX_DISABLED_KEYS} keys can be off`);
  }
  const chars = [...after].reduce((sum, key) => sum + key.length + 3, 0);
  if (chars > MAX_SWITCH_CHARS) {
    const limit = `at most ${MAX_SWITCH_CHARS} characters of keys can be off`;
    throw new TallybeaconError("parse", `disable: ${limit}`);
  }
}
