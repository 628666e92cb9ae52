// `tallybeacon backup`: the database of a server in one file.
import { createWriteStream, statSync } from "node:fs";
import { TallybeaconError } from "../core/errors.ts";
import { inspectCopy } from "../node/inspect.ts";
import { snapshot } from "../node/snapshot.ts";
import { readFlags, textOf } from "./arguments.ts";
import { download, TARGET_FLAGS, targetOf } from "./ask.ts";
import { openFolder } from "./folder.ts";
import { save } from "./save.ts";
import type { Command } from "./shell.ts";
import { sizeText } from "./table.ts";

const FLAGS = {
  ...TARGET_FLAGS,
  to: { type: "string" },
  data: { type: "string" },
  force: { type: "boolean", default: false },
} as const;

/** Copies from a server that runs, or from a folder that none runs on; what is not sound gets no name. */
export const backupCommand: Command = (args, { env, print }) => {
  const flags = readFlags("backup", args, FLAGS);
  const to = textOf(flags["to"]);
  const data = textOf(flags["data"]);
  if (!to) throw new TallybeaconError("bad-option", "--to <file> says where the backup goes");
  if (data !== undefined && flags["url"] !== undefined) {
    throw new TallybeaconError("bad-option", "--data and --url: a backup is of one of them");
  }
  const target = targetOf(flags, env);
  return async () => {
    await save(to, flags["force"] === true, async (temporary) => {
      await (data === undefined
        ? download(target, "backup", createWriteStream(temporary))
        : copy(data, temporary));
      await check(temporary);
    });
    print(`backed up ${data ?? target.url} in ${to}: ${sizeText(statSync(to).size)}, sound`);
    return 0;
  };
};

async function copy(folder: string, path: string): Promise<void> {
  const database = await openFolder(folder);
  try {
    await snapshot(database, path);
  } finally {
    database.close();
  }
}

async function check(path: string): Promise<void> {
  const [first] = await inspectCopy(path);
  if (first) throw new TallybeaconError("storage", `the backup is not sound: ${first.what}`);
}
