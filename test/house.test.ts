// The rules of the house, mechanically. A failure names the file, the rule and the way out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { isDoor, manifest, place, programs, sourceOf, ways } from "./support/floors.ts";
import {
  declared,
  exportsFunction,
  type House,
  hasJsDoc,
  type Import,
  lineOf,
  loads,
  type Module,
  moduleAt,
  modules,
  type Node,
  quoted,
  ROOT,
  readHouse,
} from "./support/house.ts";

/** The one file that imports a package, so that it can be replaced in one place. */
const OWNERS: Readonly<Record<string, string>> = {
  aws4fetch: "src/metrics/backend/cloudwatch.ts",
  "hash-wasm": "src/hash/extract-bytes.mjs",
  "idb-keyval": "src/storage/idb.ts",
  preact: "src/dashboard/preact.ts",
  "smol-toml": "src/cli/config-file.ts",
  uplot: "src/dashboard/chart/plot.ts",
  zod: "src/server/schema/zod.ts",
};

const house = readHouse();

interface Rule {
  readonly says: string;
  /** One line for each breach; none when the rule holds. */
  readonly breaches: (of: House) => string[];
  /** Files that break it: a rule that cannot fail proves nothing. */
  readonly plant: Readonly<Record<string, string>>;
}

const eachModule =
  (look: (module: Module) => string[]) =>
  (of: House): string[] =>
    modules(of).flatMap(look);
const eachNode = (look: (node: Node, module: Module) => string | false | undefined) =>
  eachModule((module) =>
    module.nodes.flatMap((node) => {
      const breach = look(node, module);
      return breach ? [`${module.path}:${lineOf(module, node)} ${breach}`] : [];
    }),
  );

const eachImport = (look: (found: Import, module: Module) => string | false) =>
  eachModule((module) =>
    module.imports.flatMap((found) => {
      const breach = look(found, module);
      return breach ? [`${module.path} ${breach}`] : [];
    }),
  );
const eachFile =
  (where: RegExp, breaks: (text: string, path: string) => boolean, advice: string) =>
  (of: House): string[] =>
    [...of]
      .filter(([path, text]) => where.test(path) && breaks(text, path))
      .map(([path]) => `${path} ${advice}`);

