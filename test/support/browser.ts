// Where the Chromium of the browser tests is, and how it is started.
import { findChromium } from "../../.ci/chromium.mjs";

/** Path of the Chromium to test with. Throws when there is none, saying how to get one. */
export function chromiumPath(): string {
  const path = findChromium();
  if (!path) throw new Error("no Chromium found: run `node .ci/install.mjs --browser`");
  return path;
}

/**
 * Options for Playwright's `chromium.launch`: no sandbox (root in a container), no traffic of its own.
 * Without a Chromium the path is left out, and it is the launch that fails.
 */
export function launchOptions(): { executablePath?: string; args: string[] } {
  const path = findChromium();
  return {
    ...(path ? { executablePath: path } : {}),
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  };
}
