// Where the Chromium of the browser tests is, and how it is started.
import { findChromium } from "../../.ci/chromium.mjs";

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
