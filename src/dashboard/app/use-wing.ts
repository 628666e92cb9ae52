// Asks for what a server may have no part for: reports, pushed or tagged metrics.
import { useState } from "../preact.ts";
import { refusalOf } from "./trouble.ts";
import { type Ask, type Asked, useAsk } from "./use-ask.ts";

/** As `useAsk`, but for a server that knows no such path: it is null from then on, and no longer asked. */
export function useWing<T>(question: readonly unknown[], ask: Ask<T>): Asked<T | null> {
  const [isMissing, setMissing] = useState(false);
  const asked = useAsk<T | null>(isMissing ? null : question, (server, call) =>
    ask(server, call).catch((error: unknown) => {
      if (refusalOf(error).status !== 404) throw error;
      setMissing(true);
      return null;
    }),
  );
  return isMissing ? { ...asked, data: null } : asked;
}
