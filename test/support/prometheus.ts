// Prometheus and its Pushgateway as they come from Debian: processes of their own, on ports that are free.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPrometheus, findPushgateway } from "../../.ci/engines.mjs";
import { startDaemon } from "./daemon.ts";
import { testFolder } from "./folder.ts";

/** A Prometheus that asks every second, and what it knows. */
export interface Prometheus {
  /** What an instant query gives, by the labels of each series as JSON with sorted names: `{"__name__":"up"}`. */
  query(query: string): Promise<Record<string, number>>;
}

/** Starts a Pushgateway until the test is over; gives its address. */
export function startPushgateway(): Promise<string> {
  // Debian's remembers what was pushed to the one before it, unless it is told not to.
  const args = ["--persistence.file="];
  return listening(findPushgateway(), "prometheus-pushgateway", "PUSHGATEWAY_PATH", args);
}

/**
 * Starts a Prometheus that scrapes `<target>/metrics`, an address such as `http://127.0.0.1:8787`, until the test is over.
 * `more` is added to what its configuration says of the target.
 */
export async function startPrometheus(target: string, more: object = {}): Promise<Prometheus> {
  const { folder } = testFolder();
  const config = join(folder, "prometheus.yml");
  // JSON is YAML, too.
  const job = {
    job_name: "tallybeacon",
    static_configs: [{ targets: [new URL(target).host] }],
    ...more,
  };
  const scraping = {
    global: { scrape_interval: "1s", scrape_timeout: "1s" },
    scrape_configs: [job],
  };
  writeFileSync(config, JSON.stringify(scraping));
  const url = await listening(findPrometheus(), "prometheus", "PROMETHEUS_PATH", [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    // With this it takes protobuf.
    "--enable-feature=native-histograms",
  ]);
  return {
    async query(query) {
      const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
      const { data } = (await response.json()) as {
        data?: { result: { metric: Record<string, string>; value: [at: number, value: string] }[] };
      };
      const found = data?.result ?? [];
      return Object.fromEntries(found.map(({ metric, value }) => [key(metric), Number(value[1])]));
    },
  };
}

function key(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(labels, Object.keys(labels).sort());
}

/** Starts a program and waits for what it logs when it listens. */
async function listening(
  path: string | undefined,
  name: string,
  variable: string,
  args: readonly string[],
): Promise<string> {
  const { said } = await startDaemon(
    { path, name, variable },
    ["--web.listen-address=127.0.0.1:0", ...args],
    /msg="?Listening on"? .*?address=(\S+)/,
  );
  return `http://${said}`;
}
