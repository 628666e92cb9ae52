// What each panel hands out: a command that asks the same, and a file of its rows.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Locator, Page } from "playwright";
import { describe, expect, test } from "vitest";
import { VIEWS } from "../../../src/dashboard/app/address.ts";
import { sampleVisits } from "../../support/dashboard-sample.ts";
import { enter, openServer, settled, visit } from "../../support/dashboard-visit.ts";

const run = promisify(execFile);
const PLACES = [
  ...VIEWS.map((view) => `#/${view}`),
  "#/keys?key=search.term&member=%22gie%C3%9Fkanne%22",
  "#/keys?key=consent",
  "#/instances?id=kiosk-bremen",
];

/** Runs a command as a person would who pastes it into a shell, and gives the status and the body of the answer. */
async function pasted(command: string, token?: string): Promise<{ status: string; body: string }> {
  expect(command).toMatch(/^curl /);
  const silent = command.replace(/^curl /, "curl -sS -w '\\n%{http_code}' ");
  const env = { ...process.env, ...(token && { TALLYBEACON_TOKEN: token }) };
  const { stdout } = await run("sh", ["-c", silent], { env, maxBuffer: 64e6 });
  const at = stdout.lastIndexOf("\n");
  return { status: stdout.slice(at + 1), body: stdout.slice(0, at) };
}

/** What was copied, as it is pasted: a browser keeps its clipboard from scripts that did not ask. */
async function copied(page: Page, button: Locator): Promise<string> {
  await button.click();
  await page.getByText("Copied as a curl command.").waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Dismiss" }).click();
  return text;
}

/** The cells of a file, line by line, where no cell has a line end. */
function cells(csv: string): string[][] {
  const lines = csv.split("\r\n").slice(0, -1);
  return lines.map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
    ),
  );
}

describe("in chromium", () => {
  const sample = sampleVisits("chromium");

  test.for(PLACES)("each command copied from %s runs", async (hash) => {
    const permissions = ["clipboard-read", "clipboard-write"];
    const { page, trouble } = await sample.visit(hash, { permissions });
    await settled(page);
    const buttons = await page.getByRole("button", { name: "Copy as curl" }).all();
    expect(buttons.length).toBeGreaterThan(0);
    for (const button of buttons) {
      const command = await copied(page, button);
      const { status, body } = await pasted(command);
      expect([command, status]).toEqual([command, "200"]);
      expect(Object.keys(JSON.parse(body)).length).toBeGreaterThan(0);
    }
    expect(trouble).toEqual([]);
  });

  test("where a token is wanted, the command has a place for it", async () => {
    const token = "ada-has-this-token";
    const url = await openServer({ operators: { ada: token } });
    const permissions = ["clipboard-read", "clipboard-write"];
    const { page } = await visit(sample.browser, url, "#/controls", { permissions });
    await enter(page, token);
    const button = page.getByRole("button", { name: "Copy as curl" }).first();
    const command = await copied(page, button);
    expect(command).not.toContain(token);
    expect((await pasted(command)).status).toBe("401");
    expect((await pasted(command, token)).status).toBe("200");
  });

  // Firefox does not tell its driver of downloads.
  test("every file is a table with a head and as many cells in each line", async () => {
    const { page, trouble } = await sample.visit("#/overview");
    for (const hash of PLACES) {
      await page.goto(`${sample.url}/${hash}`);
      // Or the buttons would be those of the view before.
      await page.reload();
      await settled(page);
      for (const button of await page.getByRole("button", { name: "Download as CSV" }).all()) {
        const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
        expect(download.suggestedFilename()).toMatch(/^[\p{L}\p{N}._-]+\.csv$/u);
        const text = await readFile(await download.path(), "utf8");
        expect(text.startsWith("\ufeff")).toBe(true);
        const [head = [], ...rows] = cells(text.slice(1));
        expect(head.length).toBeGreaterThan(0);
        expect(rows.filter((row) => row.length !== head.length)).toEqual([]);
      }
    }
    expect(trouble).toEqual([]);
  });
});
