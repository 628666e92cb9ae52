// What README.md promises: its code compiles, its commands exist, its stub is the demo's.
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkConfig } from "../src/cli/check.ts";
import { readConfig } from "../src/cli/config.ts";
import { help } from "../src/cli/help.ts";
import { OPTIONS, type Option, variableOf } from "../src/cli/options.ts";
import {
  CLOSE_GRACE_MS,
  DEFAULT_INTERVAL_MS,
  DEFAULT_PORT,
  MAX_BODY_BYTES,
  MAX_DEPTH,
  MAX_ITEMS,
  MAX_KEY_CHARS,
  MAX_OUTBOX,
  MAX_UPDATE_BYTES,
  MAX_UPDATES_PER_WINDOW,
  RECENT_TEXTS,
  WASM_PAYS_BYTES,
} from "../src/core/limits.ts";
import { CHANGE_PAUSE_MS, HEARTBEAT_MS, MAX_STREAMS, STREAM_MS } from "../src/core/live-limits.ts";
import {
  EXPIRY_MS,
  FLUSH_MS,
  MAX_HELD_SERIES,
  MAX_HELD_VALUES,
  MAX_SERIES,
  TIMER_HISTOGRAM_LIMIT,
} from "../src/core/metric-limits.ts";
import {
  MAX_GROUP_CHARS,
  MAX_GROUPS,
  MAX_GROUPS_CHARS,
  MAX_JOB_CHARS,
  MAX_JOBS,
  MAX_PUSH_NUMBERS,
  MAX_SCRAPED_KEYS,
  MAX_SCRAPED_MEMBERS,
  MAX_SUMS_CHARS,
  PUSH_EPOCH_MS,
} from "../src/core/push-limits.ts";
import {
  INSTALL_RETENTION_DAYS,
  MAX_INSTALLS,
  MAX_METADATA_CHARS,
  MAX_QUEUED_REPORTS,
  MAX_REPORTS,
  MAX_UNKNOWN_APPLICATIONS,
  MAX_UNKNOWN_INSTALLS,
  REPORT_TIMEOUT_MS,
} from "../src/core/report-limits.ts";
import { jitteredMs } from "../src/core/retry.ts";
import {
  EPOCH_RETENTION_MS,
  KEEP,
  MAX_APP_MEMBERS,
  MAX_APPS,
  MAX_FIELDS,
  MAX_INSTANCE_KEYS,
  MAX_INSTANCES,
  MAX_KEYS,
  MAX_MEMBERS,
  MAX_VALUE_CHARS,
} from "../src/core/store-limits.ts";
import { healthRoutes } from "../src/server/health.ts";
import { SETTING_NAMES as SETTINGS } from "../src/workers/telemetry/env.ts";
import figures from "./bench/figures.json" with { type: "json" };
import { proof } from "./bench/proof.ts";
import { BUGS } from "./sim/planted.ts";
import { manifest } from "./support/floors.ts";
import { testFolder } from "./support/folder.ts";
import { readHouse } from "./support/house.ts";
import { blocks, compile, stubs } from "./support/readme.ts";
import { RUNTIMES, WORKERS } from "./support/runtimes.ts";

const house = readHouse();
const readme = house.get("README.md") ?? "";
const inLanguage = (language: string): string[] =>
  blocks(readme)
    .filter((block) => block.language === language)
    .map(({ lines }) => lines.join("\n"));

