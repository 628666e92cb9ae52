// The config file: JSON, or TOML where its name says so.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { TallybeaconError } from "../core/errors.ts";
import { isPlain } from "../server/schema/read.ts";

/** What it holds, by key. Throws with `place`, which is what named it. */
export function readConfigFile(place: string, path: string): Readonly<Record<string, unknown>> {
  const text = readNamed(place, path);
  const isToml = path.endsWith(".toml");
  let value: unknown;
  try {
    value = isToml ? parse(text) : JSON.parse(text);
  } catch (error) {
    // What parsers say quotes the file, and with it secrets.
    const { line, column } = error as { line?: number; column?: number };
    const where = line === undefined ? "" : `: line ${line}, column ${column}`;
    throw wrong(`${place}: ${path} must be ${isToml ? "TOML" : "JSON"}${where}`);
  }
  if (isPlain(value)) return value as Readonly<Record<string, unknown>>;
  throw wrong(`${place}: ${path} must hold an object such as { "port": 8787 }`);
}

/** A file as text. */
export function readNamed(place: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw wrong(`${place} names a file that cannot be read: ${(error as Error).message}`);
  }
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", message);
}
