// Workers of this repository in workerd, the runtime of Cloudflare's network, with SQLite behind their objects.
import { build, type Plugin } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { ROOT } from "./house.ts";

/** A Worker that runs. */
export interface RunningWorker {
  readonly url: string;
  stop(): Promise<void>;
}

/** What a Worker may be given. */
export interface WorkerOptions {
  readonly plugins?: readonly Plugin[];
  /** Where its objects have their databases. Default: a folder that goes when it stops. */
  readonly folder?: string;
  /** Binds `QUEUE`, a queue that the Worker itself consumes. */
  readonly hasQueue?: boolean;
}

/**
 * Bundles a module, given as text whose imports are relative to the root, and runs it. Its default export is the Worker,
 * and the class `Tally` has an object for each name, bound as `TALLY`.
 */
export async function runWorker(
  contents: string,
  { plugins = [], folder, hasQueue = false }: WorkerOptions = {},
): Promise<RunningWorker> {
  const script = await bundleWorker(contents, plugins);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script,
      compatibilityDate: "2026-10-01",
      compatibilityFlags: ["nodejs_compat"],
      durableObjects: { TALLY: { className: "Tally", useSQLite: true } },
      ...(folder !== undefined && { resourcePersistencePath: folder }),
      ...(hasQueue && {
        queueProducers: { QUEUE: "updates" },
        queueConsumers: { updates: { maxBatchTimeout: 0.05, retryDelay: 1 } },
      }),
    }),
  );
  const { origin } = await miniflare.ready;
  return { url: origin, stop: () => miniflare.dispose() };
}

/** A module as one text, with whatever it imports. */
export async function bundleWorker(
  contents: string,
  plugins: readonly Plugin[] = [],
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd"],
    external: ["node:*", "cloudflare:*"],
    // Tests are imported for what they do.
    ignoreAnnotations: true,
    logLevel: "error",
    plugins: [...plugins],
  });
  return outputFiles[0]?.text ?? "";
}

/** As much of a Durable Object's namespace as is used here. */
export interface Namespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
}
