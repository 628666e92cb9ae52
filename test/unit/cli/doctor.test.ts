import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { databasePath } from "../../../src/node/database.ts";
import { fakeServer } from "../../support/fake-server.ts";
import { testFolder } from "../../support/folder.ts";
import { served } from "../../support/served.ts";
import { call } from "../../support/shell.ts";

/** A data folder whose server has stopped, changed by `change`. */
async function stopped(change?: (database: DatabaseSync) => unknown): Promise<string> {
  const { folder, close } = await served();
  await close();
  if (change) {
    const database = new DatabaseSync(databasePath(folder));
    change(database);
    database.close();
  }
  return folder;
}

describe("tallybeacon doctor", () => {
  test("finds nothing wrong with a sound store, and says what is in it", async () => {
    const folder = await stopped();
    const { code, printed, complained } = await call(["doctor", "--data", folder]);
    expect([code, complained]).toEqual([0, ""]);
    const rows = printed.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(["key", "1", expect.stringMatching(/kB$/)]);
    expect(rows).toContainEqual(["instance", "2", expect.stringMatching(/kB$/)]);
    expect(rows).toContainEqual([
      "store",
      expect.stringMatching(/^\d$/),
      expect.stringMatching(/^\d$/),
    ]);
    expect(rows).toContainEqual(["recorded", "3"]);
    expect(printed).toMatch(/they add up\n\nnothing to find fault with$/);
  });

  test("leaves what it looked at to the server", async () => {
    const folder = await stopped();
    await call(["doctor", "--data", folder]);
    const { code } = await call(["serve", "--port", "0", "--data", folder]);
    expect(code).toBe(0);
  });

  test.each<[string, (database: DatabaseSync) => unknown, RegExp, RegExp]>([
    [
      "rows of nobody",
      (database) => database.exec("DELETE FROM instance WHERE id = 'a'"),
      /^- \d rows of instance_keys are of no instance there is$/m,
      /tell us/,
    ],
    [
      "a newer release's tables",
      (database) => database.exec("UPDATE schema_version SET version = 99 WHERE room = 'store'"),
      /^- tables of "store" have version 99, this release has \d$/m,
      /install that one/,
    ],
    [
      "calls that nobody explains",
      (database) => {
        const add = "ON CONFLICT DO UPDATE SET value = value + excluded.value";
        for (const name of ["recorded", "unexplained"])
          database.exec(`INSERT INTO account_sum VALUES ('${name}', 5) ${add}`);
      },
      /^- 5 calls are unexplained$/m,
      /GET \/accounting/,
    ],
    [
      "sums that somebody changed",
      (database) =>
        database.exec("UPDATE account_sum SET value = value + 5 WHERE name = 'recorded'"),
      /^- 5 calls that were recorded are in no other sum$/m,
      /tell us/,
    ],
    [
      "a table that is gone",
      (database) => database.exec("DROP TABLE switch"),
      /^- the table switch is missing$/m,
      /last backup/,
    ],
  ])("finds %s, and says what to do", async (_, change, what, advice) => {
    const folder = await stopped(change);
    const { code, printed } = await call(["doctor", "--data", folder]);
    expect(code).toBe(1);
    expect(printed).toMatch(what);
    expect(printed).toMatch(advice);
  });

  test("says what to do about a file that is no database", async () => {
    const { folder, path } = testFolder();
    writeFileSync(path("tallybeacon.db"), "this is a letter".repeat(100));
    const { code, printed } = await call(["doctor", "--data", folder]);
    expect(code).toBe(1);
    expect(printed).toMatch(/^- cannot open .*: file is not a database\n {2}keep a copy/m);
  });

  test("says how to look at a store that a server runs on, and does that", async () => {
    const { folder, url } = await served();
    const refused = await call(["doctor", "--data", folder]);
    expect([refused.code, refused.printed]).toEqual([1, ""]);
    expect(refused.complained).toContain("ask that one, with --url");
    const { code, printed } = await call(["doctor", "--url", url]);
    expect(code).toBe(0);
    expect(printed).toContain('/healthz 200 {"status":"ok"}');
    expect(printed).toContain('/readyz 200 {"status":"ready"}');
    expect(printed).toMatch(/^recorded +3$/m);
  });

  test("finds a server that is not ready", async () => {
    const accounting = { recorded: 0, accepted: 0, dropped: {}, pending: 0, unexplained: 0 };
    const { url, asked } = await fakeServer((req, res) => {
      if (req.url === "/readyz") res.writeHead(503).end('{"reason":"stopping"}');
      else res.end(JSON.stringify({ ...accounting, missing: 0, duplicates: 0, epochs: [] }));
    });
    const env = { TALLYBEACON_TOKEN: "secret" };
    const { code, printed } = await call(["doctor", "--url", url], { env });
    expect(code).toBe(1);
    expect(printed).toContain('/readyz 503 {"reason":"stopping"}');
    expect(printed).toMatch(/^- \/readyz answers 503\n {2}it is being stopped/m);
    expect(asked.at(-1)?.headers.authorization).toBe("Bearer secret");
  });

  test("says that there is nothing to look at", async () => {
    const { folder } = testFolder();
    const { code, complained } = await call(["doctor", "--data", folder]);
    expect([code, complained]).toEqual([1, `tallybeacon: there is no database in ${folder}`]);
    expect(await call(["doctor"], { env: { TALLYBEACON_DATA: folder } })).toMatchObject({
      code,
      complained,
    });
  });

  test("looks at one of folder and server", async () => {
    const { code, complained } = await call(["doctor", "--data", "a", "--url", "http://b"]);
    expect(code).toBe(2);
    expect(complained).toContain("--data and --url: one of them is looked at");
  });
});
