// Who reports, from this machine: a file in the user's configuration, made once and by one process.
import { randomUUID } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { TallybeaconError } from "../core/errors.ts";
import type { InstallId } from "../core/report.ts";
import type { Environment } from "./report-env.ts";

/** Where an install id is looked for. */
export interface FileInstallIdOptions {
  /** Default `process.env`. */
  readonly env?: Environment;
  /**
   * Files of earlier products, by name. Where the application has no id yet it takes over that of the last of them that
   * has one; other ids go with each report, as `install_id_<name>`.
   */
  readonly former?: Readonly<Record<string, string>>;
}

/**
 * `fileInstallId("myapp")`: what `$XDG_CONFIG_HOME/myapp/id` has, or `$HOME/.config/myapp/id`; a random UUID is put
 * there when it is missing or blank. It is new until a process has told so; until then `id.new` lies beside it, and each
 * process that starts says so. Rejects with `storage` when a file is none or cannot be had. Source: Metriton's client,
 * whose files it takes.
 */
export function fileInstallId(
  application: string,
  options: FileInstallIdOptions = {},
): () => Promise<InstallId> {
  const { env = process.env, former = {} } = options;
  return async () => {
    try {
      const path = join(configFolder(env), application, "id");
      const marker = `${path}.new`;
      const others = Object.entries(former).map(([name, file]) => [name, read(file)] as const);
      const heir = others.findLast(([, id]) => id)?.[1];
      const found = read(path);
      const { id, isNew } = found
        ? { id: found, isNew: existsSync(marker) }
        : make(path, heir ?? randomUUID(), heir ? undefined : marker);
      const known = others.filter(([, other]) => other && other !== id);
      return {
        id,
        isNew,
        metadata: Object.fromEntries(known.map(([name, other]) => [`install_id_${name}`, other])),
        told: async () => rmSync(marker, { force: true }),
      };
    } catch (error) {
      const { message } = error as Error;
      throw new TallybeaconError("storage", `install id of "${application}": ${message}`, error);
    }
  };
}

/** Source: the XDG base directory specification. On every platform, as the clients of Metriton have it. */
function configFolder(env: Environment): string {
  const { XDG_CONFIG_HOME, HOME } = env;
  if (XDG_CONFIG_HOME) return XDG_CONFIG_HOME;
  if (HOME) return join(HOME, ".config");
  throw new Error("neither XDG_CONFIG_HOME nor HOME is set");
}

/** What a file says; nothing when there is none. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/**
 * Puts `id` there, or what another process put there meanwhile. Who makes `id.next` first says which id it is, and only
 * who finds the file blank after that writes it: with that id, and whole at once. Whoever was too late to know finds the
 * file written.
 */
function make(
  path: string,
  id: string,
  marker: string | undefined,
): Pick<InstallId, "id" | "isNew"> {
  const own = `${path}.${randomUUID()}`;
  const next = `${path}.next`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(own, id, { mode: 0o600 });
    link(own, next);
    // In this order: it says something else only once the file is written.
    const chosen = read(next);
    const found = read(path);
    const made = found || chosen || id;
    // Also where it is another's, who may not have come so far.
    const isNew = !!marker && (!found || found === id);
    if (isNew) writeFileSync(marker, made, { mode: 0o600 });
    if (!found) {
      if (made !== id) writeFileSync(own, made);
      renameSync(own, path);
    }
    rmSync(next, { force: true });
    return { id: made, isNew };
  } finally {
    rmSync(own, { force: true });
  }
}

/** Unless there is something. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
