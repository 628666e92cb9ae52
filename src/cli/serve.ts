// `tallybeacon serve`: a collector on this machine until somebody stops it.
import { serve } from "../node/serve.ts";
import { keepRequestsYoung } from "../node/young.ts";
import { readFlags } from "./arguments.ts";
import { checkConfig } from "./check.ts";
import { type Config, describeConfig, readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { OPTIONS, type Option } from "./options.ts";
import type { Command, Shell } from "./shell.ts";
import { statsdOf } from "./statsd-reader.ts";
import { version } from "./version.ts";

const FLAGS = Object.fromEntries([
  ...Object.values<Option<unknown>>(OPTIONS).map(
    ({ flag, takes, isRepeatable: multiple = false }) => [
      flag,
      { type: takes ? ("string" as const) : ("boolean" as const), multiple },
    ],
  ),
  ["config", { type: "string" }],
  ["check", { type: "boolean" }],
]);

/** Reads what it is told, and serves by it; or prints that. */
export const serveCommand: Command = (args, shell) => {
  const flags = readFlags("serve", args, FLAGS);
  const config = readConfig(flags, shell.env);
  checkConfig(config, shell.env);
  if (!flags["check"]) return () => run(config, shell);
  return async () => {
    shell.print(describeConfig(config));
    return 0;
  };
};

async function run({ settings }: Config, shell: Shell): Promise<number> {
  const { quiet: isQuiet = false, log: form = "text", ...options } = settings;
  const log = createLog({ form, isQuiet, write: shell.complain });
  const told = statsdOf(settings, shell.env);
  const statsd = told && {
    ...told,
    onBadLine: (line: string) => log("warn", "bad-line", { line }),
    onInternal: (lines: readonly string[]) => {
      for (const line of lines) log("info", "statsd", { line });
    },
  };
  keepRequestsYoung();
  try {
    const served = await serve({ ...options, ...(statsd && { statsd }), onError: log.trouble });
    const { url, statsdPort, close } = served;
    const data = options.dataFolder ?? "";
    // Such as :8125, or what port 0 became.
    const udp = statsdPort && told?.address?.replace(/\d+$/, String(statsdPort));
    // For people the start is more than a line.
    if (form === "json") {
      const fields = { version: version(), node: process.version, url, data };
      log("info", "listening", { ...fields, ...(udp && { statsd: udp }) });
    } else if (!isQuiet) shell.print(greeting(url, data, udp));
    await shell.untilStopped();
    log("info", "stopping");
    await close();
    log("info", "stopped");
    return 0;
  } catch (error) {
    const reason = reasonOf(error as NodeJS.ErrnoException, settings);
    if (form === "json") log("error", "failed", { message: reason });
    else shell.complain(`tallybeacon: ${reason}`);
    return 1;
  }
}

function greeting(url: string, dataFolder: string, udp: string | 0 | undefined): string {
  const lines = `tallybeacon ${version()} on Node ${process.version} keeps its data in ${dataFolder}
  dashboard       ${url}/
  pages send to   ${url}/v1/update`;
  return udp ? `${lines}\n  statsd by UDP   ${udp}` : lines;
}

function reasonOf(
  error: NodeJS.ErrnoException & { readonly hostname?: string },
  { port, host, statsd }: Config["settings"],
): string {
  if (error.syscall === "bind") return `--statsd ${statsd?.address}: ${error.message}`;
  if (error.code === "EADDRINUSE") return `port ${port} is in use; choose another with --port`;
  if (error.code === "EACCES" && error.syscall === "listen") return `port ${port} is not allowed`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return `no such address: ${error.hostname ?? host}`;
  return error.message;
}
