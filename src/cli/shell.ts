// What the command line needs of the world around it, and that world.
import type { Writable } from "node:stream";
import { SIGNAL_ECHO_MS } from "../core/limits.ts";
import type { Environment } from "./config.ts";

/** What the command line needs of the world around it. */
export interface Shell {
  readonly env: Environment;
  print(text: string): void;
  complain(text: string): void;
  /** Takes what is not for people, as much as there is. */
  readonly out: Writable;
  /** Resolves when the server shall stop. */
  untilStopped(): Promise<void>;
}

/** A command: throws when it does not understand its arguments, else returns what it does; that resolves to an exit code. */
export type Command = (args: readonly string[], shell: Shell) => () => Promise<number>;

/** This process. Whoever asks it twice to stop has it exit at once. */
export function processShell(): Shell {
  return {
    env: process.env,
    print: (text) => console.log(text),
    complain: (text) => console.error(text),
    out: process.stdout,
    untilStopped: () =>
      new Promise((resolve) => {
        let askedAtMs: number | undefined;
        const stop = () => {
          const now = performance.now();
          if (askedAtMs !== undefined && now - askedAtMs > SIGNAL_ECHO_MS) process.exit(1);
          askedAtMs ??= now;
          resolve();
        };
        process.on("SIGINT", stop);
        process.on("SIGTERM", stop);
      }),
  };
}
