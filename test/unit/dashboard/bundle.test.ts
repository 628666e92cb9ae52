import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const TARGET = "src/server/dashboard/assets.ts";
/** What the dashboard is made of, and how. */
const SOURCES = ["src/dashboard", "src/client", "src/core", "tsconfig.json", "package.json"];
const PACKAGES = ["@rollup", "esbuild", "preact", "rollup", "typescript", "uplot"];
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tallybeacon-bundle-"));
  for (const path of SOURCES) {
    cpSync(join(root, path), join(home, path), { recursive: true });
  }
  mkdirSync(dirname(target()), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

const target = () => join(home, TARGET);
const main = () => join(home, "src/dashboard/main.tsx");

function install(): void {
  mkdirSync(join(home, "node_modules"));
  for (const name of PACKAGES) {
    symlinkSync(join(root, "node_modules", name), join(home, "node_modules", name));
  }
}

/** Runs from another folder, as npm may; gives what was written, or throws what was printed. */
function bundle(): string {
  const script = join(home, "src/dashboard/bundle.mjs");
  execFileSync(process.execPath, [script], { cwd: tmpdir(), stdio: "pipe" });
  return readFileSync(target(), "utf8");
}

describe("bundle.mjs", () => {
  test("leaves a file that is right untouched: run `npm run build` where the dashboard's is not", () => {
    install();
    cpSync(join(root, TARGET), target());
    const { mtimeMs } = statSync(target());
    bundle();
    expect(statSync(target()).mtimeMs).toBe(mtimeMs);
  });

  test("mends one that is not", () => {
    install();
    writeFileSync(target(), "export const script = {};");
    // Not by toBe: what differs would fill the screen.
    expect(bundle() === readFileSync(join(root, TARGET), "utf8")).toBe(true);
  });

  test("fails where something is not there, and writes nothing", () => {
    install();
    const text = readFileSync(main(), "utf8");
    writeFileSync(main(), `import { a } from "./nowhere.ts";\n${text}\na();\n`);
    expect(bundle).toThrow("nowhere");
    expect(existsSync(target())).toBe(false);
  });

  test("does nothing where only what runs is installed, as nothing is built there", () => {
    expect(bundle).toThrow(/ENOENT/);
  });
});
