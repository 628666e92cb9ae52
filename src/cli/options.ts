// Every option of `tallybeacon serve`, once: flags, variables, keys of a config file and the help are made of this.
import { DEFAULT_PORT, MAX_DRAIN_SECONDS, MAX_INTERVAL_MS, MAX_RATE } from "../core/limits.ts";
import type { ServeOptions } from "../node/serve.ts";
import { keepReader } from "../server/setting/keep.ts";
import {
  choice,
  filled,
  listOf,
  network,
  origin,
  type Reader,
  whole,
  words,
  yesOrNo,
} from "../server/setting/reader.ts";
import { tokenLines, tokens } from "../server/setting/tokens.ts";
import type { Tokens } from "../server/tokens.ts";
import { hidden } from "./secrets.ts";
import type { StatsdFile } from "./statsd-fields.ts";
import { backendsReader, statsdReader } from "./statsd-reader.ts";

/** What only a program can hand in. */
type Inner =
  | "routes"
  | "metrics"
  | "statsd"
  | "onError"
  | "onLimit"
  | "access"
  | "addressOf"
  | "clock"
  | "maxBytes"
  | "timeoutMs";

/** All that can be set, by its key in a config file. */
export type Settings = Omit<ServeOptions, Inner> & {
  readonly statsd?: StatsdFile;
  /** Further backends of statsd: `["console", "graphite=localhost:2003"]`. */
  readonly backends?: readonly string[];
  /** Errors and warnings only. */
  readonly quiet?: boolean;
  readonly log?: "text" | "json";
};

/** One option and its three ways in. */
export interface Option<T> {
  /** `port` is set by `--port`. That of a secret names a file, as a process list shows flags. */
  readonly flag: string;
  /** `PORT` is set by `TALLYBEACON_PORT`; a secret also by a file that `TALLYBEACON_…_FILE` names. */
  readonly variable: string;
  /** What the flag is followed by; empty when it stands alone. */
  readonly takes: string;
  readonly help: string;
  /** The flag may be given again and again. */
  readonly isRepeatable?: boolean;
  /** What holds when nobody says anything; absent when that is up to the server. */
  readonly fallback?: T;
  readonly reader: Reader<T>;
  /** Reads the file that the flag names. */
  readonly lines?: (text: string) => T;
  /** What flag and variable say is but a part of what a config file may, and both hold. */
  readonly isPart?: boolean;
  /** Leaves secrets out. */
  shown?(value: T): unknown;
}

const secret = (flag: string, help: string, lone?: string): Option<Tokens> => {
  const reader = tokens(lone);
  const variable = flag.replaceAll("-", "_").toUpperCase();
  const lines = (text: string) => tokenLines(text, lone);
  const shown = (all: Tokens) => Object.fromEntries(Object.keys(all).map((name) => [name, "***"]));
  return { flag: `${flag}-file`, variable, takes: "<file>", help, reader, lines, shown };
};

/** The table. A key that `Settings` has and this has not does not compile. */
export const OPTIONS: { readonly [K in keyof Settings]-?: Option<NonNullable<Settings[K]>> } = {
  port: {
    flag: "port",
    variable: "PORT",
    takes: "<number>",
    help: "where to listen; 0 takes any free port",
    fallback: DEFAULT_PORT,
    reader: whole(0, 65_535),
  },
  host: {
    flag: "host",
    variable: "HOST",
    takes: "<address>",
    help: "on which address; 0.0.0.0 lets other machines in, and then tokens should say who they are",
    fallback: "127.0.0.1",
    reader: filled("0.0.0.0 is every network, if that is meant"),
  },
  dataFolder: {
    flag: "data",
    variable: "DATA",
    takes: "<folder>",
    help: "where the database lies; made when missing",
    fallback: "./data",
    reader: filled("name a folder"),
  },
  origins: {
    flag: "origin",
    variable: "ORIGINS",
    takes: "<origin>",
    help: "a site whose pages may send, such as https://shop.example.com; * for all; repeatable; without it pages of this server only",
    isRepeatable: true,
    reader: listOf(origin),
  },
  intervalMs: {
    flag: "interval",
    variable: "INTERVAL",
    takes: "<seconds>",
    help: "time between updates, kept for later starts; at first 3600",
    reader: whole(1, MAX_INTERVAL_MS / 1_000, 1_000),
  },
  keep: {
    flag: "keep",
    variable: "KEEP",
    takes: "<times>",
    help: "how long sums are kept, such as minute=14d,5m=90d,hour=800d,day=forever",
    reader: keepReader,
  },
  operators: secret(
    "operator-tokens",
    "who may read and steer: name=token, one a line",
    "operator",
  ),
  readers: secret("reader-tokens", "who may read: name=token, one a line", "reader"),
  ingestKeys: secret("ingest-keys", "apps that may send: app=key, one a line"),
  isOpen: {
    flag: "open",
    variable: "OPEN",
    takes: "",
    help: "let other machines read and steer without a token",
    fallback: false,
    reader: yesOrNo,
  },
  trustedProxies: {
    flag: "trusted-proxy",
    variable: "TRUSTED_PROXIES",
    takes: "<address>",
    help: "a proxy, or a network of them, whose X-Forwarded-For is believed; repeatable",
    isRepeatable: true,
    reader: listOf(network),
  },
  maxPerAddress: {
    flag: "max-per-address",
    variable: "MAX_PER_ADDRESS",
    takes: "<number>",
    help: "updates that one address may send in two minutes",
    reader: whole(1, MAX_RATE),
  },
  maxUpdates: {
    flag: "max-per-instance",
    variable: "MAX_PER_INSTANCE",
    takes: "<number>",
    help: "updates that one instance may send in two minutes",
    reader: whole(1, MAX_RATE),
  },
  maxPerApp: {
    flag: "max-per-app",
    variable: "MAX_PER_APP",
    takes: "<number>",
    help: "updates that one app may send in two minutes",
    reader: whole(1, MAX_RATE),
  },
  statsd: {
    flag: "statsd",
    variable: "STATSD",
    takes: "<host:port>",
    help: "take statsd's lines by UDP: 127.0.0.1:8125 from this machine, :8125 from everywhere; the file has a table of this name for all else",
    isPart: true,
    reader: statsdReader,
    shown: hidden,
  },
  backends: {
    flag: "backend",
    variable: "BACKENDS",
    takes: "<name>",
    help: "where metrics go besides the dashboard: console, null, graphite, graphite=host:port, statsd=host:port; repeatable; others are told of in the file",
    isRepeatable: true,
    reader: backendsReader,
  },
  title: {
    flag: "title",
    variable: "TITLE",
    takes: "<text>",
    help: "heading of the dashboard",
    reader: words(() => {}),
  },
  drainMs: {
    flag: "drain",
    variable: "DRAIN",
    takes: "<seconds>",
    help: "time between /readyz saying no and closing, for balancers to look elsewhere",
    fallback: 0,
    reader: whole(0, MAX_DRAIN_SECONDS, 1_000),
  },
  log: {
    flag: "log",
    variable: "LOG",
    takes: "text|json",
    help: "what is said goes to stderr, a line an event; as text, the start goes to stdout",
    fallback: "text",
    reader: choice("text", "json"),
  },
  quiet: {
    flag: "quiet",
    variable: "QUIET",
    takes: "",
    help: "say what goes wrong only",
    fallback: false,
    reader: yesOrNo,
  },
};

/** The name of an option's variable. */
export function variableOf({ variable }: Pick<Option<unknown>, "variable">): string {
  return `TALLYBEACON_${variable}`;
}
