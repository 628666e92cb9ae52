// Finds what tests need besides Chromium: Firefox, WebKitGTK's MiniBrowser with a screen to draw on, Prometheus with its
// Pushgateway, Graphite's carbon, and InfluxDB.
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these files that exists; throws when an environment variable names one that does not. */
function find(variable, files) {
  const told = process.env[variable];
  if (told && !existsSync(told)) throw new Error(`${variable} is ${told}, which does not exist`);
  return told || files.find((file) => existsSync(file));
}

function onPath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Folders below `folder`, none when there is no such folder. */
function below(folder) {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Path of a Firefox, or undefined. Throws when FIREFOX_PATH names a file that is not there. */
export function findFirefox() {
  return find("FIREFOX_PATH", [
    ...onPath("firefox-esr", "firefox"),
    "/Applications/Firefox.app/Contents/MacOS/firefox",
  ]);
}

/** Path of MiniBrowser, which no distribution puts on the PATH. Throws when MINIBROWSER_PATH is wrong. */
export function findMiniBrowser() {
  const folders = [...below("/usr/lib"), "/usr/lib", "/usr/libexec"];
  return find(
    "MINIBROWSER_PATH",
    folders.map((folder) => join(folder, "webkit2gtk-4.1", "MiniBrowser")),
  );
}

/** Path of the X server without a screen. Throws when XVFB_PATH names a file that is not there. */
export function findXvfb() {
  return find("XVFB_PATH", onPath("Xvfb"));
}

/** Path of Prometheus. Throws when PROMETHEUS_PATH names a file that is not there. */
export function findPrometheus() {
  return find("PROMETHEUS_PATH", onPath("prometheus"));
}

/** Path of Prometheus' Pushgateway. Throws when PUSHGATEWAY_PATH names a file that is not there. */
export function findPushgateway() {
  return find("PUSHGATEWAY_PATH", onPath("prometheus-pushgateway", "pushgateway"));
}

/** Path of carbon-cache, which takes and stores what Graphite shows. Throws when CARBON_CACHE_PATH names a file that is not there. */
export function findCarbonCache() {
  return find("CARBON_CACHE_PATH", onPath("carbon-cache", "carbon-cache.py"));
}

/** Path of InfluxDB 1.x. Throws when INFLUXD_PATH names a file that is not there. */
export function findInfluxd() {
  return find("INFLUXD_PATH", onPath("influxd"));
}
