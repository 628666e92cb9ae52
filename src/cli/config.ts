// What a server is told by flags, environment and config file, in this order, and where it was told.
import { TallybeaconError } from "../core/errors.ts";
import { isPlain } from "../server/schema/read.ts";
import { readConfigFile, readNamed } from "./config-file.ts";
import { OPTIONS, type Option, type Settings, variableOf } from "./options.ts";
import { tableText } from "./table.ts";

/** What flags said: `true` of those that stand alone, and a list of those that may be repeated. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What holds. */
export interface Config {
  readonly settings: Settings;
  /** By key: `--port`, `TALLYBEACON_PORT`, `port in tally.json`, or `default`. */
  readonly places: Readonly<Record<string, string>>;
}

/**
 * Settles every option. A variable that is empty counts as absent. Throws where something is wrong, with the place,
 * what it says (unless that is a secret) and what would be right.
 */
export function readConfig(flags: Flags, env: Environment): Config {
  const file = openConfigFile(flags["config"], env);
  const settings: Record<string, unknown> = {};
  const places: Record<string, string> = {};
  for (const [key, option] of Object.entries<Option<unknown>>(OPTIONS)) {
    const told = fromFlag(option, flags) ?? fromEnvironment(option, env);
    const inFile = told && !option.isPart ? undefined : file(key, option);
    const { place, value } = (told && inFile ? both(told, inFile) : (told ?? inFile)) ?? {};
    const settled = place === undefined ? option.fallback : value;
    if (settled === undefined) continue;
    settings[key] = settled;
    places[key] = place ?? "default";
  }
  return { settings: settings as Settings, places };
}

interface Found {
  readonly place: string;
  readonly value: unknown;
}

/** Members of what was told win over those of the file. */
function both(told: Found, inFile: Found): Found {
  return {
    place: `${told.place}, ${inFile.place}`,
    value: Object.assign({}, inFile.value, told.value),
  };
}

function fromFlag(option: Option<unknown>, flags: Flags): Found | undefined {
  const given = flags[option.flag];
  if (given === undefined) return undefined;
  const place = `--${option.flag}`;
  const text = String(given);
  if (option.lines) return { place, value: fromLines(place, text, option.lines) };
  return { place, value: said(place, () => option.reader.text(text)) };
}

function fromEnvironment(option: Option<unknown>, env: Environment): Found | undefined {
  const name = variableOf(option);
  const text = env[name];
  const path = option.lines && env[`${name}_FILE`];
  if (text && path) throw wrong(`${name} and ${name}_FILE are both set: keep one`);
  if (option.lines && path) {
    const place = `${name}_FILE`;
    return { place, value: fromLines(place, path, option.lines) };
  }
  return text ? { place: name, value: said(name, () => option.reader.text(text)) } : undefined;
}

function fromLines(place: string, path: string, lines: (text: string) => unknown): unknown {
  const text = readNamed(place, path);
  return said(`${place}: ${path}`, () => lines(text));
}

/** Reads the config file, if there is one, and looks whether it has any key that nobody knows. */
function openConfigFile(
  flag: Flags[string],
  env: Environment,
): (key: string, option: Option<unknown>) => Found | undefined {
  const [place, path] =
    flag === undefined
      ? ["TALLYBEACON_CONFIG", env["TALLYBEACON_CONFIG"]]
      : ["--config", String(flag)];
  if (!path && flag === undefined) return () => undefined;
  const given = readConfigFile(place, path ?? "");
  const stranger = Object.keys(given).find((key) => !Object.hasOwn(OPTIONS, key));
  if (stranger !== undefined) {
    const known = Object.keys(OPTIONS).join(", ");
    throw wrong(`${JSON.stringify(stranger)} in ${path} is no option; there are ${known}`);
  }
  return (key, { reader }) => {
    if (!Object.hasOwn(given, key)) return undefined;
    const where = (at: string) => `${key}${at} in ${path}`;
    return { place: where(""), value: said(where, () => reader.json(given[key])) };
  };
}

/** What a reader complains of, with the place before it, and in that where in the value it is. */
function said<T>(place: string | ((at: string) => string), run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { message, at = "" } = error as Error & { readonly at?: string };
    throw wrong(`${typeof place === "string" ? place : place(at)} ${message}`);
  }
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("bad-option", message);
}

/** One line for each option, or each of its members where there are many: its key, its value as JSON without secrets, and who said so. */
export function describeConfig({ settings, places }: Config): string {
  const rows = Object.entries<Option<unknown>>(OPTIONS).flatMap(([key, option]) => {
    const value = settings[key as keyof Settings];
    const shown = value === undefined ? value : (option.shown?.(value) ?? value);
    const lines = option.isPart ? leaves(key, shown) : [[key, shown] as const];
    return lines.map(([name, leaf]) => [
      name,
      JSON.stringify(leaf) ?? "-",
      places[key] ?? "default",
    ]);
  });
  return tableText(rows);
}

function leaves(key: string, value: unknown): (readonly [key: string, value: unknown])[] {
  const members = isPlain(value) ? Object.entries(value) : [];
  if (members.length === 0) return [[key, value]];
  return members.flatMap(([name, member]) => leaves(`${key}.${name}`, member));
}
