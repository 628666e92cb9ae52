// A server that answers what it is told, and keeps what it was sent.
import { inflateSync } from "node:zlib";

/** One request, its body as it was before it was deflated. */
export interface Posted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly init: RequestInit;
}

/** What one post is answered with: a status, a response, a failure of the network, or never. */
export type Said = number | Response | Error | "never";

/** Answers in their order, the last one for ever. */
export function postServer(...said: readonly Said[]): { fetch: typeof fetch; posts: Posted[] } {
  const posts: Posted[] = [];
  const answer = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const sent = init.body as Uint8Array;
    const body = headers["content-encoding"] === "deflate" ? inflateSync(sent) : sent;
    posts.push({ url: String(url), headers, body: Uint8Array.from(body), init });
    const next = said[Math.min(posts.length, said.length) - 1] ?? 202;
    if (next === "never") return new Promise(() => {});
    if (next instanceof Error) throw next;
    return typeof next === "number" ? new Response(null, { status: next }) : next;
  };
  return { fetch: answer as typeof fetch, posts };
}
