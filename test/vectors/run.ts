// Runs every vector file in the folder that VECTORS names (default: the copies beside this file), by file name.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { collectorDecisions, collectorFiles } from "./collector.ts";
import { historyDecisions, historyFiles } from "./history.ts";
import { prometheusFormatDecisions, prometheusFormatFiles } from "./prometheus-formats.ts";
import { prometheusPushDecisions, prometheusPushFiles } from "./prometheus-push.ts";
import { reportsDecisions, reportsFiles } from "./reports.ts";
import type { Decision, FileRunner, RowResult } from "./rows.ts";
import { statsdAggregatorDecisions, statsdAggregatorFiles } from "./statsd-aggregator.ts";
import { statsdBackendDecisions, statsdBackendFiles } from "./statsd-backends.ts";
import { statsdHttpDecisions, statsdHttpFiles } from "./statsd-http.ts";
import { statsdHttpBackendDecisions, statsdHttpBackendFiles } from "./statsd-http-backends.ts";
import { statsdLineDecisions, statsdLineFiles } from "./statsd-line.ts";
import { statsdModelDecisions, statsdModelFiles } from "./statsd-model.ts";
import { statsdOtlpDecisions, statsdOtlpFiles } from "./statsd-otlp.ts";

/** Every file we know how to judge, by its name. */
export const runners: Readonly<Record<string, FileRunner>> = {
  ...collectorFiles,
  ...historyFiles,
  ...prometheusPushFiles,
  ...prometheusFormatFiles,
  ...reportsFiles,
  ...statsdLineFiles,
  ...statsdHttpFiles,
  ...statsdModelFiles,
  ...statsdAggregatorFiles,
  ...statsdBackendFiles,
  ...statsdHttpBackendFiles,
  ...statsdOtlpFiles,
};

/** Where we differ from what was recorded: the one table. */
export const decisions: readonly Decision[] = [
  ...collectorDecisions,
  ...historyDecisions,
  ...prometheusPushDecisions,
  ...prometheusFormatDecisions,
  ...reportsDecisions,
  ...statsdLineDecisions,
  ...statsdHttpDecisions,
  ...statsdModelDecisions,
  ...statsdAggregatorDecisions,
  ...statsdBackendDecisions,
  ...statsdHttpBackendDecisions,
  ...statsdOtlpDecisions,
];

/** The folder of vectors: VECTORS, or the copies beside this file. */
export const folder: string = resolve(process.env["VECTORS"] ?? import.meta.dirname);

/** Judges one file; a file that cannot be read or is not understood is one failed row. */
export async function runFile(name: string): Promise<RowResult[]> {
  try {
    const rows = await runners[name]?.(
      JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")),
    );
    return rows?.length ? rows : [{ name, ok: false, detail: "no rows" }];
  } catch (error) {
    return [{ name, ok: false, detail: String((error as Error).stack ?? error) }];
  }
}

/** Names of the vector files in the folder: those we judge, and those of parts that are not built yet. */
export function vectorFiles(): { known: string[]; unknown: string[] } {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => basename(file, ".json"))
    .sort();
  return {
    known: names.filter((name) => runners[name]),
    unknown: names.filter((name) => !runners[name]),
  };
}

async function main(): Promise<void> {
  const { known, unknown } = vectorFiles();
  let failedRows = 0;
  for (const name of known) {
    const rows = await runFile(name);
    const failed = rows.filter((row) => !row.ok);
    failedRows += failed.length;
    console.log(`${name}: ${rows.length - failed.length} passed, ${failed.length} failed`);
    for (const { name: row, detail } of failed) console.log(`  ${row}: ${detail}`);
  }
  for (const name of unknown) console.log(`${name}: nothing here speaks it yet, not run`);
  process.exitCode = failedRows || !known.length ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) await main();
