import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { save } from "../../../src/cli/save.ts";
import { testFolder } from "../../support/folder.ts";

test("a file gets its name when it is whole", async () => {
  const { folder, path } = testFolder();
  await save(path("a"), false, async (temporary) => {
    writeFileSync(temporary, "half");
    expect(readdirSync(folder)).not.toContain("a");
    writeFileSync(temporary, "whole");
    writeFileSync(`${temporary}-wal`, "");
  });
  expect([readdirSync(folder), readFileSync(path("a"), "utf8")]).toEqual([["a"], "whole"]);
});

test("what breaks off leaves nothing behind, and what was there before as it was", async () => {
  const { folder, path } = testFolder();
  writeFileSync(path("a"), "before");
  const broken = save(path("a"), true, async (temporary) => {
    writeFileSync(temporary, "half");
    throw new Error("broken off");
  });
  await expect(broken).rejects.toThrow("broken off");
  expect([readdirSync(folder), readFileSync(path("a"), "utf8")]).toEqual([["a"], "before"]);
});

test.each(["SIGINT", "SIGTERM"])("a process that is ended by %s leaves nothing", async (signal) => {
  const { folder, path } = testFolder();
  const program = `
    import { writeFileSync } from "node:fs";
    import { save } from ${JSON.stringify(new URL("../../../src/cli/save.ts", import.meta.url))};
    await save(${JSON.stringify(path("a"))}, false, async (temporary) => {
      writeFileSync(temporary, "half");
      writeFileSync(temporary + "-wal", "");
      process.kill(process.pid, "${signal}");
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  expect(await once(child, "close")).toEqual([null, signal]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a file that is there is replaced when that is asked for only", async () => {
  const { path } = testFolder();
  writeFileSync(path("a"), "before");
  const write = async (temporary: string) => writeFileSync(temporary, "after");
  await expect(save(path("a"), false, write)).rejects.toThrow(
    `${path("a")} is there already: give another name, or --force to replace it`,
  );
  expect(readFileSync(path("a"), "utf8")).toBe("before");
  await save(path("a"), true, write);
  expect(readFileSync(path("a"), "utf8")).toBe("after");
});
