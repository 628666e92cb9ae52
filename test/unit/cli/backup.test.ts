import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { fakeServer } from "../../support/fake-server.ts";
import { testFolder } from "../../support/folder.ts";
import { served } from "../../support/served.ts";
import { call } from "../../support/shell.ts";

/** What was counted in a backup, which is one file. */
function countedIn(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare("SELECT sum(total) AS total FROM key_minute").get()?.["total"];
  } finally {
    database.close();
  }
}

describe("tallybeacon backup", () => {
  test("of a server that runs is one sound file that only its owner reads, and the server goes on", async () => {
    const { url } = await served();
    const { folder, path } = testFolder();
    const to = path("file.db");
    const { code, printed, complained } = await call(["backup", "--url", url, "--to", to]);
    expect([code, complained]).toEqual([0, ""]);
    expect(printed).toMatch(/^backed up http:\S+ in \S+file\.db: [\d.]+ kB, sound$/);
    expect([readdirSync(folder), countedIn(to)]).toEqual([["file.db"], 3]);
    expect(statSync(to).mode & 0o077).toBe(0);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  test("of a folder that no server runs on is the same", async () => {
    const server = await served();
    await server.close();
    const { folder, path } = testFolder();
    const { code } = await call(["backup", "--data", server.folder, "--to", path("file.db")]);
    expect([code, readdirSync(folder), countedIn(path("file.db"))]).toEqual([0, ["file.db"], 3]);
    expect(statSync(path("file.db")).mode & 0o077).toBe(0);
  });

  test("of a folder that a server runs on says how to do it", async () => {
    const server = await served();
    const { folder, path } = testFolder();
    const args = ["backup", "--data", server.folder, "--to", path("file.db")];
    const { code, complained } = await call(args);
    expect([code, readdirSync(folder)]).toEqual([1, []]);
    expect(complained).toContain("ask that one, with --url");
  });

  test("replaces no file unless it is told to", async () => {
    const { url } = await served();
    const { path } = testFolder();
    const to = path("file.db");
    writeFileSync(to, "dear");
    const args = ["backup", "--url", url, "--to", to];
    const { code, complained } = await call(args);
    expect([code, readFileSync(to, "utf8")]).toEqual([1, "dear"]);
    expect(complained).toContain("is there already: give another name, or --force");
    expect((await call([...args, "--force"])).code).toBe(0);
    expect(countedIn(to)).toBe(3);
  });

  test("shows the token that it is given", async () => {
    const { url, asked } = await fakeServer((_, res) => res.writeHead(401).end());
    const { path } = testFolder();
    writeFileSync(path("token"), "secret\n");
    const args = ["backup", "--url", url, "--to", path("file.db"), "--token-file", path("token")];
    const { code, complained } = await call(args);
    expect(code).toBe(1);
    expect(complained).toContain("answers 401: it wants another token");
    expect(asked[0]).toMatchObject({
      method: "GET",
      url: "/backup",
      headers: { authorization: "Bearer secret" },
    });
  });

  test("that is cut short gets no name", async () => {
    const { url } = await served();
    const whole = new Uint8Array(await (await fetch(`${url}/backup`)).arrayBuffer());
    const fake = await fakeServer((_req, res) => {
      res.writeHead(200, { "content-length": whole.length });
      res.write(whole.subarray(0, whole.length / 2), () => res.destroy());
    });
    const { folder, path } = testFolder();
    const { code, complained } = await call(["backup", "--url", fake.url, "--to", path("file.db")]);
    expect([code, readdirSync(folder)]).toEqual([1, []]);
    expect(complained).toContain("the backup broke off");
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    [
      "no database",
      () => new TextEncoder().encode("<html>".repeat(1_000)),
      /file is not a database/,
    ],
    ["nothing", () => new Uint8Array(), /no tables of tallybeacon are in it/],
    [
      "a damaged one",
      (bytes) => bytes.fill(7, 4_096 * 4, 4_096 * 6),
      /the backup is not sound: .+/,
    ],
  ])("that is %s gets no name", async (_, change, why) => {
    const { url } = await served();
    const bytes = new Uint8Array(await (await fetch(`${url}/backup`)).arrayBuffer());
    const fake = await fakeServer((_req, res) => res.end(change(bytes)));
    const { folder, path } = testFolder();
    const { code, complained } = await call(["backup", "--url", fake.url, "--to", path("file.db")]);
    expect([code, readdirSync(folder)]).toEqual([1, []]);
    expect(complained).toMatch(why);
  });

  test.each([
    [[], "--to <file> says where the backup goes"],
    [["--to", ""], "--to <file> says where the backup goes"],
    [
      ["--to", "a", "--data", "b", "--url", "http://c"],
      "--data and --url: a backup is of one of them",
    ],
    [["--to", "a", "--url", "c"], "--url must be like https://count.example.com: c"],
    [["a"], "no such command: backup a"],
  ])("does not understand %j and says why", async (args, why) => {
    const { code, complained } = await call(["backup", ...args]);
    expect(code).toBe(2);
    expect(complained).toContain(why);
  });
});
