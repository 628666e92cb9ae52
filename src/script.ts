// The script tag: reads its own attributes, replays what was called before it arrived, starts.

import type { CollectorOptions } from "./collector/options.ts";
import * as singleton from "./collector/singleton.ts";
import { fastHash } from "./hash/fast-hash.ts";
import { idbStorage } from "./storage/idb.ts";

/** Calls made before the script had loaded: a verb's name, then its arguments. */
type Call = readonly [verb: keyof typeof VERBS, ...args: unknown[]];
type Api = Record<string, ((...args: never[]) => unknown) | Call[]>;

const { set, setNested, append, appendUnique, add, increment, reset } = singleton;
const VERBS = { set, setNested, append, appendUnique, add, increment, reset };

function install(data: DOMStringMap): void {
  const globals = globalThis as unknown as Record<string, Api | undefined>;
  // Onto the stub's own object, so that a reference taken early keeps working.
  const name = data["global"] || "tallybeacon";
  globals[name] ??= {};
  const api: Api = globals[name];
  // A second copy, of a tag manager perhaps, must not take half of the first one's verbs over.
  if (api["init"]) return;
  const waiting = (api["q"] ?? []) as Call[];
  const run = ([verb, ...args]: Call) => {
    if (Object.hasOwn(VERBS, verb)) VERBS[verb](...(args as [never, never, never]));
  };
  const init = (options: CollectorOptions) => {
    singleton.init(options);
    for (const call of waiting) run(call);
    // A verb taken from the stub still pushes into its queue: from now on that is a call.
    Object.assign(api, VERBS, { q: { push: run } });
  };
  // Until init() the stub's verbs go on queueing.
  Object.assign(
    api,
    { ...VERBS, ...api },
    {
      init,
      fastHash,
      idbStorage,
      startEmitting: singleton.startEmitting,
      stopEmitting: singleton.stopEmitting,
      flush: () => singleton.collector()?.flush(),
      forget: () => singleton.collector()?.forget(),
      snapshot: () => singleton.collector()?.snapshot(),
    },
  );
  if (data["endpoint"]) {
    init(optionsOf(data, data["endpoint"]));
    if (data["start"] !== "false") singleton.startEmitting();
  }
}

function optionsOf(data: DOMStringMap, endpoint: string): CollectorOptions {
  const { disable, instance, interval, storage } = data;
  return {
    endpoint,
    ...(storage === "memory" ? {} : { storage: idbStorage() }),
    ...(disable ? { disabledKeys: disable.split(",") } : {}),
    ...(instance ? { instanceId: instance } : {}),
    ...(Number(interval) > 0 ? { intervalMs: Number(interval) } : {}),
  };
}

// A page never sees an exception from us: not even for a script tag that is set up wrong.
try {
  install((document.currentScript as HTMLScriptElement | null)?.dataset ?? {});
} catch (error) {
  console.error(error);
}
