// Asks one route of the read API for as long as a part is shown.
import type { CallOptions, Routes } from "../../client/client.ts";
import { pathOf } from "../../client/path-of.ts";
import { type Ask, type Asked, useAsk } from "./use-ask.ts";

/** Methods that read. */
export type Reading = Exclude<
  keyof Routes,
  "change" | "preview" | "undo" | "keepApplication" | "forgetApplication" | "login" | "logout"
>;

/** What one answers. */
export type ReplyOf<R extends Reading> = Awaited<ReturnType<Routes[R]>>;

/** Routes that are not called like their method. */
const ROUTES: Readonly<Partial<Record<Reading, string>>> = {
  changes: "controls/changes",
  controlsOf: "controls",
  stats: "statsd",
};

/** As `useAsk`; `asked` is what the method takes, and null asks nothing. `over` may look at what comes of the request. */
export function useRead<R extends Reading, T = ReplyOf<R>>(
  name: R,
  asked?: Exclude<Parameters<Routes[R]>[0], CallOptions> | null,
  over: (reply: Promise<ReplyOf<R>>) => Promise<T> = (reply) => reply as Promise<T>,
): Asked<T> {
  const path = pathOf(ROUTES[name] ?? name, asked ?? {});
  const ask: Ask<T> = (server, call) => {
    const method = server[name] as (...all: readonly object[]) => Promise<ReplyOf<R>>;
    return over(asked ? method(asked, call) : method(call));
  };
  return { ...useAsk(asked === null ? null : [path], ask), path };
}
