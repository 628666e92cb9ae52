// Installs what is missing: the packages of the lockfile, with --browser a Chromium, with --engines all browsers, runtimes
// and other programs of the tests.
// Runs on Node 20 with nothing installed; quiet when there is nothing to do.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import {
  findCarbonCache,
  findFirefox,
  findInfluxd,
  findMiniBrowser,
  findPrometheus,
  findPushgateway,
  findXvfb,
} from "./engines.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a tool with its output on stderr, so that stdout stays the caller's; true when it worked. */
function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32", // npm and npx are .cmd files there
  });
  if (error) console.error(`${command}: ${error.message}`);
  return status === 0;
}

/** `packages` of a lockfile without the project itself, or undefined when there is no such file. */
function locked(file) {
  try {
    const { "": _project, ...packages } = JSON.parse(
      readFileSync(`${root}/${file}`, "utf8"),
    ).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** True when node_modules holds what package-lock.json says. npm writes down what it installed. */
function packagesAreThere(folder) {
  const wanted = locked(`${folder}/package-lock.json`);
  const held = locked(`${folder}/node_modules/.package-lock.json`);
  if (!wanted || !held) return false;
  const same = (path) => wanted[path]?.integrity === held[path]?.integrity;
  return (
    Object.keys(held).every(same) &&
    Object.entries(wanted).every(([path, { optional }]) => same(path) || (optional && !held[path]))
  );
}

/** The packages of a project in this repository; false where they cannot be had. */
function installPackages(folder) {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  // --include=dev: NODE_ENV=production would leave the tools out.
  return run("npm", "ci", "--prefix", folder, "--include=dev", ...quiet);
}

/** Debian's own Chromium needs no download from elsewhere; Ubuntu's package of that name is a snap. */
function isDebianRoot() {
  try {
    return process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Path of a browser; an environment variable that names none ends it all. */
function found(find) {
  try {
    return find();
  } catch ({ message }) {
    console.error(message);
    process.exit(1);
  }
}

/** Debian asks it whether a package may start its service: tests start their own. */
const POLICY = "/usr/sbin/policy-rc.d";

/** Packages of Debian, whose services are not started; false where they cannot be had. */
function installDebian(...names) {
  if (!isDebianRoot()) return false;
  const apt = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300"];
  const get = () => run("apt-get", "install", ...apt, "--no-install-recommends", ...names);
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return get() || (run("apt-get", "update", "-q") && get());
  } finally {
    if (isOurs) rmSync(POLICY);
  }
}

function installChromium() {
  if (installDebian("chromium")) return;
  // Without sudo the libraries cannot be installed, but they may be there already.
  run("npx", "playwright", "install", "--with-deps", "chromium") ||
    run("npx", "playwright", "install", "chromium");
}

/** The other versions of Node, Deno and Bun that tests run the package in. */
const RUNTIMES = "test/runtimes";

/** What tests need besides Chromium: the Debian package, the file that it brings, the variable that names another. */
const ENGINES = [
  ["firefox-esr", findFirefox, "FIREFOX_PATH"],
  ["webkit2gtk-driver", findMiniBrowser, "MINIBROWSER_PATH"],
  ["xvfb", findXvfb, "XVFB_PATH"],
  ["prometheus", findPrometheus, "PROMETHEUS_PATH"],
  ["prometheus-pushgateway", findPushgateway, "PUSHGATEWAY_PATH"],
  ["graphite-carbon", findCarbonCache, "CARBON_CACHE_PATH"],
  ["influxdb", findInfluxd, "INFLUXD_PATH"],
];

if (!packagesAreThere(".")) {
  console.error("Installing packages (npm ci) …");
  if (!installPackages(".")) process.exit(1);
}
const engines = process.argv.includes("--engines");
if ((engines || process.argv.includes("--browser")) && !found(findChromium)) {
  console.error("Installing Chromium …");
  installChromium();
  if (!found(findChromium)) {
    console.error("No Chromium could be installed: install one and put its path in CHROMIUM_PATH.");
    process.exit(1);
  }
}
const missing = engines ? ENGINES.filter(([, find]) => !found(find)) : [];
if (missing.length > 0) {
  console.error(`Installing ${missing.map(([name]) => name).join(", ")} …`);
  installDebian(...missing.map(([name]) => name));
  for (const [name, find, variable] of missing) {
    // Not an end: the other tests say what they say, and those that need it fail.
    if (!found(find)) console.error(`No ${name} could be installed: put its path in ${variable}.`);
  }
}
if (engines && !packagesAreThere(RUNTIMES)) {
  console.error(`Installing the runtimes of ${RUNTIMES} (npm ci) …`);
  // Not an end, either.
  if (!installPackages(RUNTIMES)) console.error("They could not be installed.");
}
