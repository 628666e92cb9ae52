// Where on Cloudflare's network metrics came in, as their source and as their tags.
import type { Lookup } from "../../metrics/source/instances.ts";

/** Of `request.cf`, by Cloudflare's names. */
const FIELDS = ["colo", "country"] as const;

/**
 * `colo:FRA,country:DE`: the data centre that a request came to, and the country that it came from. Empty where nobody
 * knows, as of updates that went through a queue or, while instances move, another object. For `metrics({ sourceOf: edgeSource, lookup: edgeLookup })`.
 */
export function edgeSource(request: Request): string {
  const { cf } = request as { readonly cf?: Readonly<Record<string, unknown>> };
  return FIELDS.filter((field) => typeof cf?.[field] === "string")
    .map((field) => `${field}:${cf?.[field]}`)
    .join();
}

/** Makes tags of such a source, which then is none; knows nobody else. */
export const edgeLookup: Lookup = (source) =>
  /^(?:colo|country):/.test(source) ? { source: "", tags: source.split(",") } : null;
