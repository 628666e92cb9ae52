import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkConfig } from "../../../src/cli/check.ts";
import { readConfig } from "../../../src/cli/config.ts";
import { call } from "../../support/shell.ts";

const TOKEN = "0123456789abcdefghij";

const base = mkdtempSync(join(tmpdir(), "tallybeacon-check-"));
afterAll(() => rmSync(base, { recursive: true }));

let files = 0;
/** A config file that says this of statsd. */
function file(statsd: object): string {
  const path = join(base, `${files++}.json`);
  writeFileSync(path, JSON.stringify({ statsd }));
  return path;
}

/** As the variables say it. */
const check = (env: Record<string, string>) => checkConfig(readConfig({}, env), env);

describe("what a server would not start with", () => {
  test.each<[Record<string, string>, string]>([
    [
      { TALLYBEACON_OPERATOR_TOKENS: "ada=tooshort" },
      'TALLYBEACON_OPERATOR_TOKENS: operators: the token of "ada" must be 16 to 1024 characters',
    ],
    [
      { TALLYBEACON_OPERATOR_TOKENS: TOKEN, TALLYBEACON_READER_TOKENS: `operator=${TOKEN}x` },
      'TALLYBEACON_READER_TOKENS: readers: "operator" is an operator already',
    ],
    [
      { TALLYBEACON_INGEST_KEYS: "shop=tiny" },
      'TALLYBEACON_INGEST_KEYS: ingestKeys: the key of "shop" must have at least 8 characters',
    ],
    [{ TALLYBEACON_KEEP: "minute=1s" }, "TALLYBEACON_KEEP: keep.minute: 1 seconds"],
    [{ TALLYBEACON_HOST: "0.0.0.0" }, "TALLYBEACON_HOST: host 0.0.0.0 lets other machines in"],
    [
      { TALLYBEACON_CONFIG: file({ backends: { influxdb: { apiEndpoint: "http://a" } } }) },
      ": influxdb: bucket is required",
    ],
    [
      {
        TALLYBEACON_CONFIG: file({ forward: { url: "http://a" } }),
        TALLYBEACON_BACKENDS: "console",
      },
      ": backends: there are none where all is forwarded",
    ],
    [
      { TALLYBEACON_CONFIG: file({ backends: { datadog: { apiKey: `\${DD_API_KEY}` } } }) },
      ": backends.datadog.apiKey: there is no variable DD_API_KEY",
    ],
  ])("%j is told with its place", (env, message) => {
    expect(() => check(env)).toThrow(
      expect.objectContaining({ code: "bad-option", message: expect.stringContaining(message) }),
    );
  });

  test.each<Record<string, string>>([
    {},
    { TALLYBEACON_HOST: "0.0.0.0", TALLYBEACON_OPERATOR_TOKENS: TOKEN },
    { TALLYBEACON_HOST: "0.0.0.0", TALLYBEACON_OPEN: "true" },
    { TALLYBEACON_STATSD: ":8125", TALLYBEACON_BACKENDS: "console,graphite" },
    {
      TALLYBEACON_CONFIG: file({ backends: { datadog: { apiKey: `\${DD_API_KEY}` } } }),
      DD_API_KEY: "k",
    },
  ])("%j is nothing of that", (env) => {
    expect(() => check(env)).not.toThrow();
  });

  test.each([[["serve"]], [["serve", "--check"]]])("%j quotes no secret of it", async (args) => {
    const env = { TALLYBEACON_OPERATOR_TOKENS: "ada=tooshort" };
    const { code, printed, complained } = await call(args, { env });
    expect([code, printed]).toEqual([2, ""]);
    expect(complained).not.toContain("tooshort");
  });
});
