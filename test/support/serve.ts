// Servers as processes of their own, which tests may kill, and pages in Chromium that count against them.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { expect } from "vitest";
import type { ControlsChange } from "../../src/core/controls.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A program of this repository that runs. */
export interface Running {
  /** What it printed so far, both streams. */
  output(): string;
  /** Resolves with its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it by a signal, SIGTERM by default, and waits for that. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `node <file> <args>` in the root of the repository. */
export function run(file: string, ...args: string[]): Running & { readonly child: ChildProcess } {
  return start(process.execPath, [file, ...args]);
}

/** Starts any program, in the root of the repository unless `options` say otherwise. */
export function start(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env"> = { cwd: ROOT },
): Running & { readonly child: ChildProcess } {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const ended = once(child, "close").then(([code]) => code as number | null);
  const end = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    await ended;
  };
  return { child, output: () => output, ended, end };
}

/** Starts a program and waits for the first address that it prints. */
export async function runServer(
  file: string,
  ...args: string[]
): Promise<Running & { readonly url: string; readonly child: ChildProcess }> {
  return listening(run(file, ...args));
}

/** Waits for the first address that a program prints. */
export async function listening<R extends Running & { readonly child: ChildProcess }>(
  running: R,
): Promise<R & { readonly url: string }> {
  const { stdout, spawnargs } = running.child;
  if (!stdout) throw new Error("no output");
  for await (const line of createInterface({ input: stdout })) {
    const url = /http:\/\/[\w.]+:\d+/.exec(line)?.[0];
    // Otherwise the pipe fills up and the program waits.
    stdout.resume();
    if (url) return { ...running, url };
  }
  throw new Error(`${spawnargs.join(" ")} ended:\n${running.output()}`);
}

/** A folder of its own for a database. */
export function dataFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "tallybeacon-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A collector that serves pages too, and what it holds. */
export interface Collecting extends Running {
  readonly url: string;
  /** Address of a page with this HTML. */
  page(html: string, policy?: string): string;
  /** Address of a script with this text. */
  script(text: string): string;
  /** What was counted, by key. */
  totals(): Promise<Record<string, number>>;
  get(path: string): Promise<unknown>;
  control(change: ControlsChange): Promise<void>;
}

/** Starts a collector with pages; updates are wanted every hour unless `intervalMs` says otherwise. */
export async function collect(
  data: string,
  { port = 0, intervalMs = 3_600_000 } = {},
): Promise<Collecting> {
  const args = ["--port", String(port), "--data", data, "--interval", String(intervalMs)];
  const running = await runServer("test/support/page-server.ts", ...args);
  const { url } = running;
  const get = async (path: string) => (await fetch(url + path)).json();
  const echo = (words: Record<string, string>) => `${url}/echo/?${new URLSearchParams(words)}`;
  return {
    ...running,
    page: (html, csp = "") => echo({ body: `<!doctype html><title>page</title>${html}`, csp }),
    script: (text) => echo({ body: text, type: "text/javascript" }),
    get,
    async totals() {
      const { keys } = (await get("/keys?range=1h")) as { keys: { key: string; total: number }[] };
      return Object.fromEntries(keys.map(({ key, total }) => [key, total]));
    },
    async control(change) {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(change);
      const answer = await fetch(`${url}/controls`, { method: "PUT", headers, body });
      expect(answer.status).toBe(200);
    },
  };
}

/** Waits until `read` gives `wanted`, as a person would look again. */
export function until<T>(read: () => Promise<T> | T, wanted: T): Promise<void> {
  return expect.poll(read, { timeout: 15_000, interval: 50 }).toEqual(wanted);
}

/** Records what should not happen on any page: errors, and messages of errors on the console. */
export function listen(page: Page): string[] {
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  return trouble;
}
