import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli.ts";

const base = mkdtempSync(join(tmpdir(), "tallybeacon-cli-"));
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Runs the command line; a server is stopped as soon as `look` is through with it. */
async function call(args: string[], look: (printed: string) => unknown = () => {}) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await run(args, {
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    untilStopped: async () => {
      await look(printed.join("\n"));
    },
  });
  return { code, printed: printed.join("\n"), complained: complaints.join("\n") };
}

describe("tallybeacon", () => {
  test.each([[["--help"]], [["serve", "-h"]], [[]]])("explains itself for %j", async (args) => {
    const { code, printed } = await call(args);
    expect(code).toBe(0);
    for (const option of ["port", "host", "data", "origin", "interval", "quiet", "version"]) {
      expect(printed).toContain(`--${option}`);
    }
    expect(printed).toContain("Example: tallybeacon serve");
  });

  test("tells its version", async () => {
    expect(await call(["--version"])).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  test.each([
    [["serve", "--porrt", "1"], "Unknown option '--porrt'"],
    [["serve", "--port"], "Option '--port <value>' argument missing"],
    [["serve", "--port", "70000"], "--port must be a whole number from 0 to 65535: 70000"],
    [["serve", "--port", "80a"], "--port must be a whole number from 0 to 65535: 80a"],
    [["serve", "--interval", ""], "--interval must be a whole number from 1 to 2592000: "],
    [["serve", "--host", ""], "--host is empty"],
    [["serve", "--interval", "0"], "--interval must be a whole number from 1 to 2592000: 0"],
    [["serve", "--origin", "shop.example.com"], "--origin must be like https://shop.example.com"],
    [["serve", "--origin", "https://shop.example.com/"], "without a path"],
    [["sevre"], "no such command: sevre"],
    [["--quiet"], "no such command: (none)"],
    [["serve", "twice"], "no such command: serve twice"],
  ])("does not understand %j and says why", async (args, reason) => {
    const { code, printed, complained } = await call(args);
    expect([code, printed]).toEqual([2, ""]);
    expect(complained).toContain(reason);
    expect(complained).toContain("Try: tallybeacon --help");
  });
});

describe("tallybeacon serve", () => {
  const data = join(base, "data");

  test("says in three lines what to open, serves it, and stops when told", async () => {
    let url = "";
    const args = ["serve", "--port", "0", "--data", data, "--interval", "60", "--origin", "*"];
    const { code, printed } = await call(args, async (said) => {
      url = /dashboard +(\S+)/.exec(said)?.[1] ?? "";
      const controls = await (await fetch(new URL("/controls", url))).json();
      expect(controls).toMatchObject({ interval_ms: 60_000 });
      const preflight = { method: "OPTIONS", headers: { origin: "https://any.example" } };
      const { headers } = await fetch(new URL("/v1/update", url), preflight);
      expect(headers.get("access-control-allow-origin")).toBe("*");
    });
    expect(code).toBe(0);
    expect(printed.split("\n")).toHaveLength(3);
    expect(printed).toContain(`keeps its data in ${data}`);
    expect(existsSync(join(data, "tallybeacon.db"))).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("says nothing when it shall be quiet", async () => {
    const { code, printed } = await call(["serve", "--port", "0", "--data", data, "--quiet"]);
    expect([code, printed]).toEqual([0, ""]);
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
    expect(code).toBe(1);
    expect(complained).toMatch(/^tallybeacon: host 192\.0\.2\.1 lets other machines in/);
  });
});
