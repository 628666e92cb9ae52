// `tallybeacon export`: what a running server has counted, for other programs.
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { TallybeaconError } from "../core/errors.ts";
import { readArguments, textOf } from "./arguments.ts";
import { download, TARGET_FLAGS, type Target, targetOf } from "./ask.ts";
import { save } from "./save.ts";
import type { Command } from "./shell.ts";

const FLAGS = {
  ...TARGET_FLAGS,
  to: { type: "string" },
  format: { type: "string" },
  force: { type: "boolean", default: false },
} as const;

/** Passes parameters on to `GET /export`, and its answer to stdout or to a file. */
export const exportCommand: Command = (args, { env, out }) => {
  const { flags, words } = readArguments(args, FLAGS);
  const query = new URLSearchParams();
  for (const word of words) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      throw new TallybeaconError("bad-option", `parameters are written name=value: ${word}`);
    }
    query.append(name, value);
  }
  const format = textOf(flags["format"]) ?? query.get("format") ?? "ndjson";
  if (format !== "ndjson" && format !== "csv") {
    throw new TallybeaconError("bad-option", `--format must be ndjson or csv: ${format}`);
  }
  query.set("format", format);
  const target = targetOf(flags, env);
  const to = textOf(flags["to"]);
  return async () => {
    const path = `export?${query}`;
    if (to === undefined) await print(target, path, out);
    else {
      await save(to, flags["force"] === true, (temporary) =>
        download(target, path, createWriteStream(temporary)),
      );
    }
    return 0;
  };
};

/** Whoever has read enough, such as `head`, closes the pipe, which is no error. */
async function print(target: Target, path: string, out: Writable): Promise<void> {
  try {
    await download(target, path, out, { end: false });
  } catch (error) {
    const { cause } = error as Error & { cause?: { code?: string } };
    if (cause?.code !== "EPIPE") throw error;
  }
}
