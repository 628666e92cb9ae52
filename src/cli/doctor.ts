// `tallybeacon doctor`: whether a store is sound, and its accounts.
import type { DatabaseSync } from "node:sqlite";
import type { Accounting } from "../core/accounting.ts";
import { TallybeaconError } from "../core/errors.ts";
import { MAX_FINDINGS } from "../core/limits.ts";
import { databasePath } from "../node/database.ts";
import type { Finding } from "../node/finding.ts";
import { type Inspection, inspect, RESTORE } from "../node/inspect.ts";
import { accountsFindings, accountsText } from "./accounts.ts";
import { readFlags, textOf } from "./arguments.ts";
import { get, getWhole, TARGET_FLAGS, type Target, targetOf } from "./ask.ts";
import { isDamaged, openFolder } from "./folder.ts";
import { OPTIONS, variableOf } from "./options.ts";
import type { Command } from "./shell.ts";
import { sizeText, tableText } from "./table.ts";

const FLAGS = { ...TARGET_FLAGS, data: { type: "string" } } as const;

interface Diagnosis {
  readonly paragraphs: readonly string[];
  readonly findings: readonly Finding[];
}

/** Prints what it sees; 1 when there is something to do. */
export const doctorCommand: Command = (args, { env, print }) => {
  const flags = readFlags("doctor", args, FLAGS);
  const data = textOf(flags["data"]);
  const isRunning = flags["url"] !== undefined;
  if (isRunning && data !== undefined) {
    throw new TallybeaconError("bad-option", "--data and --url: one of them is looked at");
  }
  const target = targetOf(flags, env);
  return async () => {
    const { paragraphs, findings } = await (isRunning
      ? ofServer(target)
      : ofFolder(
          data ?? (env[variableOf(OPTIONS.dataFolder)] || String(OPTIONS.dataFolder.fallback)),
        ));
    const found = findings.map(({ what, advice }) => `- ${what}\n  ${advice}`).join("\n");
    print([...paragraphs, found || "nothing to find fault with"].join("\n\n"));
    return findings.length === 0 ? 0 : 1;
  };
};

async function ofFolder(folder: string): Promise<Diagnosis> {
  const path = databasePath(folder);
  let database: DatabaseSync;
  try {
    database = await openFolder(folder);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return { paragraphs: [path], findings: [{ what: (error as Error).message, advice: RESTORE }] };
  }
  try {
    const seen = await inspect(database);
    const { accounting, findings } = seen;
    const odd = accounting ? accountsFindings(accounting) : [];
    return { paragraphs: paragraphsOf(path, seen), findings: [...findings, ...odd] };
  } finally {
    database.close();
  }
}

function paragraphsOf(path: string, seen: Inspection): string[] {
  const { bytes, freeBytes, versions, tables, accounting } = seen;
  const rooms = versions.map(({ room, version = "-", known = "-" }) => [room, version, known]);
  const sizes = tables.map(({ name, rows, bytes: size }) => [
    name,
    rows,
    size === undefined ? "-" : sizeText(size),
  ]);
  return [
    `${path}: ${sizeText(bytes)}, of which ${sizeText(freeBytes)} are free for what comes`,
    tableText([["tables of", "version", "this release has"], ...rooms]),
    tableText([["table", "rows", "size"], ...sizes]),
    ...(accounting ? [accountsText(accounting)] : []),
  ];
}

async function ofServer(target: Target): Promise<Diagnosis> {
  const lines: string[] = [];
  const findings: Finding[] = [];
  for (const [path, advice] of Object.entries(PROBES)) {
    const answer = await get(target, path);
    const text = (await answer.text()).trim();
    lines.push(`/${path} ${answer.status} ${text}`);
    if (answer.status !== 200) findings.push({ what: `/${path} answers ${answer.status}`, advice });
  }
  const answer = await getWhole(target, `accounting?limit=${MAX_FINDINGS}`);
  const accounting = (await answer.json()) as Accounting;
  return {
    paragraphs: [`${target.url}\n${lines.join("\n")}`, accountsText(accounting)],
    findings: [...findings, ...accountsFindings(accounting)],
  };
}

const PROBES: Readonly<Record<string, string>> = {
  healthz: "is this a tallybeacon server, and does its proxy pass the path on?",
  readyz: "it is being stopped, or its database does not answer: its log says more",
};
