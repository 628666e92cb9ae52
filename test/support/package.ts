// The package as npm has it: packed, and installed in a project of its own with what it depends on.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import type * as Door from "../../src/node.ts";
import { ROOT } from "./house.ts";

/** What comes of the programs of test/runtimes, wherever they run. */
export const MOVED = "no answer";
export const COUNTED = { totals: { "run.lap": 101, "run.length": 4_200 }, sent: 2 };

/** The same with what two sinks told a server that takes metrics. */
export const MEASURED = {
  ...COUNTED,
  measured: { "measured.lap door:ä": 20, "measured.length door:ä": 8.4 },
};

/** What a program said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that has not ended by then is ended, so that it does not outlive the test that gave it up. */
const PATIENCE_MS = 55_000;

/** Runs a program to its end; rejects when it cannot be started, or does not end. */
export function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Said> {
  const options = { cwd: folder, env: { ...process.env, ...env }, timeout: PATIENCE_MS };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === "number") resolve({ code, stdout, stderr });
      else if (code !== "ENOENT") reject(error);
      else reject(new Error(`no ${command}: run \`node .ci/install.mjs --engines\``));
    });
  });
}

/** A project that has the package, and the programs of test/runtimes. */
export interface Project {
  readonly folder: string;
  readonly tarball: string;
  /** package.json of what was installed. */
  readonly manifest: {
    readonly version: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  path(name: string): string;
  remove(): void;
}

/** Packs what was built, and installs that from the tarball. */
export async function installPacked(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-package-"));
  const path = (name: string) => join(folder, name);
  const npm = async (cwd: string, ...args: string[]) => {
    const said = await runIn(cwd, "npm", args);
    if (said.code !== 0) throw new Error(`npm ${args.join(" ")}:\n${said.stderr}`);
    return said.stdout.trim();
  };
  // Without its scripts, which would build once more.
  const pack = ["--ignore-scripts", "--silent", "--pack-destination", folder];
  const tarball = path(await npm(ROOT, "pack", ...pack));
  cpSync(join(ROOT, "test/runtimes"), folder, {
    recursive: true,
    filter: (from) => !/node_modules|\.json$|\.npmrc$/.test(from.slice(ROOT.length)),
  });
  writeFileSync(path("package.json"), JSON.stringify({ private: true, type: "module" }));
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund"];
  await npm(folder, "install", "--omit=dev", ...quiet, tarball);
  const text = readFileSync(path("node_modules/tallybeacon/package.json"), "utf8");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, tarball, manifest: JSON.parse(text), path, remove };
}

/** The way in that only Workers can load: it imports a file of WebAssembly, and a module of their runtime. */
export const WORKERS_DOOR = "tallybeacon/workers";

/** The names that the door of Workers has, as its text says. */
export function workersDoor({ path }: Project): string[] {
  const text = readFileSync(path("node_modules/tallybeacon/dist/workers.js"), "utf8");
  const lists = [...text.matchAll(/^export \{([^}]*)\}/gm)].map(([, names]) => names ?? "");
  return lists
    .flatMap((names) => names.split(",").map((name) => name.trim()))
    .filter(Boolean)
    .sort();
}

/** The names that each way in which is a module has in this process. */
export async function doorsHere({ manifest, path }: Project): Promise<Record<string, string[]>> {
  const doors: Record<string, string[]> = {};
  for (const [name, to] of Object.entries(manifest.exports)) {
    if (typeof to !== "object" || name.replace(".", "tallybeacon") === WORKERS_DOOR) continue;
    const { default: file } = to as { default: string };
    const { href } = pathToFileURL(path(`node_modules/tallybeacon/${file}`));
    doors[name.replace(".", "tallybeacon")] = Object.keys(await import(href)).sort();
  }
  return doors;
}

/**
 * Has the installed package serve from this process, until the test is over. What comes to `/moved` it sends to where it
 * would count.
 */
export async function serveInstalled(
  project: Project,
  options: Door.ServeOptions = {},
): Promise<string> {
  const dataFolder = mkdtempSync(project.path("data-"));
  const { href } = pathToFileURL(project.path("node_modules/tallybeacon/dist/node.js"));
  const { serve } = (await import(href)) as typeof Door;
  const moved = () => new Response("{}", { status: 307, headers: { location: "/v1/update" } });
  const routes = { "POST /moved": moved, ...options.routes };
  const served = await serve({ port: 0, dataFolder, ...options, routes });
  onTestFinished(served.close);
  return served.url;
}
