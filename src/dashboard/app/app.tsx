// The page put together: where it is, who looks, what the server says, and the view that all this is handed to.
import type { Routes } from "../../client/client.ts";
import { DASHBOARD_MAX_POLL_MS, DASHBOARD_POLL_MS } from "../../core/dashboard-limits.ts";
import type { Session } from "../../core/session.ts";
import { createLive, type LiveState } from "../live/create-live.ts";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type VNode } from "../preact.ts";
import { type Address, changed, moved, readAddress, writeAddress } from "./address.ts";
import { Frame, type Health } from "./frame.tsx";
import { Login } from "./login.tsx";
import { type Page, PageContext } from "./page.ts";
import type { Message } from "./toast.tsx";
import { refusalOf } from "./trouble.ts";

/** What the document hands over. */
export interface AppProps {
  readonly server: Routes;
  readonly base: URL;
  /** The server's name. */
  readonly title: string;
}

/** Everything. */
export function App({ server, base, title }: AppProps): VNode {
  const [address, setAddress] = useState<Address>(() => readAddress(location.hash));
  // Nobody where a token is wanted; undefined until that is known.
  const [session, setSession] = useState<Session | "nobody">();
  const [pulse, setPulse] = useState(0);
  const [live, setLive] = useState<LiveState>();
  const [health, setHealth] = useState<Health>({});
  const [message, setMessage] = useState<Message>();
  const here = useRef(address);
  here.current = address;
  const tries = useRef(0);
  const isIn = session !== undefined && session !== "nobody";

  const again = (): void => setPulse((count) => count + 1);
  const heard = (trouble?: string): void => {
    if (trouble === undefined) tries.current = 0;
    setHealth((before) => (trouble === undefined ? { at: Date.now() } : { ...before, trouble }));
  };
  const enter = (found: Session): void => {
    heard();
    setSession(found);
  };

  useEffect(() => {
    if (session !== undefined) return;
    const stop = new AbortController();
    server.session({ signal: stop.signal }).then(enter, (error: unknown) => {
      if (stop.signal.aborted) return;
      const { wantsToken, message: trouble } = refusalOf(error);
      if (wantsToken) setSession("nobody");
      else heard(trouble);
    });
    return () => stop.abort();
  }, [server, session, pulse]);
  useEffect(() => {
    if (!isIn) return;
    const { stop } = createLive({
      url: new URL("events", base).href,
      onChange: again,
      onState: setLive,
    });
    return stop;
  }, [isIn, base]);
  useEffect(() => {
    // An open stream says nothing of a request that failed beside it.
    if (health.trouble === undefined) return;
    const timer = setTimeout(
      () => {
        tries.current += 1;
        again();
      },
      Math.min(DASHBOARD_POLL_MS * 2 ** tries.current, DASHBOARD_MAX_POLL_MS),
    );
    return () => clearTimeout(timer);
  }, [health]);
  // At once: an address that changes before the first effects run would not be heard of.
  useLayoutEffect(() => {
    const look = (): void => setAddress(readAddress(location.hash));
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);

  // What changes more often than this stays out of it: all that is shown is drawn anew with it.
  const page = useMemo<Page>(
    () => ({
      server,
      base,
      address,
      pulse,
      session: session === "nobody" ? undefined : session,
      link: (view, words) => writeAddress(moved(here.current, view, words)),
      go(words, isSmall) {
        const next = changed(here.current, words);
        const text = writeAddress(next);
        if (text === writeAddress(here.current)) return;
        here.current = next;
        setAddress(next);
        history[isSmall ? "replaceState" : "pushState"](null, "", text);
      },
      announce: (text, isBad = false, undo) =>
        setMessage((before) => ({
          id: (before?.id ?? 0) + 1,
          text,
          isBad,
          ...(undo && { undo }),
        })),
      // What was shown to the one who was signed in is not for whoever comes next.
      lock() {
        setSession("nobody");
        setMessage(undefined);
      },
      heard,
    }),
    [server, base, address, pulse, session],
  );
  return (
    <PageContext.Provider value={page}>
      {session === "nobody" ? (
        <Login title={title} onEnter={enter} />
      ) : (
        <Frame
          title={title}
          health={health}
          live={live}
          isReady={isIn}
          message={message}
          onDismiss={() => setMessage(undefined)}
          onRetry={again}
        />
      )}
    </PageContext.Provider>
  );
}
