// From arguments to an exit code.
import { backupCommand } from "./backup.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { help } from "./help.ts";
import { serveCommand } from "./serve.ts";
import type { Command, Shell } from "./shell.ts";
import { version } from "./version.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  backup: backupCommand,
  export: exportCommand,
  doctor: doctorCommand,
};

/** Runs the command line and resolves with its exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  const [name = "--help", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const asks = (...flags: string[]) => args.some((arg) => flags.includes(arg));
  if (name === "--help" || asks("--help", "-h")) {
    shell.print(help(name));
    return 0;
  }
  if (asks("--version", "-v")) {
    shell.print(version());
    return 0;
  }
  let task: () => Promise<number>;
  try {
    if (!command) throw new Error(`no such command: ${name.startsWith("-") ? "(none)" : name}`);
    task = command(rest, shell);
  } catch (error) {
    shell.complain(`tallybeacon: ${(error as Error).message}\nTry: tallybeacon --help`);
    return 2;
  }
  try {
    return await task();
  } catch (error) {
    shell.complain(`tallybeacon: ${(error as Error).message}`);
    return 1;
  }
}
