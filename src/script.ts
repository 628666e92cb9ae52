// The script tag: reads its own attributes, replays what was called before it arrived, starts.

import { createCollector } from "./collector/collector.ts";
import type { Collector, CollectorOptions } from "./collector/options.ts";
import { TallybeaconError } from "./core/errors.ts";
import { fastHash } from "./hash/fast-hash.ts";
import { idbStorage } from "./storage/idb.ts";

const VERBS = ["set", "setNested", "append", "appendUnique", "add", "increment", "reset"] as const;
const NAMES = [...VERBS, "flush", "forget", "snapshot"] as const;

/** Calls made before the script had loaded: a verb's name, then its arguments. */
type Call = readonly [verb: (typeof VERBS)[number], ...args: unknown[]];
type Verb = (...args: unknown[]) => unknown;
type Api = Record<string, unknown>;

function install(data: DOMStringMap): void {
  const globals = globalThis as unknown as Record<string, Api | undefined>;
  // Onto the stub's own object, so that a reference taken early keeps working.
  const name = data["global"] || "tallybeacon";
  globals[name] ??= {};
  const api: Api = globals[name];
  // A second copy, of a tag manager perhaps, must not take half of the first one's verbs over.
  if (api["init"]) return;
  let collector: Collector | undefined;
  const run = ([verb, ...args]: Call) => {
    if (VERBS.includes(verb)) (collector?.[verb] as Verb | undefined)?.(...args);
  };
  const init = (options: CollectorOptions) => {
    if (collector) throw new TallybeaconError("already-initialized", "init() was called twice");
    collector = createCollector(options);
    for (const call of (api["q"] ?? []) as Call[]) run(call);
    // A verb taken from the stub still pushes into its queue: from now on that is a call.
    api["q"] = { push: run };
    for (const each of NAMES) api[each] = collector[each];
  };
  // Until init() the stub's verbs go on queueing.
  for (const each of NAMES)
    api[each] ??= (...args: unknown[]) => (collector?.[each] as Verb)?.(...args);
  Object.assign(api, {
    init,
    fastHash,
    idbStorage,
    startEmitting: () => collector?.start(),
    stopEmitting: async () => void (await collector?.stop()),
  });
  if (data["endpoint"]) {
    init(optionsOf(data, data["endpoint"]));
    if (data["start"] !== "false") collector?.start();
  }
}

function optionsOf(data: DOMStringMap, endpoint: string): CollectorOptions {
  const { disable, instance, interval, storage } = data;
  return {
    endpoint,
    storage: storage === "memory" ? undefined : idbStorage(),
    disabledKeys: disable ? disable.split(",") : undefined,
    instanceId: instance || undefined,
    intervalMs: Number(interval),
  } as CollectorOptions;
}

// A page never sees an exception from us: not even for a script tag that is set up wrong.
try {
  install((document.currentScript as HTMLScriptElement | null)?.dataset ?? {});
} catch (error) {
  console.error(error);
}
