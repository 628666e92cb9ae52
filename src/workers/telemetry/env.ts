// Settings of a Worker: bindings, variables and secrets of its `env`, by the names that the command line has for them.
import { TallybeaconError } from "../../core/errors.ts";
import { MAX_INTERVAL_MS, MAX_RATE } from "../../core/limits.ts";
import { MAX_ROLLUP_SECONDS, MAX_SHARDS } from "../../core/shard-limits.ts";
import { keepReader } from "../../server/setting/keep.ts";
import { listOf, origin, type Reader, whole, words, yesOrNo } from "../../server/setting/reader.ts";
import { tokens } from "../../server/setting/tokens.ts";
import type { Dataset } from "./analytics.ts";
import type { Assets, Namespace, Queue, TelemetryOptions } from "./options.ts";

/** What a Worker is bound to, and its variables. */
export interface TelemetryEnv {
  /** The objects: a binding of the class. */
  readonly TELEMETRY: Namespace;
  /** `dist/assets` of the package, for the dashboard. */
  readonly ASSETS?: Assets;
  /** A queue that takes updates in. */
  readonly TELEMETRY_QUEUE?: Queue;
  /** A data set that is given totals. */
  readonly TELEMETRY_ANALYTICS?: Dataset;
}

type Set = Omit<TelemetryOptions, "assets" | "namespace" | "queue" | "analytics">;
type Setting<K extends keyof Set> = readonly [variable: string, Reader<NonNullable<Set[K]>>];

const SETTINGS: { readonly [K in keyof Set]?: Setting<K> } = {
  shards: ["SHARDS", whole(1, MAX_SHARDS)],
  rollupMs: ["ROLLUP", whole(1, MAX_ROLLUP_SECONDS, 1_000)],
  origins: ["ORIGINS", listOf(origin)],
  operators: ["OPERATOR_TOKENS", tokens("operator")],
  readers: ["READER_TOKENS", tokens("reader")],
  ingestKeys: ["INGEST_KEYS", tokens()],
  isOpen: ["OPEN", yesOrNo],
  intervalMs: ["INTERVAL", whole(1, MAX_INTERVAL_MS / 1_000, 1_000)],
  keep: ["KEEP", keepReader],
  maxUpdates: ["MAX_PER_INSTANCE", whole(1, MAX_RATE)],
  maxPerAddress: ["MAX_PER_ADDRESS", whole(1, MAX_RATE)],
  maxPerApp: ["MAX_PER_APP", whole(1, MAX_RATE)],
  title: ["TITLE", words(() => {})],
};

/** The names of all variables, without what they begin with. */
export const SETTING_NAMES: readonly string[] = /* @__PURE__ */ Object.values(SETTINGS).map(
  ([name]) => name,
);

/**
 * What `TelemetryObject` is set up by, for a server that is told more by code:
 * `telemetry((env) => ({ ...optionsOfEnv(env), wings: [reports, metrics({ … })] }))`. Throws `bad-option` for what is wrong, by
 * its name.
 */
export function optionsOfEnv(env: TelemetryEnv): TelemetryOptions {
  const found: Record<string, unknown> = {};
  for (const [key, [name, reader]] of Object.entries(SETTINGS)) {
    const variable = `TALLYBEACON_${name}`;
    const value = (env as unknown as Readonly<Record<string, unknown>>)[variable];
    // An empty one counts as not set.
    if (value === undefined || value === "") continue;
    try {
      found[key] = typeof value === "string" ? reader.text(value) : reader.json(value);
    } catch (error) {
      const why = `${variable} ${(error as Error).message}`;
      throw new TallybeaconError("bad-option", why, error);
    }
  }
  const { TELEMETRY, ASSETS, TELEMETRY_QUEUE, TELEMETRY_ANALYTICS } = env;
  // Else every sender would only hear that a server is away.
  if (!TELEMETRY) throw new TallybeaconError("bad-option", "TELEMETRY: no class is bound by it");
  return {
    ...found,
    namespace: TELEMETRY,
    // The Worker's log is the one place where the operator would look.
    onError: (error) => console.error(error),
    ...(ASSETS && { assets: ASSETS }),
    ...(TELEMETRY_QUEUE && { queue: TELEMETRY_QUEUE }),
    ...(TELEMETRY_ANALYTICS && { analytics: TELEMETRY_ANALYTICS }),
  };
}
