// The engines that every promise about leaving a page is tested on.
import { chromium } from "./chromium.ts";
import type { Engine, EngineName } from "./engine.ts";
import { firefox } from "./firefox.ts";
import { webkit } from "./webkit.ts";

const FINDERS = { chromium, firefox, webkit } satisfies Record<EngineName, () => Engine>;

export const ENGINES = Object.keys(FINDERS) as EngineName[];

/** Finds an engine on this machine. Throws when it is not there, saying how to get it: it is never passed over. */
export function engine(name: EngineName): Engine {
  return FINDERS[name]();
}
