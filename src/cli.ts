#!/usr/bin/env node
// The command line: `tallybeacon serve`, `backup`, `export` and `doctor`.
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./cli/run.ts";
import { processShell } from "./cli/shell.ts";

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await run(process.argv.slice(2), processShell());
}
