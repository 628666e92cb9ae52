// Arguments of one command.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { TallybeaconError } from "../core/errors.ts";
import type { Flags } from "./config.ts";

/** Flags by name, and what stands between them. Throws, in one sentence, when a flag is not known or lacks its value. */
export function readArguments(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): { flags: Flags; words: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { flags: values as Flags, words: positionals };
  } catch (error) {
    // What parseArgs says after its first sentence is about arguments we do not take.
    const [message = ""] = (error as Error).message.split(". To ");
    throw new TallybeaconError("bad-option", message, error);
  }
}

/** The flags of a command that takes nothing else. */
export function readFlags(
  command: string,
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): Flags {
  const { flags, words } = readArguments(args, options);
  if (words.length === 0) return flags;
  throw new TallybeaconError("bad-option", `no such command: ${[command, ...words].join(" ")}`);
}

/** A flag that has a value, as text. */
export function textOf(flag: Flags[string]): string | undefined {
  return flag === undefined ? undefined : String(flag);
}
