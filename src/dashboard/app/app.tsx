// The page put together: where it is, who looks, what the server says, and the view that all this is handed to.
import type { Client } from "../../client/client.ts";
import type { Session } from "../../core/session.ts";
import { createLive } from "../live/create-live.ts";
import { useEffect, useMemo, useRef, useState, type VNode } from "../preact.ts";
import { type Address, changed, moved, readAddress, type Words, writeAddress } from "./address.ts";
import { Frame } from "./frame.tsx";
import { Login } from "./login.tsx";
import { type Page, PageContext } from "./page.ts";
import { refusalOf } from "./trouble.ts";

/** What the document hands over. */
export interface AppProps {
  readonly server: Client;
  readonly base: URL;
  /** The server's name. */
  readonly title: string;
}

/** What is said once. */
export interface Message {
  readonly text: string;
  readonly isBad: boolean;
  readonly undo?: () => void;
}

/** How the page and the server are getting on. */
export interface Health {
  /** Why the server is away. */
  readonly trouble?: string;
  /** When it answered last, ms. */
  readonly at?: number;
}

/** Everything. */
export function App({ server, base, title }: AppProps): VNode {
  const [address, setAddress] = useState<Address>(() => readAddress(location.hash));
  const [phase, setPhase] = useState<"loading" | "login" | "ready">("loading");
  const [session, setSession] = useState<Session>();
  const [pulse, setPulse] = useState(0);
  const [health, setHealth] = useState<Health>({});
  const [message, setMessage] = useState<Message>();
  const here = useRef(address);
  here.current = address;

  const enter = useMemo(
    () => (): void => {
      server.session().then(
        (found) => {
          setSession(found);
          setHealth({ at: Date.now() });
          setPhase("ready");
        },
        (error: unknown) => {
          const { wantsToken, message: trouble } = refusalOf(error);
          if (wantsToken) setPhase("login");
          else setHealth((before) => ({ ...before, trouble }));
        },
      );
    },
    [server],
  );
  useEffect(enter, [enter]);

  useEffect(() => {
    const look = (): void => setAddress(readAddress(location.hash));
    addEventListener("popstate", look);
    addEventListener("hashchange", look);
    return () => {
      removeEventListener("popstate", look);
      removeEventListener("hashchange", look);
    };
  }, []);
  useEffect(() => {
    const view = address.view[0]?.toUpperCase() + address.view.slice(1);
    document.title = `${view} · ${title}`;
  }, [address.view, title]);

  useEffect(() => {
    if (phase === "login") return;
    const live = createLive({
      url: new URL("events", base).href,
      onChange: phase === "ready" ? () => setPulse((count) => count + 1) : enter,
      onState: () => {},
    });
    return live.stop;
  }, [phase, base, enter]);

  const page: Page = {
    server,
    base,
    address,
    pulse,
    session,
    link: (view, words) => writeAddress(moved(here.current, view, words)),
    go(words: Words, isSmall) {
      const next = changed(here.current, words);
      const text = writeAddress(next);
      if (text === writeAddress(here.current)) return;
      here.current = next;
      history[isSmall ? "replaceState" : "pushState"](null, "", text);
      setAddress(next);
    },
    announce: (text, isBad = false, undo) => setMessage({ text, isBad, ...(undo && { undo }) }),
    // What was shown to the one who was signed in is not for whoever comes next.
    lock() {
      setSession(undefined);
      setPhase("login");
    },
    heard: (trouble) =>
      setHealth((before) => (trouble === undefined ? { at: Date.now() } : { ...before, trouble })),
  };
  return (
    <PageContext.Provider value={page}>
      {phase === "login" ? (
        <Login title={title} onEnter={enter} />
      ) : (
        <Frame
          title={title}
          health={health}
          isReady={phase === "ready"}
          message={message}
          onDismiss={() => setMessage(undefined)}
          onRetry={() => (phase === "ready" ? setPulse((count) => count + 1) : enter())}
        />
      )}
    </PageContext.Provider>
  );
}
