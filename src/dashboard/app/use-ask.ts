// Asks the server for as long as a part is shown: at once, and again whenever there may be something new.
import type { CallOptions, Routes } from "../../client/client.ts";
import { DASHBOARD_QUICK_MS, DASHBOARD_REST } from "../../core/dashboard-limits.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { usePage } from "./page.ts";
import { isRefused, refusalOf } from "./trouble.ts";

/** What has come of a question. */
export interface Asked<T> {
  /** The newest answer; undefined before the first one, and after the question has changed. */
  readonly data: T | undefined;
  /** Why the server refuses to answer. That it is away is told by the page, not here. */
  readonly problem: string | undefined;
  /** Asks again, at once. */
  readonly retry: () => void;
  /** The request that it is of, `keys?range=1h`, where it is of one. */
  readonly path?: string;
}

/** Runs a request. */
export type Ask<T> = (server: Routes, call: CallOptions) => Promise<T>;

/**
 * Asks what `question` spells out, by `ask`: a question that differs is another one, and null asks nothing. Never two
 * requests at a time, never an answer to a question that was left, and the longer answers take, the more seldom.
 */
export function useAsk<T>(question: readonly unknown[] | null, ask: Ask<T>): Asked<T> {
  const { server, pulse, heard, lock } = usePage();
  const of = question && JSON.stringify(question);
  const [answer, setAnswer] = useState<{ of: string; data?: T; problem?: string }>();
  const [turn, setTurn] = useState(0);
  const flight = useRef<{ of: string; stop: AbortController; isLate: boolean } | null>(null);
  const rest = useRef({ of: "", untilMs: 0 });
  const run = useRef(ask);
  run.current = ask;
  const retry = (): void => setTurn((count) => count + 1);

  useEffect(() => {
    if (flight.current?.of === of) {
      flight.current.isLate = true;
      return undefined;
    }
    flight.current?.stop.abort();
    flight.current = null;
    if (of === null) return undefined;
    const startMs = performance.now();
    if (rest.current.of === of && rest.current.untilMs > startMs) {
      const timer = setTimeout(retry, rest.current.untilMs - startMs);
      return () => clearTimeout(timer);
    }
    const mine = { of, stop: new AbortController(), isLate: false };
    const { signal } = mine.stop;
    flight.current = mine;
    run.current(server, { signal }).then(
      (data) => {
        if (signal.aborted) return;
        flight.current = null;
        const endMs = performance.now();
        const tookMs = endMs - startMs;
        rest.current = {
          of,
          untilMs: tookMs > DASHBOARD_QUICK_MS ? endMs + DASHBOARD_REST * tookMs : 0,
        };
        heard();
        setAnswer({ of, data });
        // Something was new while this was on its way.
        if (mine.isLate) retry();
      },
      (error: unknown) => {
        if (signal.aborted) return;
        flight.current = null;
        const { message, wantsToken } = refusalOf(error);
        if (wantsToken) return lock();
        heard(isRefused(error) ? undefined : message);
        if (!isRefused(error)) return;
        setAnswer({ of, problem: message });
        if (mine.isLate) retry();
      },
    );
    return undefined;
  }, [of, pulse, turn, server]);
  useEffect(() => () => flight.current?.stop.abort(), []);

  const known = answer?.of === of ? answer : undefined;
  return {
    data: known?.data,
    problem: known?.problem,
    retry() {
      // Whoever asks by hand, or has changed something, does not wait.
      rest.current.untilMs = 0;
      retry();
    },
  };
}
