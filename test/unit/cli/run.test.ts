import { describe, expect, test } from "vitest";
import { call } from "../../support/shell.ts";

describe("tallybeacon", () => {
  test.each([[["--help"]], [["serve", "-h"]], [[]]])("explains itself for %j", async (args) => {
    const { code, printed } = await call(args);
    expect(code).toBe(0);
    for (const option of ["port", "host", "data", "origin", "interval", "quiet", "version"]) {
      expect(printed).toContain(`--${option}`);
    }
    expect(printed).toContain("Example: tallybeacon serve");
  });

  test.each(["serve", "backup", "export", "doctor"])("explains %s", async (command) => {
    const { code, printed } = await call([command, "--help"]);
    expect(code).toBe(0);
    expect(printed).toContain(`tallybeacon ${command} `);
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
    [["toString"], "no such command: toString"],
    [["serve", "twice"], "no such command: serve twice"],
  ])("does not understand %j and says why", async (args, reason) => {
    const { code, printed, complained } = await call(args);
    expect([code, printed]).toEqual([2, ""]);
    expect(complained).toContain(reason);
    expect(complained).toContain("Try: tallybeacon --help");
  });
});
