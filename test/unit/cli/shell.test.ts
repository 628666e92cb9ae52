import { afterEach, expect, test, vi } from "vitest";
import { processShell } from "../../../src/cli/shell.ts";
import { SIGNAL_ECHO_MS } from "../../../src/core/limits.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const before = SIGNALS.map((signal) => process.listeners(signal));
afterEach(() => {
  vi.restoreAllMocks();
  for (const [index, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!before[index]?.includes(listener)) process.off(signal, listener);
    }
  }
});

/** Tells the process of a signal, at a time of ours. */
function ask(signal: (typeof SIGNALS)[number], atMs: number): void {
  vi.spyOn(performance, "now").mockReturnValue(atMs);
  for (const listener of process.listeners(signal)) listener(signal);
}

test.each(SIGNALS)("%s asks to stop", async (signal) => {
  const stopped = processShell().untilStopped();
  ask(signal, 0);
  await stopped;
});

test("a second signal exits at once, unless it is the echo of the first", async () => {
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const stopped = processShell().untilStopped();
  ask("SIGINT", 1_000);
  await stopped;
  ask("SIGINT", 1_000 + SIGNAL_ECHO_MS);
  expect(exit).not.toHaveBeenCalled();
  ask("SIGTERM", 1_001 + SIGNAL_ECHO_MS);
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});

test("it is this process that speaks", () => {
  const { env, out } = processShell();
  expect([env, out]).toEqual([process.env, process.stdout]);
});
