// The globals of one tab, and its events in the order of its engine.

/** Engines differ in which events they fire on the way out and back, and in what order. */
export type Engine = "chromium" | "firefox" | "webkit" | "edge";

/** How something is called off. */
interface Signal {
  addEventListener(type: "abort", run: () => void): void;
  readonly aborted: boolean;
}

/** What a page hands to `fetchLater`, as far as it matters here. */
export interface LaterInit {
  readonly body?: unknown;
  readonly activateAfter?: number;
  readonly signal?: Signal;
}

/** The globals of a tab; an isolate at the edge has neither document nor events. */
export interface Page {
  readonly document: { readonly hidden: boolean; readonly visibilityState: string } | undefined;
  readonly navigator: { readonly sendBeacon?: (url: string, body: string) => boolean };
  readonly crypto: { getRandomValues(words: Uint32Array): Uint32Array };
  readonly addEventListener: Listening | undefined;
  readonly removeEventListener: Listening | undefined;
  readonly BroadcastChannel: unknown;
  readonly fetchLater: ((url: string, init?: LaterInit) => { activated: boolean }) | undefined;
  /** Hides or shows it, without an event. */
  setHidden(isHidden: boolean): void;
  /** Calls the listeners of one event. */
  fire(type: string, more?: { readonly persisted?: boolean }): void;
}

type Listening = (type: string, run: (event: unknown) => void, options?: unknown) => void;

/** What the tab gives its page. */
export type PageParts = Pick<Page, "navigator" | "crypto" | "BroadcastChannel" | "fetchLater">;

/** A page that is seen. */
export function createPage(engine: Engine, parts: PageParts): Page {
  let hidden = false;
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const add: Listening = (type, run) => {
    listeners.set(type, (listeners.get(type) ?? new Set()).add(run));
  };
  const remove: Listening = (type, run) => {
    listeners.get(type)?.delete(run);
  };
  const hasPage = engine !== "edge";
  const document = {
    get hidden() {
      return hidden;
    },
    get visibilityState() {
      return hidden ? "hidden" : "visible";
    },
    addEventListener: add,
    removeEventListener: remove,
  };
  return {
    ...parts,
    document: hasPage ? document : undefined,
    addEventListener: hasPage ? add : undefined,
    removeEventListener: hasPage ? remove : undefined,
    setHidden(isHidden) {
      hidden = isHidden;
    },
    fire(type, more) {
      for (const run of [...(listeners.get(type) ?? [])]) run({ type, ...more });
    },
  };
}

/** One event: what it is called, and what `document.hidden` says from then on. */
type Fired = readonly [type: string, hidden?: boolean];

/** On the way to another page. The order is that of each engine; WebKit fires no visibilitychange here. */
export const AWAY: Readonly<Record<Engine, readonly Fired[]>> = {
  chromium: [["pagehide"], ["visibilitychange", true]],
  firefox: [["visibilitychange", true], ["pagehide"]],
  webkit: [["pagehide"]],
  edge: [],
};

/** Back from the back/forward cache. */
export const BACK: Readonly<Record<Engine, readonly Fired[]>> = {
  chromium: [["resume"], ["pageshow"], ["visibilitychange", false]],
  firefox: [["pageshow"], ["visibilitychange", false]],
  webkit: [["pageshow"]],
  edge: [],
};

/** Another tab is looked at, and this one again. */
export const HIDE: readonly Fired[] = [["visibilitychange", true]];
export const SHOW: readonly Fired[] = [["visibilitychange", false]];

/** Fires them all in one task, as engines do. */
export function fireAll(page: Page, events: readonly Fired[], persisted: boolean): void {
  for (const [type, hidden] of events) {
    if (hidden !== undefined) page.setHidden(hidden);
    page.fire(type, { persisted });
  }
}
