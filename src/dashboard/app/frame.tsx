// What stands around every view: the way to the others, who looks, how the server is, what was said.
import type { LiveState } from "../live/create-live.ts";
import { useEffect, useMemo, useRef, type VNode } from "../preact.ts";
import { clockTime } from "../text/format.ts";
import { ControlsView } from "../view/controls/controls-view.tsx";
import { InstancesView } from "../view/instances/instances-view.tsx";
import { KeysView } from "../view/keys/keys-view.tsx";
import { MetricsView } from "../view/metrics/metrics-view.tsx";
import { OverviewView } from "../view/overview/overview-view.tsx";
import { PushedView } from "../view/pushed/pushed-view.tsx";
import { ReportsView } from "../view/reports/reports-view.tsx";
import { SamplesView } from "../view/samples/samples-view.tsx";
import { VIEW_NAMES, VIEWS, type View } from "./address.ts";
import { Boundary } from "./boundary.tsx";
import { Mark } from "./mark.tsx";
import { usePage } from "./page.ts";
import { Shortcuts } from "./shortcuts.tsx";
import { Theme } from "./theme.tsx";
import { type Message, Toast } from "./toast.tsx";

const PARTS: Readonly<Record<View, () => VNode>> = {
  overview: OverviewView,
  keys: KeysView,
  samples: SamplesView,
  instances: InstancesView,
  controls: ControlsView,
  reports: ReportsView,
  pushed: PushedView,
  metrics: MetricsView,
};

/** How the page and the server are getting on. */
export interface Health {
  /** Why the server is away. */
  readonly trouble?: string;
  /** When it answered last, ms. */
  readonly at?: number;
}

/** What the frame shows. */
export interface FrameProps {
  readonly title: string;
  readonly health: Health;
  readonly live: LiveState | undefined;
  readonly isReady: boolean;
  readonly message: Message | undefined;
  onDismiss(): void;
  onRetry(): void;
}

/** The frame with the view that the address names. */
export function Frame(props: FrameProps): VNode {
  const { title, health, live, isReady, message, onDismiss, onRetry } = props;
  const { address, link } = usePage();
  const { view } = address;
  const heading = useRef<HTMLHeadingElement>(null);
  const views = useRef<HTMLElement>(null);
  const before = useRef(view);
  useEffect(() => {
    document.title = `${VIEW_NAMES[view]} · ${title}`;
    // Who came by keyboard goes on from the top of the new view.
    if (before.current !== view) heading.current?.focus();
    before.current = view;
    // Where there is little room, the list of views is one to scroll; `scrollIntoView` would take Tab there, too.
    const { left = 0, width = 0 } =
      views.current?.querySelector("[aria-current]")?.getBoundingClientRect() ?? {};
    views.current?.scrollBy({ left: left - (views.current.clientWidth - width) / 2 });
  }, [view, title]);
  // It hears of what it needs by itself: news of the server's health draws nothing of it.
  const content = useMemo(() => {
    const Part = PARTS[view];
    return (
      <Boundary key={view}>
        <Part />
      </Boundary>
    );
  }, [view]);

  return (
    <>
      <button type="button" class="skip" onClick={() => heading.current?.focus()}>
        Skip to the view
      </button>
      <header class="side">
        <p class="brand">
          <Mark />
          <bdi>{title}</bdi>
        </p>
        <nav ref={views} aria-label="Views">
          <ul>
            {VIEWS.map((each) => (
              <li key={each}>
                <a href={link(each)} aria-current={each === view ? "page" : undefined}>
                  {VIEW_NAMES[each]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="foot">
          <Live health={health} live={live} />
          <Theme />
          <Shortcuts />
          <Who />
        </div>
      </header>
      <main>
        <h1 ref={heading} tabindex={-1}>
          {VIEW_NAMES[view]}
        </h1>
        {health.trouble !== undefined && (
          <div class="notice" role="alert">
            <p>
              <b>The server is away:</b> {health.trouble}.{" "}
              {isReady && "What you see is not current. "}The page tries again by itself.
            </p>
            <button type="button" class="quiet" onClick={onRetry}>
              Try now
            </button>
          </div>
        )}
        {isReady ? content : <div class="bones" role="status" aria-label="Loading" />}
      </main>
      <Toast message={message} onDismiss={onDismiss} />
    </>
  );
}

function Live({ health: { trouble, at }, live }: Pick<FrameProps, "health" | "live">): VNode {
  const time = at === undefined ? "" : clockTime(at);
  const isAway = trouble !== undefined;
  const told = live === "polling" ? `Polling · ${time}` : `Live · ${time}`;
  const away = time ? `Away since ${time}` : "Away";
  return (
    <p class={isAway ? "live away" : live === "polling" ? "live polling" : "live"}>
      <span class="dot" />
      {isAway ? away : time ? told : "Connecting"}
    </p>
  );
}

function Who(): VNode | null {
  const { session, server, announce, lock } = usePage();
  if (!session || session.is_open) return null;
  const leave = (): void => {
    server.logout().then(lock, () => announce("Could not sign out.", true));
  };
  return (
    <p class="who">
      <bdi class="name">{session.name}</bdi>
      {session.role === "reader" && <span class="soft">reads only</span>}
      <button type="button" class="quiet" onClick={leave}>
        Sign out
      </button>
    </p>
  );
}