const rules: Rule[] = [
  {
    says: "imports go down: never up, and never sideways to another room of the same floor",
    plant: {
      "src/core/up.ts": 'import type { A } from "../hash/fast-hash.ts";',
      "src/storage/sideways.ts": 'export const a = () => import("../transport/fetch.ts");',
      "src/attic/room.ts": "export const a = 1;",
    },
    breaches: (of) =>
      modules(of).flatMap(({ path, imports }) => {
        const from = place(of, path);
        if (from.floor < 0)
          return [`${path}: give the room ${from.room} a floor in test/support/floors.ts`];
        return imports.flatMap((found) => {
          if (!found.path) return [];
          const to = place(of, found.path);
          if (to.floor < from.floor || to.room === from.room) return [];
          const way = to.floor > from.floor ? "up" : "sideways";
          return [
            `${from.label} imports ${way} to ${to.label}: put what both need in core/, or pass it in`,
          ];
        });
      }),
  },
  {
    says: "the door of a room only passes on",
    plant: {
      "src/history/index.ts": "export const a = 1;",
      "src/node.ts": "export const a = 1;",
      "src/workers.ts": "export const a = 1;",
      "src/metrics/cloudwatch.ts": "export const a = 1;",
    },
    breaches: eachModule(({ path, body }) =>
      basename(path) !== "index.ts" && !/^src\/(node|workers|metrics\/cloudwatch)\.ts$/.test(path)
        ? []
        : body
            .filter(({ type, source }) => !/^Export(Named|All)/.test(type) || !source)
            .map(({ type }) => `${path} holds a ${type}: move it to a file of its own`),
    ),
  },
  {
    says: "each package is imported by the one file that owns it",
    plant: { "src/core/borrow.ts": 'import { z } from "zod/mini";' },
    breaches: eachImport(({ specifier, path: inside }, { path }) => {
      const name = specifier.split("/")[0] ?? specifier;
      const owned = inside || /^(node|cloudflare):/.test(name) || OWNERS[name] === path;
      return !owned && `imports ${name}: go through ${OWNERS[name] ?? "a new owner in OWNERS"}`;
    }),
  },
  {
    says: "each dependency has an owner that uses it",
    plant: { "src/storage/idb.ts": "export {};" },
    breaches: (of) =>
      Object.keys({ ...OWNERS, ...manifest(of).dependencies })
        .filter((name) => !of.get(OWNERS[name] ?? "")?.includes(name))
        .map((name) => `${name} is not used by ${OWNERS[name] ?? "any owner in OWNERS"}`),
  },
  {
    says: "only the doors node.ts and cli.ts and the rooms behind them know Node, only workers.ts and its room know Cloudflare",
    plant: {
      "src/store/disk.ts": 'import { readFileSync } from "node:fs";',
      "src/server/node.ts": 'import { createServer } from "node:http";',
      "src/core/edge.ts": 'import { waitUntil } from "cloudflare:workers";',
      "src/node/edge.ts": 'import { waitUntil } from "cloudflare:workers";',
    },
    breaches: eachImport(({ specifier }, { path }) => {
      const door = /^node:/.test(specifier)
        ? /^src\/(node|cli)(\/.*)?\.ts$/
        : /^src\/workers(\/.*)?\.ts$/;
      const platform = /^(node|cloudflare):/.test(specifier);
      return platform && !door.test(path) && `imports ${specifier}: take it as a parameter`;
    }),
  },
  {
    says: "what package.json names is there",
    plant: { "src/index.ts": "" },
    breaches: (of) =>
      ways(of)
        .filter(({ file }) => !of.get(sourceOf(file)))
        .map(({ name, file }) => `package.json: ${name} needs ${sourceOf(file)}`),
  },
  {
    says: "what stands where doors stand is a way in that package.json names",
    plant: { "src/hatch.ts": "export const a = 1;" },
    breaches: (of) =>
      modules(of)
        .map(({ path }) => path)
        .filter((path) => isDoor(path) && !ways(of).some(({ file }) => sourceOf(file) === path))
        .map((path) => `${path}: name it in package.json, or put it into a room`),
  },
  {
    says: "the types of a door are those of its code",
    plant: {
      "package.json": JSON.stringify({
        ...manifest(house),
        exports: { "./odd": { types: "./dist/node.d.ts", default: "./dist/index.js" } },
      }),
    },
    breaches: (of) =>
      ways(of)
        .filter(({ file, types }) => types && types !== file.replace(/\.js$/, ".d.ts"))
        .map(({ name, file, types }) => `package.json: ${name} takes ${types} for ${file}`),
  },
  {
    says: "every exported name of a door has JSDoc where it is declared",
    plant: {
      "src/index.ts": 'export { bare } from "./core/bare.ts";',
      "src/core/bare.ts": "export const bare = 1;",
    },
    breaches: (of) =>
      modules(of)
        .filter(({ path }) => isDoor(path))
        .flatMap((door) =>
          declared(of, door.path)
            .filter(({ path, name }) => !hasJsDoc(moduleAt(of, path), name))
            .map(
              ({ path, name }) =>
                `${path}: ${name} is passed out by ${door.path}, so tell its user what it does`,
            ),
        ),
  },
  {
    says: "a page that imports tallybeacon loads neither zod nor the server",
    plant: { "src/index.ts": 'export { a } from "./server/schema.ts";' },
    breaches: (of) =>
      ["src/index.ts", "src/script.ts"].flatMap((door) =>
        [...loads(of, door)]
          .filter((name) => /^zod|^src\/(server|store|history)\//.test(name))
          .map((name) => `${door} loads ${name}: pages pay for it`),
      ),
  },
  {
    says: "who imports tallybeacon/metrics does not load what signs for CloudWatch, which has a door of its own",
    plant: { "src/metrics/index.ts": 'export { a } from "./backend/cloudwatch.ts";' },
    breaches: (of) =>
      [...loads(of, "src/metrics/index.ts")]
        .filter((name) => name === "aws4fetch")
        .map((name) => `src/metrics/index.ts loads ${name}: only CloudWatch needs it`),
  },
  {
    says: "a Worker that imports tallybeacon/workers loads no zod, which only descriptions need",
    plant: { "src/workers.ts": 'export { a } from "./server/openapi/bodies.ts";' },
    breaches: (of) =>
      [...loads(of, "src/workers.ts")]
        .filter((name) => name.startsWith("zod"))
        .map((name) => `src/workers.ts loads ${name}: Workers pay for it`),
  },
  {
    says: "every file that exports functions has the test that mirrors it",
    plant: { "src/core/lone.ts": "export function lone(): void {}" },
    breaches: (of) =>
      modules(of)
        .filter(exportsFunction)
        .map(({ path }) => path.replace(/^src\/(.*)\.tsx?$/, "$1"))
        .filter((name) => !of.has(`test/unit/${name}.test.ts`))
        .filter((name) => !of.has(`test/browser/${name}.browser.test.ts`))
        .map((name) => `src/${name}.ts: write test/unit/${name}.test.ts`),
  },
  {
    says: "every unit test mirrors a file",
    plant: { "test/unit/core/ghost.test.ts": "" },
    breaches: (of) =>
      [...of.keys()]
        .filter((path) => /^test\/unit\/.*\.test\.ts$/.test(path))
        .filter((path) => {
          const source = path.replace(/^test\/unit\/(.*)\.test\.ts$/, "src/$1");
          return ![".ts", ".tsx", ".mjs", ".css"].some((ending) => of.has(source + ending));
        })
        .map((path) => `${path}: rename it with the file it tests, or move it to another folder`),
  },
  {
    says: "a file holds one idea, in at most 250 lines",
    plant: { "src/core/long.ts": "\n".repeat(251) },
    breaches: eachFile(
      /^(src|demo)\/.*\.(m?ts|tsx)$/,
      (text) => text.split("\n").length > 251,
      "is longer: split it by idea",
    ),
  },
  {
    says: "a file is named after what it holds",
    plant: { "src/core/json-utils.ts": "// U." },
    breaches: eachFile(
      /^(src|demo|test)\/.*\.(m?ts|tsx)$/,
      (_text, path) =>
        /\b(utils?|helpers?|common|manager|service|factory|impl|types?)\b/.test(basename(path)),
      "could hold anything: name the idea",
    ),
  },
  {
    says: "a file starts with a comment that says what lives there",
    plant: { "src/core/mute.ts": "export {};" },
    breaches: eachFile(
      /^(src|demo|test|\.ci)\/(?!unit\/).*\.m?(tsx?|js)$/,
      (text) => !/^(#!.*\n)?\/\/ ./.test(text),
      "starts without one",
    ),
  },
  {
    says: "the only classes are TallybeaconError and, one in its file, what the runtime of Workers makes Durable Objects of",
    plant: {
      "src/core/classy.ts": "export class Counter {}",
      "src/workers/hub.ts": "export class Hub {}",
      "src/workers/two-object.ts": "export class A {}\nexport class B {}",
    },
    breaches: eachModule((module) => {
      // What a platform has is said, not made.
      if (module.path.endsWith(".d.ts")) return [];
      const isObject = /^src\/workers\/.*-object\.ts$/.test(module.path);
      return module.nodes
        .filter(({ type }) => /^Class(Declaration|Expression)$/.test(type))
        .slice(isObject ? 1 : 0)
        .filter(({ id }) => (id as { name?: string } | null)?.name !== "TallybeaconError")
        .map((node) => `${module.path}:${lineOf(module, node)} declares a class: return a closure`);
    }),
  },
  {
    says: "only Workers load the binary as a file, which no page and no Node can",
    plant: { "src/hash/file.ts": 'import binary from "./xxhash32.wasm";' },
    breaches: eachImport(
      ({ specifier }, { path }) =>
        specifier.endsWith(".wasm") &&
        !path.startsWith("src/workers/") &&
        `imports ${specifier}: load hash/wasm.ts`,
    ),
  },
  {
    says: "exports have names",
    plant: { "src/core/nameless.ts": "export default 1;" },
    breaches: eachNode(
      ({ type }) => type === "ExportDefaultDeclaration" && "exports a default: name it",
    ),
  },
  {
    // test/e2e/leaving.e2e.ts sees pages come back, in the three engines, that gave their locks up in beforeunload.
    says: "nothing listens for unload, which costs the page its back/forward cache, and nobody for beforeunload but who must give up locks before Firefox looks for them",
    plant: {
      "src/collector/bye.ts": 'export const a = () => addEventListener("beforeunload", a);',
      "src/collector/page.ts": 'export const a = () => addEventListener("unload", a);',
    },
    breaches: eachNode((node, { path }) => {
      const text = String(node["name"] ?? quoted(node) ?? "");
      const isMet = text === "beforeunload" && path === "src/collector/page.ts";
      return (
        /\b(on)?(before)?unload\b/.test(text) &&
        !isMet &&
        "names unload: use pagehide and visibilitychange"
      );
    }),
  },
  {
    says: "no test is skipped, singled out or put off",
    plant: { "test/unit/core/off.test.ts": `test${".skip"}("a", () => {});` },
    breaches: eachFile(
      /^test\//,
      (text) => /\b(test|it|describe)\.(skip|only|todo|skipIf|runIf|fails)\b/.test(text),
      "marks a test: let it run, or delete it",
    ),
  },
  {
    says: "SQL has no numbered parameters, which node:sqlite of Node 22.13 to 22.19 cannot bind",
    plant: { "src/store/numbered.ts": 'export const A = "SELECT ?1";' },
    breaches: eachFile(
      /^src\/(store|history|storage|workers)\//,
      (text) => /\?[1-9]/.test(text),
      "has a numbered parameter: write ? and give the value as often as it is used",
    ),
  },
  {
    says: "no file knows the machine it was written on",
    plant: { "demo/here.ts": `const a = "/${"home"}/ada/tallybeacon";` },
    breaches: eachFile(
      /^/,
      (text) => /(?<![\w.])\/(home|Users|root|work)\/\w|\b[A-Z]:\\Users\b/.test(text),
      "holds an absolute path: make it relative, or ask the system",
    ),
  },
];

describe("the house", () => {
  for (const { says, breaches } of rules) {
    test(says, () => expect(breaches(house)).toEqual([]));
  }
});

describe("a planted breach is seen", () => {
  for (const { says, breaches, plant } of rules) {
    test(says, () => {
      const found = breaches(new Map([...house, ...Object.entries(plant)])).join("\n");
      for (const path of Object.keys(plant)) expect(found).toContain(path);
    });
  }
});

describe("importing", () => {
  const probe = (...paths: string[]) => {
    const modules = paths.map((path) => pathToFileURL(path).href);
    const script = join(ROOT, "test/support/import-probe.ts");
    return spawnSync(process.execPath, [script, ...modules], { encoding: "utf8" });
  };

  test("a door reads no platform global and starts nothing", () => {
    const doors = modules(house)
      .map(({ path }) => path)
      .filter((path) => isDoor(path) && !programs(house).includes(path));
    const { stdout, stderr, status } = probe(...doors.map((path) => join(ROOT, path)));
    expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
  });

  test.for(["typeof document", "fetch", "Math.random()", "setTimeout(() => {}, 1)"])(
    "a module that says `%s` is noticed",
    (expression) => {
      const folder = mkdtempSync(join(tmpdir(), "tallybeacon-"));
      writeFileSync(join(folder, "eager.ts"), `export const a: unknown = ${expression};`);
      expect(probe(join(folder, "eager.ts")).stdout).toMatch(/eager\.ts:1.* reads/);
      rmSync(folder, { recursive: true });
    },
  );
});
