// Asks for what a server may have no part for: reports, pushed or tagged metrics.
import { useState } from "../preact.ts";
import { refusalOf } from "./trouble.ts";
import type { Asked } from "./use-ask.ts";
import { type Reading, type ReplyOf, useRead } from "./use-read.ts";

/** As `useRead`, but for a server that knows no such path: it is null from then on, and no longer asked. */
export function useWing<R extends Reading>(name: R): Asked<ReplyOf<R> | null> {
  const [isMissing, setMissing] = useState(false);
  const asked = useRead<R, ReplyOf<R> | null>(name, isMissing ? null : undefined, (reply) =>
    reply.catch((error: unknown) => {
      if (refusalOf(error).status !== 404) throw error;
      setMissing(true);
      return null;
    }),
  );
  return isMissing ? { ...asked, data: null } : asked;
}
