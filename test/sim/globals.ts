// What pages have as globals, answered by the page whose turn it is: sources need no hook for it.
import type { Page } from "./page.ts";

/** Every platform global that the collector may look for. */
const NAMES = [
  "document",
  "navigator",
  "crypto",
  "addEventListener",
  "removeEventListener",
  "BroadcastChannel",
  "fetchLater",
] as const;

let running: Page | undefined;
let isInstalled = false;

/** From now on the globals are this page's; those of Node when there is none. */
export function enter(page: Page | undefined): void {
  running = page;
}

/** Puts the getters in place, once a process. */
export function installGlobals(): void {
  if (isInstalled) return;
  isInstalled = true;
  for (const name of NAMES) {
    const own = (globalThis as Record<string, unknown>)[name];
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => (running ? (running as unknown as Record<string, unknown>)[name] : own),
    });
  }
}
