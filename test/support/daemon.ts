// Programs of others that tests talk to: processes of their own.
import { onTestFinished } from "vitest";
import { type Running, start } from "./serve.ts";

/** A program that may be installed, and the variable that names it elsewhere. */
export interface Program {
  readonly path: string | undefined;
  readonly name: string;
  readonly variable: string;
}

/**
 * Starts it until the test is over, and waits for what it says when it listens: `said` is the first group of `ready`. Throws
 * where it is not installed.
 */
export async function startDaemon(
  { path, name, variable }: Program,
  args: readonly string[],
  ready: RegExp,
): Promise<Running & { readonly said: string }> {
  if (!path) throw new Error(`${name} is not installed here: put its path in ${variable}`);
  const running = start(path, args);
  onTestFinished(() => running.end("SIGKILL"));
  const { stdout, stderr, spawnargs } = running.child;
  const said = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const [, found] = ready.exec(running.output()) ?? [];
      if (found !== undefined) resolve(found);
    };
    stdout?.on("data", look);
    stderr?.on("data", look);
    void running.ended.then(() =>
      reject(new Error(`${spawnargs.join(" ")} ended:\n${running.output()}`)),
    );
  });
  return { ...running, said };
}
