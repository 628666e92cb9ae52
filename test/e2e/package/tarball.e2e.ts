// What npm would publish: a package that tools have nothing to say about, and that is the same for everybody.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "../../support/house.ts";
import { installPacked, type Project, runIn } from "../../support/package.ts";

let project: Project;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project.remove());

const tool = (file: string, ...args: string[]) =>
  runIn(project.folder, process.execPath, [join(ROOT, "node_modules", file), ...args]);

test("publint has nothing to say", async () => {
  const { code, stdout } = await tool("publint/src/cli.js", "run", project.tarball, "--strict");
  expect(stdout).toContain("All good!");
  expect(code).toBe(0);
});

test("attw finds the types of each door that is a module", async () => {
  // A file for <script>, which nobody imports.
  const besides = ["--exclude-entrypoints", "./script"];
  const attw = "@arethetypeswrong/cli/dist/index.js";
  const args = [project.tarball, "--profile", "esm-only", "--no-color", "--no-emoji", ...besides];
  const { code, stdout } = await tool(attw, ...args);
  expect(code, stdout).toBe(0);
});

test("each way in leads everybody to the same file, which is there", () => {
  for (const [name, to] of Object.entries(project.manifest.exports)) {
    // No condition that one runtime knows and another does not.
    if (typeof to === "object")
      expect([name, Object.keys(to ?? {})]).toEqual([name, ["types", "default"]]);
    const files = typeof to === "object" ? Object.values(to ?? {}) : [to];
    for (const file of files) {
      expect(existsSync(project.path(`node_modules/tallybeacon/${file}`)), String(file)).toBe(true);
    }
  }
});
