// As much of a `Request` as this server's own handlers ask for, at a tenth of the cost of a whole one.
import { HELD_CHUNKS } from "../core/limits.ts";
import { PEER } from "./address.ts";
import { ASIDE, WHOLE } from "./answer.ts";

/** The part of node:http's `IncomingMessage` that is needed. */
export interface Incoming {
  readonly method?: string | undefined;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly socket?: { readonly remoteAddress?: string | undefined };
  on(event: "data", run: (chunk: Uint8Array) => void): unknown;
  on(event: "end" | "close", run: () => void): unknown;
}

/** What `ASIDE` promises of a request, and who is connected; `urlOf` is handed the `Host` header, `whole` makes it all. */
export function lightRequest<I extends Incoming>(
  incoming: I,
  urlOf: (incoming: I, host?: string) => string,
  whole?: () => Request,
): Request {
  const { method, rawHeaders } = incoming;
  const light = {
    [ASIDE]: true,
    [WHOLE]: whole,
    [PEER]: incoming.socket?.remoteAddress,
    method,
    url: urlOf(incoming, headerOf(rawHeaders, "host") ?? undefined),
    headers: { get: (name: string) => headerOf(rawHeaders, name) },
    body: { getReader: () => readerOf(incoming) },
  };
  return light as unknown as Request;
}

/** Looks through the list: that costs less than making an object of all headers for the few that are asked for. */
function headerOf(raw: readonly string[], name: string): string | null {
  let found: string | null = null;
  for (let i = 0; i < raw.length; i += 2) {
    const other = raw[i] as string;
    if (other.length !== name.length || other.toLowerCase() !== name) continue;
    // Cookies that a proxy has split stay apart. Source: RFC 9113, section 8.2.3.
    const comma = name === "cookie" ? "; " : ", ";
    found = found === null ? (raw[i + 1] as string) : `${found}${comma}${raw[i + 1]}`;
  }
  return found;
}

type Reader = Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">;
type Read = Awaited<ReturnType<Reader["read"]>>;

function readerOf(incoming: Incoming): Reader {
  const chunks: Uint8Array[] = [];
  let state: "open" | "ended" | "lost" = "open";
  let asked: { resolve(read: Read): void; reject(error: Error): void } | undefined;
  const hand = () => {
    if (!asked || (state === "open" && chunks.length < HELD_CHUNKS)) return;
    const { resolve, reject } = asked;
    asked = undefined;
    const value = chunks.shift();
    if (value) resolve({ done: false, value });
    else if (state === "lost") reject(new Error("connection lost"));
    else resolve({ done: true, value: undefined });
  };
  const settle = (how: "ended" | "lost") => () => {
    if (state === "open") state = how;
    hand();
  };
  incoming.on("data", (chunk) => {
    if (state === "open") chunks.push(chunk);
    hand();
  });
  incoming.on("end", settle("ended"));
  incoming.on("close", settle("lost"));
  return {
    read: () =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject };
        hand();
      }),
    async cancel() {
      chunks.length = 0;
      settle("ended")();
    },
  };
}
