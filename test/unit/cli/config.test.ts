import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  describeConfig,
  type Environment,
  type Flags,
  readConfig,
} from "../../../src/cli/config.ts";
import { OPTIONS, type Option, type Settings, variableOf } from "../../../src/cli/options.ts";

const base = mkdtempSync(join(tmpdir(), "tallybeacon-config-"));
afterAll(() => rmSync(base, { recursive: true }));

let files = 0;
function file(content: unknown): string {
  const path = join(base, `${files++}`);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** One option, told three things: by flag, by variable, by file. */
const TOLD: { readonly [K in keyof Settings]-?: readonly [string | boolean, string, unknown] } = {
  port: ["1", "2", 3],
  host: ["a", "b", "c"],
  dataFolder: ["a", "b", "c"],
  origins: ["https://a.example", "https://b.example", ["https://c.example"]],
  intervalMs: ["1", "2", 3_000],
  keep: ["minute=1d", "minute=2d", { minute: "3d" }],
  operators: [file("a=a1\n"), "b=b1", { c: "c1" }],
  readers: [file("a=a1\n"), "b=b1", { c: "c1" }],
  ingestKeys: [file("a=a1\n"), "b=b1", { c: "c1" }],
  isOpen: [true, "false", true],
  trustedProxies: ["10.0.0.1", "10.0.0.2", ["10.0.0.3"]],
  maxPerAddress: ["1", "2", 3],
  maxUpdates: ["1", "2", 3],
  maxPerApp: ["1", "2", 3],
  statsd: ["a:1", "b:2", { tags: ["c"] }],
  backends: ["console", "null", ["graphite=c:3"]],
  title: ["a", "b", "c"],
  drainMs: ["1", "2", 3_000],
  log: ["json", "text", "json"],
  quiet: [true, "false", true],
};

describe.each(Object.entries<Option<unknown>>(OPTIONS))("%s", (key, option) => {
  const [flag, variable, member] = TOLD[key as keyof Settings];
  const flags: Flags = { [option.flag]: flag };
  const env: Environment = { [variableOf(option)]: variable };
  const config = file({ [key]: member });
  const told = (given: Flags, around: Environment) => {
    const { settings, places } = readConfig(given, around);
    return [settings[key as keyof Settings], places[key]];
  };

  test("can be said by a flag, by a variable and in a file, in this order", () => {
    const { text, json } = option.reader;
    const ofFlag = option.lines ? { a: "a1" } : text(String(flag));
    // Parts hold beside the rest, which is in the file.
    const [rest, restPlace] = option.isPart ? [member, `, ${key} in ${config}`] : [undefined, ""];
    const whole = (part: unknown) => (rest ? Object.assign({}, rest, part) : part);
    expect(told({ ...flags, config }, env)).toEqual([
      whole(ofFlag),
      `--${option.flag}${restPlace}`,
    ]);
    expect(told({ config }, env)).toEqual([
      whole(text(variable)),
      `${variableOf(option)}${restPlace}`,
    ]);
    expect(told({ config }, {})).toEqual([json(member), `${key} in ${config}`]);
    expect(told({}, { TALLYBEACON_CONFIG: config })).toEqual([json(member), `${key} in ${config}`]);
    const { fallback } = option;
    expect(told({}, {})).toEqual(
      fallback === undefined ? [undefined, undefined] : [fallback, "default"],
    );
  });
});

describe("configuration", () => {
  test("a variable that is empty was not set", () => {
    const { places } = readConfig({}, { TALLYBEACON_PORT: "", TALLYBEACON_OPERATOR_TOKENS: "" });
    expect(places).toMatchObject({ port: "default" });
    expect(places).not.toHaveProperty("operators");
  });

  test("variables of others, also such as Kubernetes makes of a service of this name, are nobody's", () => {
    const env = {
      TALLYBEACON_SERVICE_HOST: "10.0.0.1",
      TALLYBEACON_PORT_8787_TCP: "tcp://10.0.0.1",
    };
    expect(() => readConfig({}, env)).not.toThrow();
  });

  test("a flag that is repeated makes a list", () => {
    const { settings } = readConfig({ origin: ["https://a.example", "https://b.example"] }, {});
    expect(settings.origins).toEqual(["https://a.example", "https://b.example"]);
  });

  test("what a flag says of statsd wins over the same in the file", () => {
    const config = file({ statsd: { address: "a:1", tags: ["b"] } });
    const { settings } = readConfig({ config, statsd: "c:2" }, {});
    expect(settings.statsd).toEqual({ address: "c:2", tags: ["b"] });
  });

  test("the flag for a config file wins over the variable", () => {
    const env = { TALLYBEACON_CONFIG: file({ port: 1 }) };
    expect(readConfig({ config: file({ port: 2 }) }, env).settings.port).toBe(2);
  });

  test("secrets may lie in a file that a variable names", () => {
    const env = { TALLYBEACON_READER_TOKENS_FILE: file("# readers\nalice=secret\n") };
    const { settings, places } = readConfig({}, env);
    expect([settings.readers, places["readers"]]).toEqual([
      { alice: "secret" },
      "TALLYBEACON_READER_TOKENS_FILE",
    ]);
  });

  const tokens = file("alice=\n");
  test.each<[string, Flags, Environment, string]>([
    ["a flag", { port: "x" }, {}, "--port must be a whole number from 0 to 65535: x"],
    [
      "a variable",
      {},
      { TALLYBEACON_PORT: "tcp://10.0.0.1:8787" },
      "TALLYBEACON_PORT must be a whole number from 0 to 65535: tcp://10.0.0.1:8787",
    ],
    [
      "a file of tokens",
      {},
      { TALLYBEACON_OPERATOR_TOKENS_FILE: tokens },
      `TALLYBEACON_OPERATOR_TOKENS_FILE: ${tokens} must be written name=token, with a token`,
    ],
    [
      "a flag that names no file",
      { "operator-tokens-file": join(base, "none") },
      {},
      "--operator-tokens-file names a file that cannot be read: ENOENT",
    ],
    [
      "two variables for one thing",
      {},
      { TALLYBEACON_INGEST_KEYS: "a=b", TALLYBEACON_INGEST_KEYS_FILE: tokens },
      "TALLYBEACON_INGEST_KEYS and TALLYBEACON_INGEST_KEYS_FILE are both set: keep one",
    ],
    [
      "a config file",
      { config: join(base, "none") },
      {},
      "--config names a file that cannot be read",
    ],
    ["the name of a config file", { config: "" }, {}, "--config names a file that cannot be read"],
    [
      "a config file that a variable names",
      {},
      { TALLYBEACON_CONFIG: join(base, "none") },
      "TALLYBEACON_CONFIG names a file that cannot be read",
    ],
  ])("says what is wrong with %s", (_, flags, env, why) => {
    expect(() => readConfig(flags, env)).toThrow(why);
  });

  test.each<[unknown, string]>([
    [{ prot: 1 }, '"prot" in FILE is no option; there are port, host, dataFolder, origins'],
    [{ port: "1" }, 'port in FILE must be a whole number from 0 to 65535: "1"'],
    [
      { origins: ["x"] },
      "origins in FILE must be like https://shop.example.com, without a path: x",
    ],
    [{ keep: { week: "1d" } }, "keep in FILE must have no member but minute"],
    [
      { statsd: { backends: { graphite: { address: 1 } } } },
      "statsd.backends.graphite.address in FILE must be text: 1",
    ],
    [{ statsd: [] }, "statsd in FILE must be a table"],
    [{ toString: 1 }, '"toString" in FILE is no option'],
    ["{ port: 1, secret }", "--config: FILE must be JSON"],
    [[], '--config: FILE must hold an object such as { "port": 8787 }'],
    ["null", "--config: FILE must hold an object"],
  ])("a config file that holds %j is refused", (content, why) => {
    const config = file(content);
    expect(() => readConfig({ config }, {})).toThrow(why.replace("FILE", config));
  });

  test("secrets are not printed", () => {
    const told = readConfig({ config: file({ operators: { alice: "very-secret" } }) }, {});
    expect(describeConfig(told)).toMatch(/^operators +\{"alice":"\*\*\*"\} +operators in /m);
    expect(describeConfig(told)).not.toContain("secret");
    const backends = { datadog: { apiKey: "secret" }, newrelic: { apiKey: `\${KEY}` } };
    const statsd = describeConfig(readConfig({ config: file({ statsd: { backends } }) }, {}));
    expect(statsd).toMatch(/^statsd\.backends\.datadog\.apiKey +"\*\*\*" +statsd in /m);
    expect(statsd).toMatch(/^statsd\.backends\.newrelic\.apiKey +"\$\{KEY\}" /m);
    expect(statsd).not.toContain("secret");
  });
});
