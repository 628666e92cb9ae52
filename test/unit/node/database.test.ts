import { chmodSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { makeDatabaseFile, openDatabase } from "../../../src/node/database.ts";
import { testFolder } from "../../support/folder.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

describe("a database", () => {
  test("is made for its owner's eyes, and left as it is when it is there", async () => {
    const dataFolder = join(testFolder().folder, "made", "of", "it");
    const path = makeDatabaseFile(dataFolder);
    const database = await openDatabase(path);
    undo.push(() => database.close());
    database.exec("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)");
    const modes = [dataFolder, path, `${path}-wal`].map((each) => statSync(each).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600, 0o600]);
    chmodSync(path, 0o640);
    expect(makeDatabaseFile(dataFolder)).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(database.prepare("SELECT n FROM t").get()).toEqual({ n: 1 });
  });

  test("is durable and one process's own", async () => {
    const path = testFolder().path("a.db");
    const database = await openDatabase(path);
    undo.push(() => database.close());
    const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
    expect(pragma("journal_mode")).toEqual(["wal"]);
    expect(pragma("synchronous")).toEqual([2]);
    expect(pragma("locking_mode")).toEqual(["exclusive"]);
    expect(pragma("busy_timeout")).toEqual([5_000]);
  });

  test("that is no database is refused by name", async () => {
    const path = testFolder().path("a.db");
    writeFileSync(
      path,
      "this is a letter, not a database, and long enough to be looked at ".repeat(20),
    );
    await expect(openDatabase(path)).rejects.toMatchObject({
      code: "storage",
      message: `cannot open ${path}: file is not a database`,
    });
  });
});
