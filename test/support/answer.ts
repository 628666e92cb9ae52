// What a server answered, as a transport hands it on.
import type { Answer } from "../../src/core/ports.ts";

/** An answer by its status, the two headers that anybody reads, and its body. */
export function answer({
  status = 200,
  contentType = "application/json",
  retryAfter = null,
  body = "{}",
}: {
  readonly status?: number | undefined;
  readonly contentType?: string | null | undefined;
  readonly retryAfter?: string | null | undefined;
  readonly body?: string | undefined;
}): Answer {
  return {
    status,
    headers: headersOf({ "content-type": contentType, "retry-after": retryAfter }),
    body,
  };
}

/** Not the platform's `Headers`: where everything is frozen, or missing, this is there all the same. */
function headersOf(held: Readonly<Record<string, string | null>>): Answer["headers"] {
  return { get: (name) => held[name] ?? null };
}