describe("README.md", () => {
  test("shows TypeScript, HTML and commands", () => {
    for (const language of ["ts", "html", "sh"]) expect(inLanguage(language)).not.toEqual([]);
  });

  test("has TypeScript that compiles against the sources", () => {
    expect(compile(house, readme)).toEqual([]);
  });

  test("shows the stub that the demo runs wherever it shows the script tag", () => {
    const demo = stubs(house.get("demo/index.html") ?? "");
    expect(demo).toHaveLength(1);
    const tags = inLanguage("html").filter((html) => /src="[^"]*tallybeacon\.js"/.test(html));
    expect(tags.map(stubs)).toEqual(tags.map(() => demo));
  });

  test("uses only commands that package.json knows", () => {
    const { scripts, bin } = manifest(house);
    const known = [
      "npm install",
      "npm ci",
      // Cloudflare's, whom the server on Workers is for.
      "npx wrangler",
      ...Object.keys(bin).map((name) => `npx ${name}`),
    ].concat(Object.keys(scripts).flatMap((name) => [`npm run ${name}`, `npm ${name}`]));
    const used = inLanguage("sh").flatMap((text) => text.match(/\bnp(?:m run|m|x) [\w:-]+/g) ?? []);
    expect(used.filter((command) => !known.includes(command))).toEqual([]);
  });

  test("counts the costs of Workers by what was measured", () => {
    const row = (name: string) => readme.split("\n").find((line) => line.startsWith(`| ${name}`));
    const { written } = figures.edge;
    expect(row("rows written")).toContain(`| ${written} million (`);
    expect(row("rows written")).toContain(`| $${written.toFixed(2)} |`);
    expect(row("storage of totals")).toContain(`| ${figures.roll.megabytes} MB (`);
  });

  test.each([
    ["items in the buffer", MAX_ITEMS],
    ["one update", MAX_UPDATE_BYTES],
    ["updates waiting for an answer", MAX_OUTBOX],
    ["a key", MAX_KEY_CHARS],
    ["body at the server", MAX_BODY_BYTES],
    ["updates of one instance", MAX_UPDATES_PER_WINDOW],
    ["a value", MAX_VALUE_CHARS],
    ["a value", MAX_DEPTH],
    ["streams of `/events`", MAX_STREAMS],
    ["apps at the server", MAX_APPS],
    ["instances of an app", MAX_INSTANCES],
    ["keys of an app", MAX_KEYS],
    ["members of one key, and of all keys of an app", MAX_MEMBERS],
    ["members of one key, and of all keys of an app", MAX_APP_MEMBERS],
    ["keys that are noted of one instance", MAX_INSTANCE_KEYS],
    ["fields of one value", MAX_FIELDS],
    ["an epoch's numbers at the server", EPOCH_RETENTION_MS / 86_400_000],
    ["installs of an application", MAX_INSTALLS],
    ["installs of an application", MAX_UNKNOWN_INSTALLS],
    ["applications that nobody keeps", MAX_UNKNOWN_APPLICATIONS],
    ["metadata of a report", MAX_METADATA_CHARS],
    ["pushed groups", MAX_GROUPS],
    ["pushed groups", MAX_GROUPS_CHARS],
    ["pushed groups", MAX_GROUP_CHARS],
    ["jobs whose pushes add up", MAX_SUMS_CHARS],
    ["jobs whose pushes add up", MAX_JOBS],
    ["numbers in one push", MAX_PUSH_NUMBERS],
    ["epochs of pushers", PUSH_EPOCH_MS / 86_400_000],
    ["series of tagged metrics that are aggregated", MAX_SERIES],
    ["series of tagged metrics on the dashboard", MAX_JOB_CHARS],
    ["buckets of a timer", TIMER_HISTOGRAM_LIMIT],
    ["what a client counts until", MAX_HELD_SERIES],
    ["what a client counts until", MAX_HELD_VALUES],
    ["`flush-interval`", FLUSH_MS],
    ["`expiry-interval`", EXPIRY_MS],
    ["`timer-histogram-limit`", TIMER_HISTOGRAM_LIMIT],
    ["keys in a scrape", MAX_SCRAPED_KEYS],
    ["`data-interval`", DEFAULT_INTERVAL_MS],
  ])("gives the limit of %s as it is in the code", (name, limit) => {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${name}`)) ?? "";
    expect(row.match(/\d[\d,]*/g)?.map((digits) => Number(digits.replaceAll(",", "")))).toContain(
      limit,
    );
  });

  test("tells the times of streams as they are", () => {
    const text = readme.replaceAll("\n", " ");
    expect(text).toContain(`A comment every ${HEARTBEAT_MS / 1_000} s keeps proxies`);
    expect([CHANGE_PAUSE_MS, STREAM_MS]).toEqual([1_000, 5 * 60_000]);
  });

  test("tells the limits of reports and of scrapes as they are", () => {
    expect(readme).toContain(`nothing within ${REPORT_TIMEOUT_MS / 1_000} s (\`timeout\`)`);
    expect(readme).toContain(`keeps ${MAX_QUEUED_REPORTS} at the most`);
    expect(readme).toContain(`newest ${MAX_REPORTS.toLocaleString("en")} reports of each`);
    expect(readme).toContain(`silent for ${INSTALL_RETENTION_DAYS} days`);
    expect(readme).toContain(`sets of up to ${MAX_SCRAPED_MEMBERS} members`);
  });

  test("tells the retries and the hash's threshold as they are", () => {
    const retries = [1, 2, 3].map((retry) => jitteredMs(retry, 1) / 1000);
    expect(readme).toContain(`up to ${retries[0]}, ${retries[1]} and ${retries[2]} s at random`);
    expect(readme).toContain(`inputs of ${WASM_PAYS_BYTES} bytes`);
    expect(readme).toContain(`remembers ${RECENT_TEXTS} strings`);
  });

  test("tells how long totals are kept as it is", () => {
    const [minute, five, hour] = [KEEP.minute, KEEP.fiveMinutes, KEEP.hour].map((s) => s / 86_400);
    const text = readme.replaceAll("\n", " ");
    expect(text).toContain(
      `by the minute for ${minute} days, by five minutes for ${five}, by the hour for ${hour} and by   the day (UTC) for good`,
    );
    expect(KEEP.day).toBe(0);
  });

  test("tells what was measured as it was", () => {
    expect(readme).toContain(proof());
    expect(figures.bugs.planted).toBe(BUGS.length);
  });

  test("names the runtimes and bundlers that the package is tried in, with their versions", () => {
    const row = (start: string) =>
      readme.split("\n").find((line) => line.startsWith(`| ${start}`)) ?? "";
    const tried = (name: string) =>
      RUNTIMES.filter((runtime) => runtime.name === name).map(({ version }) => version);
    for (const name of new Set(RUNTIMES.map((runtime) => runtime.name))) {
      expect(row(name).split("|")[2]?.trim()).toBe(tried(name).join(", "));
    }
    const dates = WORKERS.map(({ date }) => date).join(", ");
    const { devDependencies: held } = manifest(house);
    expect(row("Workers")).toContain(`${dates}, bundled by wrangler ${held["wrangler"]}`);
    expect(row("a page, bundled")).toContain(
      `rollup ${held["rollup"]}, esbuild ${held["esbuild"]}, Vite ${held["vite"]}`,
    );
  });

  test("names every way into the package", () => {
    const ways = Object.keys(manifest(house).exports)
      .filter((name) => !/^\.\/(package\.json|script)$/.test(name))
      .map((name) => name.replace(".", "tallybeacon"));
    expect(ways.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("running it for real", () => {
  const options = Object.entries<Option<unknown>>(OPTIONS);
  const rows = readme.split("\n").filter((line) => line.startsWith("| `--"));

  test.each(options)("%s has a row of the table, with its default", (key, option) => {
    const { flag, fallback, takes } = option;
    const row = rows.find((line) => line.startsWith(`| \`--${flag}\``)) ?? "";
    expect(row).toContain(`\`${variableOf(option)}\``);
    expect(row).toContain(`| \`${key}\``);
    expect(row.includes("seconds")).toBe(takes === "<seconds>");
    if (fallback !== undefined) expect(row).toMatch(new RegExp(` ${fallback} \\|$`));
  });

  test("the table has no other rows", () => expect(rows).toHaveLength(options.length));

  test.each(["json", "toml"])("the config file that it shows as %s is understood", (language) => {
    const { path } = testFolder();
    const files = inLanguage(language);
    expect(files).not.toEqual([]);
    for (const [index, text] of files.entries()) {
      const config = path(`${index}.${language}`);
      writeFileSync(config, text);
      const env = { DD_API_KEY: "k" };
      expect(() => checkConfig(readConfig({ config }, env), env)).not.toThrow();
    }
  });

  const unit = house.get("demo/tallybeacon.service") ?? "";

  test.each([
    ["README.md", inLanguage("sh").join("\n"), "backup doctor export serve"],
    ["demo/tallybeacon.service", unit.match(/^ExecStart=.*$/gm)?.join("\n") ?? "", "serve"],
  ])("%s gives commands that there are, with flags that they have", (_, text, commands) => {
    const used = [...text.matchAll(/(?<=^|[/ ])(?:env |npx )?tallybeacon ([\w-]+)(.*)$/gm)];
    const names = new Set(used.map(([, command]) => command));
    expect([...names].sort().join(" ")).toBe(commands);
    for (const [, command, rest = ""] of used) {
      const known = help(command);
      const flags = rest.match(/--[\w-]+/g) ?? [];
      expect(
        flags.filter((flag) => !known.includes(`${flag} `) && !known.includes(`${flag}\n`)),
      ).toEqual([]);
    }
  });

  test("only variables that somebody reads are named", () => {
    const known = options.flatMap(([, option]) => {
      const name = variableOf(option);
      return option.lines ? [name, `${name}_FILE`] : [name];
    });
    known.push("TALLYBEACON_CONFIG", "TALLYBEACON_TOKEN", "TALLYBEACON_TOKEN_FILE");
    known.push(...SETTINGS.map((name) => `TALLYBEACON_${name}`));
    const texts = [readme, unit, house.get("demo/Containerfile") ?? ""];
    const used = texts.flatMap((text) => text.match(/TALLYBEACON_\w+/g) ?? []);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("demo/Containerfile", () => {
  const text = house.get("demo/Containerfile") ?? "";
  const values = (word: string) =>
    [...text.matchAll(new RegExp(`^${word} (.*)$`, "gm"))].map(([, value]) => value ?? "");

  test("copies what there is, and runs scripts that there are", () => {
    const copied = values("COPY")
      .filter((line) => !line.startsWith("--from"))
      .flatMap((line) => line.split(" ").slice(0, -1));
    expect(copied).toContain("src");
    const isThere = (name: string) =>
      [...house.keys()].some((path) => path === name || path.startsWith(`${name}/`));
    expect(copied.filter((name) => !isThere(name))).toEqual([]);
    const scripts = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? "");
    expect(scripts.filter((name) => !(name in manifest(house).scripts))).toEqual([]);
  });

  test("listens where it says, asks where the server answers, and keeps the data in its volume", () => {
    expect(values("EXPOSE")).toEqual([String(DEFAULT_PORT)]);
    expect(text).toContain(`process.env.TALLYBEACON_PORT || ${DEFAULT_PORT}}/healthz`);
    expect(Object.keys(healthRoutes({ whyNotReady: () => undefined }))).toContain("GET /healthz");
    const [volume] = values("VOLUME");
    expect(values("ENV").join(" ")).toContain(`TALLYBEACON_DATA=${volume}`);
    expect([values("USER"), values("STOPSIGNAL")]).toEqual([["node"], ["SIGTERM"]]);
  });
});

describe("demo/tallybeacon.service", () => {
  const text = house.get("demo/tallybeacon.service") ?? "";
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1];

  test("keeps the data in the folder that systemd makes, and reads the tokens that it passes on", () => {
    expect(text).toContain(`TALLYBEACON_DATA=%S/${value("StateDirectory")} `);
    const [name] = value("LoadCredential")?.split(":") ?? [];
    expect(text).toContain(`TALLYBEACON_OPERATOR_TOKENS_FILE=%d/${name}`);
  });

  test("waits longer than the server does, and does not try again what was not understood", () => {
    expect(Number(value("TimeoutStopSec")) * 1_000).toBeGreaterThan(CLOSE_GRACE_MS);
    expect([value("Restart"), value("RestartPreventExitStatus")]).toEqual(["on-failure", "2"]);
  });
});

describe("the compiler of README.md", () => {
  test("names the line of an error, also in a block that goes on from the one before", () => {
    const text = [
      "```ts",
      'import { memoryStorage } from "tallybeacon";',
      "const storage = memoryStorage(1);",
      "```",
      "Then:",
      "```ts",
      "storage.nonsense();",
      "```",
    ].join("\n");
    const found = compile(house, text).filter((line) => line.startsWith("README.md"));
    expect(found).toEqual([
      expect.stringMatching(/^README\.md:3: error TS2554/),
      expect.stringMatching(/^README\.md:7: error TS2339/),
    ]);
  });
});
