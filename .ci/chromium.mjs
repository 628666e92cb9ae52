// Finds a Chromium on this machine: for the installer and for everything that drives a browser.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

const WELL_KNOWN = {
  darwin: ["", process.env.HOME ?? ""].flatMap((home) => [
    `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
    `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
  ]),
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].map((root) =>
    join(process.env[root] ?? "", "Google/Chrome/Application/chrome.exe"),
  ),
};

/** Path of a Chromium, or undefined. Throws when CHROMIUM_PATH names a file that is not there. */
export function findChromium() {
  const told = process.env.CHROMIUM_PATH;
  if (told && !existsSync(told)) throw new Error(`CHROMIUM_PATH is ${told}, which does not exist`);
  const path = (process.env.PATH ?? "").split(delimiter);
  return [
    told,
    playwrightsOwn(),
    ...NAMES.flatMap((name) => path.map((folder) => join(folder, name))),
    ...(WELL_KNOWN[process.platform] ?? []),
  ].find((file) => file && existsSync(file));
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("playwright").chromium.executablePath();
  } catch {
    // Not installed, or no build for this platform: look further.
    return undefined;
  }
}
