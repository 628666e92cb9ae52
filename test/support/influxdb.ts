// InfluxDB 1.x as it comes from Debian: a process of its own, with a folder of its own.
import { writeFileSync } from "node:fs";
import { findInfluxd } from "../../.ci/engines.mjs";
import { startDaemon } from "./daemon.ts";
import { testFolder } from "./folder.ts";
import { freePort } from "./free-port.ts";

/** A line that was stored. */
export interface Row {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Those that have a value, and `time` in Unix seconds. */
  readonly fields: Readonly<Record<string, number | string>>;
}

/** An InfluxDB with a database `metrics`. */
export interface Influxdb {
  readonly url: string;
  /** What a query gives. */
  query(query: string): Promise<readonly Row[]>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
}

/** All there is. */
export const ALL = "SELECT * FROM /.*/ GROUP BY *";

/** Starts one until the test is over, which asks for this name and password where they are given. */
export async function startInfluxdb(user?: readonly [string, string]): Promise<Influxdb> {
  const { path } = testFolder();
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const config = path("influxdb.toml");
  const folders = { data: path("data"), wal: path("wal"), meta: path("meta") };
  writeFileSync(
    config,
    `reporting-enabled = false
    bind-address = "127.0.0.1:0"
    [meta]
    dir = "${folders.meta}"
    [data]
    dir = "${folders.data}"
    wal-dir = "${folders.wal}"
    [http]
    bind-address = "${address}"
    log-enabled = false
    auth-enabled = ${user !== undefined}
    [ifql]
    enabled = false
    [monitor]
    store-enabled = false`,
  );
  const program = { path: findInfluxd(), name: "influxdb", variable: "INFLUXD_PATH" };
  const open = () => startDaemon(program, ["run", "-config", config], /msg="Listening on (HTTP)"/);
  let running = await open();
  if (user) await ask(`CREATE USER ${user[0]} WITH PASSWORD '${user[1]}' WITH ALL PRIVILEGES`);
  await ask("CREATE DATABASE metrics");
  return {
    url,
    async query(text) {
      const { series = [] } = await ask(text);
      return series.flatMap(({ name, tags, columns, values }) =>
        values.map((cells) => {
          const fields = columns.map((column, index) => [column, cells[index]] as const);
          const there = fields.filter(([, value]) => value !== null);
          // It says of each which tags of others it does not have.
          const own = Object.entries(tags ?? {}).filter(([, value]) => value !== "");
          const row = { name, fields: Object.fromEntries(there) } as Row;
          return own.length > 0 ? { ...row, tags: Object.fromEntries(own) } : row;
        }),
      );
    },
    kill: () => running.end("SIGKILL"),
    async restart() {
      running = await open();
    },
  };

  async function ask(q: string): Promise<{ readonly series?: readonly Series[] }> {
    const who = new URLSearchParams(user && { u: user[0], p: user[1] });
    const body = new URLSearchParams({ q, db: "metrics", epoch: "s" });
    const answer = await fetch(`${url}/query?${who}`, { method: "POST", body });
    const { results = [], error } = (await answer.json()) as {
      results?: { series?: Series[]; error?: string }[];
      error?: string;
    };
    const [result = {}] = results;
    const complaint = error ?? result.error;
    if (complaint) throw new Error(`${q}: ${complaint}`);
    return result;
  }
}

interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | null)[])[];
}
