// A browser is many processes: started together, told apart from ours, killed at one moment.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";

/** A program and all that it starts. */
export interface Family {
  /** Waits until it prints this; rejects when it ends instead. */
  said(pattern: RegExp): Promise<string>;
  /** Process ids of those of this name, on Linux. */
  members(name: string): number[];
  /** SIGKILL to all of them at once. */
  kill(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const families = new Set<ChildProcess>();

// Whoever stops the tests must not have to look for browsers.
process.once("exit", () => families.forEach(signal));

function signal({ pid }: ChildProcess): void {
  try {
    // A process group of its own: the minus sign.
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}

/** Starts a program as the head of a process group. */
export function startFamily(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Family {
  const child = spawn(path, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  families.add(child);
  let output = "";
  const hear = (text: unknown) => {
    output += text;
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  let isOver = false;
  const over = once(child, "close").then(
    () => {
      isOver = true;
    },
    (error: Error) => {
      isOver = true;
      output += error.message;
    },
  );
  const kill = async () => {
    signal(child);
    await over;
    families.delete(child);
  };
  return {
    async said(pattern) {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found[1] ?? found[0];
        if (isOver || Date.now() > until) throw new Error(`${path} did not start:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    members: (name) => membersOf(child.pid ?? 0, name),
    kill,
  };
}

function membersOf(group: number, name: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        // "4936 (WebKitNetworkPr) S 4925 4920 …": the kernel keeps 15 characters; the group comes third after it.
        const [, comm = "", rest = ""] =
          /\((.*)\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
        return comm === name.slice(0, 15) && Number(rest.split(" ")[2]) === group;
      } catch {
        // It has ended meanwhile.
        return false;
      }
    })
    .map(Number);
}

/** What a program prints of its version. */
export function versionOf(path: string): string {
  // Wrappers and libraries talk on the other stream.
  const { stdout, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (error) throw error;
  return stdout.trim();
}
