// Asks the server for as long as a part is shown: at once, and again whenever there may be something new.
import type { CallOptions, Client } from "../../client/client.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { usePage } from "./page.ts";
import { isRefused, refusalOf } from "./trouble.ts";

/** What has come of a question. */
export interface Asked<T> {
  /** The newest answer; undefined before the first one, and after the question has changed. */
  readonly data: T | undefined;
  /** Why the server refuses to answer. That it is away is told by the page, not here. */
  readonly problem: string | undefined;
  /** Asks again. */
  readonly retry: () => void;
}

/** Runs a request. */
export type Ask<T> = (server: Client, call: CallOptions) => Promise<T>;

/**
 * Asks what `question` spells out, by `ask`: a question that differs is another one, and null asks nothing. Never two
 * requests at a time, and never an answer to a question that was left.
 */
export function useAsk<T>(question: readonly unknown[] | null, ask: Ask<T>): Asked<T> {
  const { server, pulse, heard, lock } = usePage();
  const of = question && JSON.stringify(question);
  const [answer, setAnswer] = useState<{ of: string | null; data?: T; problem?: string }>({ of });
  const [turn, setTurn] = useState(0);
  const flight = useRef<{ of: string; stop: AbortController; isLate: boolean } | null>(null);
  const run = useRef(ask);
  run.current = ask;

  useEffect(() => {
    if (of === null) return;
    const flying = flight.current;
    if (flying?.of === of) {
      flying.isLate = true;
      return;
    }
    flying?.stop.abort();
    const mine = { of, stop: new AbortController(), isLate: false };
    flight.current = mine;
    const { signal } = mine.stop;
    const land = (next: { of: string; data?: T; problem?: string } | undefined): void => {
      if (signal.aborted) return;
      flight.current = null;
      if (next) setAnswer(next);
      // Something was new while this was on its way.
      if (mine.isLate) setTurn((count) => count + 1);
    };
    run.current(server, { signal }).then(
      (data) => {
        heard();
        land({ of, data });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        const { message, wantsToken } = refusalOf(error);
        if (wantsToken) lock();
        else if (!isRefused(error)) heard(message);
        mine.isLate = false;
        land(isRefused(error) ? { of, problem: message } : undefined);
      },
    );
  }, [of, pulse, turn, server]);
  useEffect(() => () => flight.current?.stop.abort(), []);

  const known = answer.of === of ? answer : undefined;
  return {
    data: known?.data,
    problem: known?.problem,
    retry: () => setTurn((count) => count + 1),
  };
}
