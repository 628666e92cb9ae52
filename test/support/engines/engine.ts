// What a browser can be asked to do, the same for every engine.

export type EngineName = "chromium" | "firefox" | "webkit";

/** A browser of this machine that has not been started. */
export interface Engine {
  readonly name: EngineName;
  /** Name and version, as it tells them itself. */
  version(): string;
  /** Starts it on a folder that keeps what pages store, also over `kill`. */
  launch(profile: string): Promise<Browser>;
}

/** A browser that runs. */
export interface Browser {
  /** A tab of its own, loaded. */
  open(url: string): Promise<Tab>;
  /** SIGKILL to all of its processes at once; returns when none is left. */
  kill(): Promise<void>;
}

export interface Tab {
  /** Loads an address, and returns when it has loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** One step back in the history, and returns when that page is there. */
  back(): Promise<void>;
  /** What an expression gives, awaited; it comes as JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** Closes the tab as a user does: the page hears that it goes. */
  close(): Promise<void>;
  /** Ends the process that the page runs in, and perhaps those of other tabs, without a word to the page. */
  crash(): Promise<void>;
}
