import { existsSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isDamaged, openFolder } from "../../../src/cli/folder.ts";
import { testFolder } from "../../support/folder.ts";
import { served } from "../../support/served.ts";

test("a database is opened for this process alone", async () => {
  const { folder, close } = await served();
  await close();
  const database = await openFolder(folder);
  expect(database.prepare("SELECT count(*) AS count FROM instance").get()).toEqual({ count: 2 });
  database.close();
});

test("one that a server has says how to ask that", async () => {
  const { folder } = await served();
  await expect(openFolder(folder)).rejects.toThrow(
    /database is locked: a server runs on it: ask that one, with --url$/,
  );
});

test("none is made where there is none", async () => {
  const { folder, path } = testFolder();
  await expect(openFolder(folder)).rejects.toThrow(`there is no database in ${folder}`);
  expect(existsSync(path("tallybeacon.db"))).toBe(false);
});

test("damage is told from other trouble", async () => {
  const { folder, path } = testFolder();
  writeFileSync(path("tallybeacon.db"), "this is a letter".repeat(100));
  const error = await openFolder(folder).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: expect.stringContaining("file is not a database") });
  expect([isDamaged(error), isDamaged(new Error("disk full"))]).toEqual([true, false]);
});
