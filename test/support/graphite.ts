// Graphite's carbon-cache as it comes from Debian, and what it stored: whisper's files, one a path.
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { findCarbonCache } from "../../.ci/engines.mjs";
import { startDaemon } from "./daemon.ts";
import { testFolder } from "./folder.ts";
import { freePort } from "./free-port.ts";

/** Values by path, each with its Unix second. */
export type Stored = Readonly<
  Record<string, readonly (readonly [second: number, value: number])[]>
>;

/** A carbon-cache that stores each second of ten minutes, at once. */
export interface Graphite {
  readonly port: number;
  stored(): Promise<Stored>;
  /** Ends it as a crash does; what it had not yet stored is lost. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
}

/** Starts one until the test is over. */
export async function startGraphite(): Promise<Graphite> {
  const { folder, path } = testFolder();
  const port = await freePort();
  const config = path("carbon.conf");
  const settings = {
    STORAGE_DIR: folder,
    LOCAL_DATA_DIR: path("whisper"),
    CONF_DIR: folder,
    LOG_DIR: folder,
    PID_DIR: folder,
    LINE_RECEIVER_INTERFACE: "127.0.0.1",
    LINE_RECEIVER_PORT: port,
    PICKLE_RECEIVER_PORT: 0,
    CACHE_QUERY_INTERFACE: "127.0.0.1",
    CACHE_QUERY_PORT: 0,
    MAX_UPDATES_PER_SECOND: "inf",
    // Nothing of its own.
    CARBON_METRIC_INTERVAL: 0,
    // Whether a web application, which is not there, is told of them: they are stored all the same.
    ENABLE_TAGS: false,
    // So that files have the names of their series.
    TAG_HASH_FILENAMES: false,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(config, `[cache]\n${lines.join("\n")}\n`);
  writeFileSync(path("storage-schemas.conf"), "[all]\npattern = .*\nretentions = 1s:10m\n");
  const carbon = findCarbonCache();
  const program = { path: carbon, name: "graphite-carbon", variable: "CARBON_CACHE_PATH" };
  const open = () => {
    // The number of one that was killed, which may be another's by now.
    rmSync(path("carbon-cache-a.pid"), { force: true });
    const args = [`--config=${config}`, "--nodaemon", "start"];
    return startDaemon(program, args, /CarbonReceiverFactory starting on (\d+)/);
  };
  let running = await open();
  return {
    port,
    stored: () => stored(pythonOf(carbon ?? ""), path("whisper")),
    kill: () => running.end("SIGKILL"),
    async restart() {
      running = await open();
    },
  };
}

/** That which carbon runs in knows whisper, too. */
function pythonOf(program: string): string {
  return /^#! *(\S+)/.exec(readFileSync(program, "utf8"))?.[1] ?? "python3";
}

const READ = `
import json, os, sys, whisper
found = {}
for folder, _, files in os.walk(sys.argv[1]):
  for file in files:
    path = os.path.join(folder, file)
    (start, _, step), values = whisper.fetch(path, 0)
    name = os.path.relpath(path, sys.argv[1])[:-len(".wsp")]
    found[name] = [[start + at * step, str(value)] for at, value in enumerate(values) if value is not None]
json.dump(found, sys.stdout)
`;

async function stored(python: string, folder: string): Promise<Stored> {
  const maxBuffer = 64 * 1024 * 1024;
  const { stdout } = await promisify(execFile)(python, ["-c", READ, folder], { maxBuffer });
  const files: Record<string, [number, string][]> = JSON.parse(stdout);
  return Object.fromEntries(
    Object.entries(files).map(([file, values]) => [
      file.startsWith("_tagged/")
        ? file.split("/").slice(3).join("/").replaceAll("_DOT_", ".")
        : file.replaceAll("/", "."),
      values.map(([second, value]) => [second, Number(value.replace("inf", "Infinity"))] as const),
    ]),
  );
}

/** The smallest connection there is: made when something is to be written, and again until there is one. */
export function lineWriter(port: number): (text: string) => Promise<void> {
  let socket: Socket | undefined;
  onTestFinished(() => void socket?.destroy());
  const open = async (): Promise<Socket> => {
    for (;;) {
      const made = connect(port, "127.0.0.1");
      const isOpen = await new Promise<boolean>((resolve) => {
        made.once("connect", () => resolve(true));
        made.once("error", () => resolve(false));
      });
      if (isOpen) return made;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return async (text) => {
    if (!socket?.writable) {
      socket = await open();
      // Ends when the other side does, which sends nothing.
      socket.resume().on("error", () => {});
    }
    await new Promise<void>((resolve, reject) => {
      socket?.write(text, (error) => (error ? reject(error) : resolve()));
    });
  };
}
