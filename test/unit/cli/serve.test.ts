import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { call } from "../../support/shell.ts";

const base = mkdtempSync(join(tmpdir(), "tallybeacon-cli-"));
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("tallybeacon serve", () => {
  const data = join(base, "data");

  test("says in three lines what to open, serves it, and stops when told", async () => {
    let url = "";
    const args = ["serve", "--port", "0", "--data", data, "--interval", "60", "--origin", "*"];
    const look = async (said: string) => {
      url = /dashboard +(\S+)/.exec(said)?.[1] ?? "";
      const controls = await (await fetch(new URL("/controls", url))).json();
      expect(controls).toMatchObject({ interval_ms: 60_000 });
      const preflight = { method: "OPTIONS", headers: { origin: "https://any.example" } };
      const { headers } = await fetch(new URL("/v1/update", url), preflight);
      expect(headers.get("access-control-allow-origin")).toBe("*");
    };
    const { code, printed, complained } = await call(args, { look });
    expect(code).toBe(0);
    expect(printed.split("\n")).toHaveLength(3);
    expect(printed).toContain(`keeps its data in ${data}`);
    expect(existsSync(join(data, "tallybeacon.db"))).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
    expect(complained.replaceAll(/^\S+Z /gm, "").split("\n")).toEqual([
      "info stopping",
      "info stopped",
    ]);
  });

  test("says the same as lines of JSON, on stderr alone", async () => {
    const args = ["serve", "--port", "0", "--data", data, "--log", "json"];
    const { code, printed, complained } = await call(args);
    expect([code, printed]).toEqual([0, ""]);
    const events = complained.split("\n").map((line) => JSON.parse(line) as object);
    expect(events).toMatchObject([
      {
        level: "info",
        event: "listening",
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        node: process.version,
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        data,
      },
      { event: "stopping" },
      { event: "stopped" },
    ]);
  });

  test("says as a line, too, that it could not start", async () => {
    const database = join(data, "tallybeacon.db");
    const args = ["serve", "--port", "0", "--data", data, "--log", "json"];
    await call(args);
    const other = new DatabaseSync(database);
    other.exec("UPDATE schema_version SET version = 99 WHERE room = 'store'");
    other.close();
    const { code, complained } = await call(args);
    expect(code).toBe(1);
    expect(JSON.parse(complained)).toMatchObject({
      level: "error",
      event: "failed",
      message: expect.stringContaining('tables of "store" have version 99'),
    });
  });

  test("prints what would hold and who says so, without secrets, and starts nothing", async () => {
    const env = {
      TALLYBEACON_TITLE: "Shop",
      TALLYBEACON_OPERATOR_TOKENS: "alice=a-very-secret-token,bob=another-secret-token",
    };
    const args = ["serve", "--check", "--port", "9000", "--data", data];
    const { code, printed, complained } = await call(args, { env });
    expect([code, complained, existsSync(data)]).toEqual([0, "", false]);
    expect(printed).not.toContain("secret");
    const rows = printed.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(["port", "9000", "--port"]);
    expect(rows).toContainEqual(["title", '"Shop"', "TALLYBEACON_TITLE"]);
    expect(rows).toContainEqual([
      "operators",
      '{"alice":"***","bob":"***"}',
      "TALLYBEACON_OPERATOR_TOKENS",
    ]);
    expect(rows).toContainEqual(["drainMs", "0", "default"]);
  });

  test("says nothing when it shall be quiet", async () => {
    const args = ["serve", "--port", "0", "--data", data, "--quiet"];
    expect(await call(args)).toMatchObject({ code: 0, printed: "", complained: "" });
  });

  test("says when the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, complained } = await call(["serve", "--port", String(port), "--data", data]);
    other.close();
    expect([code, complained]).toEqual([
      1,
      `tallybeacon: port ${port} is in use; choose another with --port`,
    ]);
  });

  test("says when the folder cannot be had", async () => {
    const { code, complained } = await call(["serve", "--port", "0", "--data", "/dev/null/data"]);
    expect(code).toBe(1);
    expect(complained).toMatch(/^tallybeacon: .*\/dev\/null\/data/);
  });

  test("says when the address lets others in and nobody asks who they are", async () => {
    const { code, complained } = await call([
      "serve",
      "--port",
      "0",
      "--data",
      data,
      "--host",
      "192.0.2.1",
    ]);
    expect(code).toBe(2);
    expect(complained).toMatch(/^tallybeacon: --host: host 192\.0\.2\.1 lets other machines in/);
  });
});
