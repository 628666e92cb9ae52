// What stands around every view: the way to the others, who looks, how the server is, what was said.
import { Fragment, useEffect, useRef, type VNode } from "../preact.ts";
import { clockTime } from "../text/format.ts";
import { ControlsView } from "../view/controls/controls-view.tsx";
import { InstancesView } from "../view/instances/instances-view.tsx";
import { KeysView } from "../view/keys/keys-view.tsx";
import { MetricsView } from "../view/metrics/metrics-view.tsx";
import { OverviewView } from "../view/overview/overview-view.tsx";
import { PushedView } from "../view/pushed/pushed-view.tsx";
import { ReportsView } from "../view/reports/reports-view.tsx";
import { SamplesView } from "../view/samples/samples-view.tsx";
import { VIEWS, type View } from "./address.ts";
import type { Health, Message } from "./app.tsx";
import { Mark } from "./mark.tsx";
import { usePage } from "./page.ts";
import { useShortcuts } from "./shortcuts.ts";
import { Theme } from "./theme.tsx";
import { Toast } from "./toast.tsx";

const PARTS: Readonly<Record<View, { readonly name: string; readonly Part: () => VNode }>> = {
  overview: { name: "Overview", Part: OverviewView },
  keys: { name: "Keys", Part: KeysView },
  samples: { name: "Samples", Part: SamplesView },
  instances: { name: "Instances", Part: InstancesView },
  controls: { name: "Controls", Part: ControlsView },
  reports: { name: "Reports", Part: ReportsView },
  pushed: { name: "Pushed metrics", Part: PushedView },
  metrics: { name: "Tagged metrics", Part: MetricsView },
};

/** What the frame shows. */
export interface FrameProps {
  readonly title: string;
  readonly health: Health;
  readonly isReady: boolean;
  readonly message: Message | undefined;
  onDismiss(): void;
  onRetry(): void;
}

/** The frame with the view that the address names. */
export function Frame(props: FrameProps): VNode {
  const { title, health, isReady, message, onDismiss, onRetry } = props;
  const { address, link } = usePage();
  const { name, Part } = PARTS[address.view];
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(address.view);
  useShortcuts();
  useEffect(() => {
    // Who came by keyboard goes on from the top of the new view.
    if (before.current !== address.view) heading.current?.focus();
    before.current = address.view;
  }, [address.view]);

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
        <nav aria-label="Views">
          <ul>
            {VIEWS.map((view) => (
              <li key={view}>
                <a href={link(view)} aria-current={view === address.view ? "page" : undefined}>
                  {PARTS[view].name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="foot">
          <Live health={health} />
          <Theme />
          <Who />
        </div>
      </header>
      <main id="main">
        <h1 ref={heading} tabindex={-1}>
          {name}
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
        {isReady ? (
          <Fragment key={address.view}>
            <Part />
          </Fragment>
        ) : (
          <div class="bones" role="status" aria-label="Loading" />
        )}
      </main>
      <Toast message={message} onDismiss={onDismiss} />
    </>
  );
}

function Live({ health: { trouble, at } }: { readonly health: Health }): VNode {
  const text = at === undefined ? "Connecting" : clockTime(at);
  return (
    <p class={trouble === undefined ? "live" : "live away"}>
      <span class="dot" />
      {trouble === undefined ? text : `Away since ${text}`}
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
