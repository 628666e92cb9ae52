#!/usr/bin/env node
// The command line: `tallybeacon serve`.
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DEFAULT_PORT, MAX_INTERVAL_MS } from "./core/limits.ts";
import { serve } from "./node.ts";

const HELP = `tallybeacon collects what web pages count, keeps it in SQLite, and shows it.

Usage: tallybeacon serve [options]

  --port <number>      where to listen; 0 takes any free port (default ${DEFAULT_PORT})
  --host <address>     on which address; 0.0.0.0 lets other machines in, and then a
                       proxy should ask who they are (default 127.0.0.1)
  --data <folder>      where the database lies; made when missing (default ./data)
  --origin <origin>    a site whose pages may send, such as https://shop.example.com;
                       repeatable, * for all (default: pages of this server only)
  --interval <seconds> time between updates, kept for later starts (at first 3600)
  --quiet              print errors only
  --help, --version

Example: tallybeacon serve --port 9000 --data /var/lib/tallybeacon --origin https://shop.example.com

Then open http://127.0.0.1:9000/ for the dashboard, and let pages send to /v1/update there.`;

const OPTIONS = {
  port: { type: "string", default: String(DEFAULT_PORT) },
  host: { type: "string", default: "127.0.0.1" },
  data: { type: "string", default: "./data" },
  origin: { type: "string", multiple: true, default: [] as string[] },
  interval: { type: "string" },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
  version: { type: "boolean", default: false, short: "v" },
} as const;

/** What the command line needs of the world around it. */
export interface Shell {
  print(text: string): void;
  complain(text: string): void;
  /** Resolves when the server shall stop. */
  untilStopped(): Promise<void>;
}

/** Runs the command line and resolves with its exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  let asked: Asked;
  try {
    asked = read(args);
  } catch (error) {
    // What parseArgs says after its first sentence is about arguments we do not take.
    const [message] = (error as Error).message.split(". To ");
    shell.complain(`tallybeacon: ${message}\nTry: tallybeacon --help`);
    return 2;
  }
  if (asked === "help" || asked === "version") {
    shell.print(asked === "help" ? HELP : version());
    return 0;
  }
  try {
    const { quiet, ...options } = asked;
    const onError = (error: unknown) => shell.complain(`tallybeacon: ${String(error)}`);
    const { url, close } = await serve({ ...options, onError });
    if (!quiet) shell.print(greeting(url, options.dataFolder));
    await shell.untilStopped();
    await close();
    return 0;
  } catch (error) {
    shell.complain(`tallybeacon: ${reasonOf(error as NodeJS.ErrnoException, asked)}`);
    return 1;
  }
}

interface ServeArguments {
  readonly port: number;
  readonly host: string;
  readonly dataFolder: string;
  readonly origins: readonly string[];
  readonly intervalMs?: number;
  readonly quiet: boolean;
}
type Asked = ServeArguments | "help" | "version";

function read(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  if (values.help || args.length === 0) return "help";
  if (values.version) return "version";
  if (positionals.length !== 1 || positionals[0] !== "serve") {
    throw new Error(`no such command: ${positionals.join(" ") || "(none)"}`);
  }
  for (const origin of values.origin) {
    if (origin !== "*" && !(URL.canParse(origin) && new URL(origin).origin === origin)) {
      throw new Error(`--origin must be like https://shop.example.com, without a path: ${origin}`);
    }
  }
  if (!values.host) throw new Error("--host is empty: 0.0.0.0 is every network, if that is meant");
  const { interval } = values;
  return {
    port: whole("port", values.port, 0, 65_535),
    host: values.host,
    dataFolder: values.data,
    origins: values.origin,
    ...(interval !== undefined && {
      intervalMs: whole("interval", interval, 1, MAX_INTERVAL_MS / 1000) * 1000,
    }),
    quiet: values.quiet,
  };
}

function whole(name: string, text: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new Error(`--${name} must be a whole number from ${min} to ${max}: ${text}`);
}

function greeting(url: string, dataFolder: string): string {
  return `tallybeacon ${version()} keeps its data in ${dataFolder}
  dashboard       ${url}/
  pages send to   ${url}/v1/update`;
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function reasonOf(error: NodeJS.ErrnoException, { port, host }: ServeArguments): string {
  if (error.code === "EADDRINUSE") return `port ${port} is in use; choose another with --port`;
  if (error.code === "EACCES" && error.syscall === "listen") return `port ${port} is not allowed`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return `no such address: ${host}`;
  return error.message;
}

const shell: Shell = {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  untilStopped: () =>
    new Promise((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    }),
};

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await run(process.argv.slice(2), shell);
}
