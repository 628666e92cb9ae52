// How what a server is told of statsd is written: an address, names of backends, a table of a config file.
import type { StatsdSettings } from "../node/statsd/create-statsd.ts";
import { isPlain } from "../server/schema/read.ts";
import { listOf, type Reader, words } from "../server/setting/reader.ts";
import type { Environment } from "./config.ts";
import type { Settings } from "./options.ts";
import { filled, hidden } from "./secrets.ts";
import { type StatsdFile, statsdFields } from "./statsd-fields.ts";

/** `127.0.0.1:8125`; in a config file the table of all that there is. */
export const statsdReader: Reader<StatsdFile> = {
  text: (address) => statsdReader.json({ address }),
  json(value) {
    const { error, data } = statsdFields.safeParse(value, { reportInput: true });
    const issue = error?.issues[0];
    if (!issue) return data as StatsdFile;
    const { path, message, input } = issue;
    const isQuoted = !isPlain(input) && !message.startsWith("must be a table");
    const quoted = isQuoted ? `: ${JSON.stringify(hidden(input, path.map(String)))}` : "";
    const at = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
    // Whoever knows the key and the file puts that between them.
    throw Object.assign(new Error(message + quoted), { at: at.join("") });
  },
};

/** `console,graphite=10.0.0.1:2003`: backends that need no more than an address. */
export const backendsReader: Reader<readonly string[]> = listOf(words(named));

/** What a server is told of statsd in all ways, with its secrets; undefined where that is nothing. */
export function statsdOf(
  { statsd, backends = [] }: Pick<Settings, "statsd" | "backends">,
  env: Environment,
): StatsdSettings | undefined {
  if (!statsd && backends.length === 0) return undefined;
  const all = Object.assign({}, statsd?.backends, ...backends.map(named));
  const isTold = statsd?.backends || backends.length > 0;
  return filled({ ...statsd, ...(isTold && { backends: all }) }, env);
}

/** One by its name. Throws for those that need more, without what may be a secret. */
function named(said: string): StatsdFile["backends"] {
  const [, name = "", address] = /^(\w+)(?:=(.*))?$/.exec(said) ?? [];
  const isOne = address === undefined ? /^(console|null|graphite)$/ : /^(graphite|statsd)$/;
  if (!isOne.test(name)) {
    const known = "console, null, graphite, graphite=host:port or statsd=host:port";
    throw new Error(`must be ${known}: ${name}; others are told of in a config file`);
  }
  const settings = address === undefined ? {} : { address };
  return statsdReader.json({ backends: { [name]: settings } }).backends;
}
