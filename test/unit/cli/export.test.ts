import { readdirSync, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { fakeServer } from "../../support/fake-server.ts";
import { testFolder } from "../../support/folder.ts";
import { call } from "../../support/shell.ts";

const LINES = '{"key":"a","total":1}\n{"key":"b","total":2}\n';

describe("tallybeacon export", () => {
  test("passes its parameters on and the answer to stdout, as it is", async () => {
    const { url, asked } = await fakeServer((_, res) => res.end(LINES));
    const args = ["export", "--url", url, "range=7d", "key=a=b c", "key=d"];
    const said = await call(args, { env: { TALLYBEACON_TOKEN: "secret" } });
    expect(said).toEqual({ code: 0, printed: "", complained: "", out: LINES });
    expect(asked[0]).toMatchObject({
      method: "GET",
      url: "/export?range=7d&key=a%3Db+c&key=d&format=ndjson",
      headers: { authorization: "Bearer secret" },
    });
  });

  test.each([[["--format", "csv"]], [["format=csv"]]])("asks for a table with %j", async (args) => {
    const { url, asked } = await fakeServer((_, res) => res.end("key,total\n"));
    expect(await call(["export", "--url", url, ...args])).toMatchObject({ code: 0 });
    expect(asked[0]?.url).toBe("/export?format=csv");
  });

  test("fills a file, which is there when it is whole", async () => {
    const { url } = await fakeServer((_, res) => res.end(LINES));
    const { folder, path } = testFolder();
    const args = ["export", "--url", url, "--to", path("out")];
    expect(await call(args)).toMatchObject({ code: 0, out: "" });
    expect([readdirSync(folder), readFileSync(path("out"), "utf8")]).toEqual([["out"], LINES]);
    expect((await call(args)).complained).toContain("is there already");
    expect((await call([...args, "--force"])).code).toBe(0);
  });

  test("that breaks off fails, and leaves no file", async () => {
    const { url } = await fakeServer((_, res) => res.write(LINES, () => res.destroy()));
    const { folder, path } = testFolder();
    for (const args of [[], ["--to", path("out")]]) {
      const { code, complained } = await call(["export", "--url", url, ...args]);
      expect(code).toBe(1);
      expect(complained).toContain("the export broke off");
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ends in peace when nobody reads on", async () => {
    const { url } = await fakeServer((_, res) => res.write(LINES));
    const out = new PassThrough();
    const closed = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    out.once("data", () => out.destroy(closed));
    expect(await call(["export", "--url", url], { out })).toMatchObject({
      code: 0,
      complained: "",
    });
  });

  test("says what the server says", async () => {
    const { url } = await fakeServer((_, res) =>
      res.writeHead(400).end('{"error":"range: must be one of 15m"}'),
    );
    const { code, complained } = await call(["export", "--url", url, "range=8d"]);
    expect(code).toBe(1);
    expect(complained).toContain("answers 400: range: must be one of 15m");
  });

  test.each([
    [["range"], "parameters are written name=value: range"],
    [["=7d"], "parameters are written name=value: =7d"],
    [["--format", "xml"], "--format must be ndjson or csv: xml"],
    [["--range", "7d"], "Unknown option '--range'"],
  ])("does not understand %j and says why", async (args, why) => {
    const { code, complained } = await call(["export", ...args]);
    expect(code).toBe(2);
    expect(complained).toContain(why);
  });
});
