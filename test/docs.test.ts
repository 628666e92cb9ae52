// What README.md promises: its code compiles, its commands exist, its stub is the demo's.
import { describe, expect, test } from "vitest";
import {
  DEFAULT_INTERVAL_MS,
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
import { jitteredMs } from "../src/core/retry.ts";
import {
  EPOCH_RETENTION_MS,
  MAX_KEYS,
  MAX_MEMBERS,
  MAX_VALUE_CHARS,
} from "../src/core/store-limits.ts";
import figures from "./bench/figures.json" with { type: "json" };
import { proof } from "./bench/proof.ts";
import { BUGS } from "./sim/planted.ts";
import { manifest } from "./support/floors.ts";
import { readHouse } from "./support/house.ts";
import { blocks, compile, stubs } from "./support/readme.ts";

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
      ...Object.keys(bin).map((name) => `npx ${name}`),
    ].concat(Object.keys(scripts).flatMap((name) => [`npm run ${name}`, `npm ${name}`]));
    const used = inLanguage("sh").flatMap((text) => text.match(/\bnp(?:m run|m|x) [\w:-]+/g) ?? []);
    expect(used.filter((command) => !known.includes(command))).toEqual([]);
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
    ["keys at the server", MAX_KEYS],
    ["members of one key at the server", MAX_MEMBERS],
    ["an epoch's numbers at the server", EPOCH_RETENTION_MS / 86_400_000],
    ["`data-interval`", DEFAULT_INTERVAL_MS],
  ])("gives the limit of %s as it is in the code", (name, limit) => {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${name}`)) ?? "";
    expect(row.match(/\d[\d,]*/g)?.map((digits) => Number(digits.replaceAll(",", "")))).toContain(
      limit,
    );
  });

  test("tells the retries and the hash's threshold as they are", () => {
    const retries = [1, 2, 3].map((retry) => jitteredMs(retry, 1) / 1000);
    expect(readme).toContain(`up to ${retries[0]}, ${retries[1]} and ${retries[2]} s at random`);
    expect(readme).toContain(`inputs of ${WASM_PAYS_BYTES} bytes`);
    expect(readme).toContain(`remembers ${RECENT_TEXTS} strings`);
  });

  test("tells what was measured as it was", () => {
    expect(readme).toContain(proof());
    expect(figures.bugs.planted).toBe(BUGS.length);
  });

  test("names every way into the package", () => {
    const ways = Object.keys(manifest(house).exports)
      .filter((name) => !/^\.\/(package\.json|script)$/.test(name))
      .map((name) => name.replace(".", "tallybeacon"));
    expect(ways.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
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
