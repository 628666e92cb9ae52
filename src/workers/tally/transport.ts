// POST from a Worker: to an object of the same account, or to a server.
import { REQUEST_TIMEOUT_MS } from "../../core/limits.ts";
import type { Answer, Transport } from "../../core/ports.ts";

/** What is needed of a Durable Object's stub. */
export interface ObjectStub {
  fetch(
    url: string,
    init: { method: string; body: string },
  ): Promise<{
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    text(): Promise<string>;
  }>;
}

/**
 * A collector's transport to a `TallyObject`: `objectTransport(() => env.TALLY.getByName("counts"))`. The stub is asked
 * for at each send, because Workers do not share one between requests. Of the collector's `endpoint` the object looks
 * at nothing, but it must be an absolute URL. Rejects when the object could not be reached.
 */
export function objectTransport(stub: () => ObjectStub): Transport {
  return async (url, body) => read(await stub().fetch(url, { method: "POST", body }));
}

/**
 * A transport over `fetch` as workerd has it: no redirect is followed, and no answer within a minute is none. `headers`
 * go with each request. Rejects when no answer came.
 */
export function edgeTransport(headers: Readonly<Record<string, string>> = {}): Transport {
  return async (url, body) =>
    read(
      await fetch(url, {
        method: "POST",
        body,
        redirect: "manual",
        headers: { "content-type": "text/plain", ...headers },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      }),
    );
}

async function read(response: Awaited<ReturnType<ObjectStub["fetch"]>>): Promise<Answer> {
  const { status, headers } = response;
  return { status, headers, body: await response.text() };
}
