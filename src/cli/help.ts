// What the command line says of itself.
import { DEFAULT_PORT, HELP_CHARS } from "../core/limits.ts";
import { OPTIONS, type Option, variableOf } from "./options.ts";

const OVERVIEW = `tallybeacon collects what web pages count, keeps it in SQLite, and shows it.

Usage: tallybeacon serve [options]
       tallybeacon backup --to <file>
       tallybeacon export [name=value ...]
       tallybeacon doctor
       tallybeacon <command> --help
       tallybeacon --version`;

const SERVE = `Options of serve, each as a flag, as a variable, and by its key in a JSON or TOML file; a
flag wins over a variable, and that over the file:`;

const FURTHER = `  --config <file>  (TALLYBEACON_CONFIG)
      the file, such as { "port": 9000, "keep": { "minute": "14d" } }, or TOML if it ends in .toml
  --check
      print what would hold, and who says so, and exit`;

const EXAMPLE = `Example: tallybeacon serve --port 9000 --data /var/lib/tallybeacon --origin https://shop.example.com

Then open http://127.0.0.1:9000/ for the dashboard, and let pages send to /v1/update there.`;

const SERVER = `  --url <address>      the server (default http://127.0.0.1:${DEFAULT_PORT})
  --token-file <file>  a file with the token it wants, and nothing else; or
                       TALLYBEACON_TOKEN, or a file that TALLYBEACON_TOKEN_FILE names`;

/** Help by command; that of none is also that of `serve`. */
export function help(command?: string): string {
  if (command === "backup") return BACKUP;
  if (command === "export") return EXPORT;
  if (command === "doctor") return DOCTOR;
  const options = Object.entries<Option<unknown>>(OPTIONS).map(optionHelp).join("\n");
  return [OVERVIEW, `${SERVE}\n\n${options}\n${FURTHER}`, EXAMPLE].join("\n\n");
}

const BACKUP = `Copies the database of a server, running or not, into one file.

Usage: tallybeacon backup --to <file> [options]

  --to <file>          where to; it comes there when it is whole and sound
  --force              replace the file when there is one
${SERVER}
  --data <folder>      copy from here instead, while no server runs on it

To restore: stop the server, put the file in place of tallybeacon.db in its folder, delete
tallybeacon.db-wal and tallybeacon.db-shm if they are there, and start it.`;

const EXPORT = `Prints what a running server has counted, as its GET /export answers.

Usage: tallybeacon export [options] [name=value ...]

  name=value           parameters of /export, passed on as they are
  --format ndjson|csv  as lines of JSON, or as a table (default ndjson)
  --to <file>          into a file in place of stdout; it comes there when it is whole
  --force              replace the file when there is one
${SERVER}`;

const DOCTOR = `Looks whether a store is sound, prints its accounts, and says what to do about what is not.
Exits with 0 when nothing was found, 1 otherwise.

Usage: tallybeacon doctor [options]

  --data <folder>      a store that no server runs on (default TALLYBEACON_DATA, or ./data)
  --url <address>      a running server instead, such as http://127.0.0.1:${DEFAULT_PORT}
  --token-file <file>  a file with the token it wants, and nothing else; or
                       TALLYBEACON_TOKEN, or a file that TALLYBEACON_TOKEN_FILE names`;

function optionHelp([key, option]: readonly [string, Option<unknown>]): string {
  const { flag, takes, help: says, fallback, lines } = option;
  const variable = variableOf(option) + (lines ? "[_FILE]" : "");
  const unit = takes === "<seconds>" ? 1_000 : 1;
  const value = typeof fallback === "number" ? fallback / unit : fallback;
  const standard = value === undefined || value === false ? "" : ` (default ${value})`;
  return `  --${`${flag} ${takes}`.trim()}  (${variable}, ${key})\n${wrap(says + standard)}`;
}

const INDENT = "      ";

/** Breaks at spaces. */
function wrap(text: string): string {
  const lines = [INDENT];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const isFirst = line === INDENT;
    if (line.length + word.length + 1 > HELP_CHARS && !isFirst) lines.push(INDENT + word);
    else lines[lines.length - 1] = isFirst ? line + word : `${line} ${word}`;
  }
  return lines.join("\n");
}
