// The browser code as text: typed, tame, and in step with the document.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { page } from "../../../../src/server/dashboard/page.ts";
import { NUMBERS, PARTS, script } from "../../../../src/server/dashboard/script.ts";

const src = fileURLToPath(new URL("../../../../src/", import.meta.url));
const tsc = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

const NOUNS = {
  "core/api.ts": [
    "AccountingReply",
    "HistoryReply",
    "ApplicationsReply",
    "InstancesReply",
    "KeysReply",
    "MembersReply",
    "SeriesReply",
    "ValuesReply",
  ],
  "core/tally.ts": [
    "KeySummary",
    "Point",
    "Member",
    "HeldValue",
    "Instance",
    "Accounting",
    "EpochAccount",
  ],
  "core/controls.ts": ["Controls"],
  "core/pushed.ts": ["Pushed", "PushedFamily", "PushedNumber", "PushedReply", "PushedSeries"],
  "core/report.ts": ["Notice"],
  "core/reports.ts": ["Application", "ApplicationChange", "InstallDay", "KeptReport"],
  "core/json.ts": ["Scalar", "Json"],
  "core/session.ts": ["Session"],
  "core/stats.ts": ["InternalStat", "StatsReply"],
  "client/client.ts": ["ClientError"],
};
/** Compiled, and so without types: the others are checked against what it was compiled from. */
const { client, ...WRITTEN } = PARTS;

const OPTIONS = {
  target: "es2022",
  lib: ["es2024", "dom", "dom.iterable"],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noImplicitReturns: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  moduleDetection: "legacy",
};

/** Checks the parts as files that share one scope, against the nouns of `core/` and the client; resolves to the complaints. */
async function check(parts: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "dashboard-"));
  try {
    const nouns = Object.entries(NOUNS).flatMap(([file, names]) =>
      names.map((name) => `type ${name} = import(${JSON.stringify(src + file)}).${name};`),
    );
    const from = JSON.stringify(`${src}client/create-client.ts`);
    nouns.push(`declare const createClient: typeof import(${from}).createClient;`);
    const numbers = Object.keys(NUMBERS).map((name) => `declare const ${name}: number;`);
    const files = Object.keys(parts).map((name) => `${name}.js`);
    await writeFile(join(folder, "nouns.d.ts"), [...nouns, ...numbers].join("\n"));
    for (const [name, text] of Object.entries(parts))
      await writeFile(join(folder, `${name}.js`), text);
    const project = { compilerOptions: OPTIONS, files: ["nouns.d.ts", ...files] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
    return await new Promise((resolve) => {
      execFile(process.execPath, [tsc, "-p", folder], (error, output) =>
        resolve(error ? output || String(error) : ""),
      );
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("the script", () => {
  test("has the types it says it has", { timeout: 60_000 }, async () => {
    expect(await check(WRITTEN)).toBe("");
  });

  test("would be caught reading what the API does not send", { timeout: 60_000 }, async () => {
    const wrong = { wrong: "/** @param {KeySummary} one */\nexport const f = (one) => one.count;" };
    expect(await check(wrong)).toContain("Property 'count' does not exist on type 'KeySummary'");
  });

  test("would be caught asking the client for what it does not do", {
    timeout: 60_000,
  }, async () => {
    const wrong = {
      wrong: `const server = createClient({ url: "/" });
        server.keys({ rang: "1h" });
        export const f = server.key;`,
    };
    const found = await check(wrong);
    expect(found).toContain("'rang' does not exist in type 'KeysAsked'");
    expect(found).toContain("Property 'key' does not exist on type 'Client'");
  });

  test("has the client before whoever asks by it", () => {
    expect(Object.keys(PARTS).indexOf("client")).toBeLessThan(Object.keys(PARTS).indexOf("api"));
    expect(client).toContain("createClient");
  });

  test("can stand in a document as it is", () => {
    expect(script()).not.toMatch(/<\/script|<!--/i);
  });

  test("never parses markup, evaluates text or keeps anything", () => {
    expect(script()).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|\.cookie|Storage/,
    );
  });

  test("asks only for elements that the document has", () => {
    const html = page({ title: "", api: "./", style: "", script: "" });
    const ids = [...script().matchAll(/byId\("([^"]+)"\)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(30);
    for (const id of ids) expect(html).toContain(` id="${id}"`);
  });

  test("gives every number its value", () => {
    for (const [name, value] of Object.entries(NUMBERS))
      expect(script()).toContain(`const ${name} = ${value};`);
  });
});
