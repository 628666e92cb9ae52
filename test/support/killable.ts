// Workers in a process group of their own, killed and started again on what they have written.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { ROOT } from "./house.ts";
import { OFFLINE } from "./workers.ts";

/** Workers that can be killed, as they are when a test ends. */
export interface Killable<Name extends string> {
  /** Starts them; resolves to their addresses. */
  start(): Promise<Record<Name, string>>;
  kill(): Promise<void>;
}

/** Workers from miniflare's options, their modules as base64; `folder` holds these and what is written. */
export function killable<Name extends string>(
  folder: string,
  workers: readonly ({ readonly name: Name } & Readonly<Record<string, unknown>>)[],
): Killable<Name> {
  const file = join(folder, "workers.json");
  const resourcePersistencePath = join(folder, "state");
  writeFileSync(file, JSON.stringify({ cf: false, resourcePersistencePath, workers }));
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child?.pid) return;
    const closed = once(child, "close");
    // The whole group: workerd is not told, and can finish nothing.
    process.kill(-child.pid, "SIGKILL");
    child = undefined;
    await closed;
  };
  onTestFinished(kill);
  return {
    kill,
    async start() {
      child = spawn(process.execPath, [join(ROOT, "test/support/workerd-process.ts"), file], {
        detached: true,
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, ...OFFLINE },
      });
      const { stdout } = child;
      if (!stdout) throw new Error("no output");
      for await (const line of createInterface({ input: stdout })) {
        stdout.resume();
        return JSON.parse(line);
      }
      throw new Error("no Workers");
    },
  };
}

/** One Worker named `telemetry`, of a bundled script whose class `Tally` is bound as objects under `TALLY`. */
export function telemetryWorker(script: string): {
  readonly name: "telemetry";
} & Readonly<Record<string, unknown>> {
  return {
    name: "telemetry",
    compatibilityDate: "2026-10-01",
    unsafeDirectSockets: [{ port: 0 }],
    durableObjects: { TALLY: { className: "Tally", useSQLite: true } },
    modules: [
      { type: "ESModule", path: "worker.js", base64: Buffer.from(script).toString("base64") },
    ],
  };
}
