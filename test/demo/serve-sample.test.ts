// The demo over a sample: its time, its folder, and what it leaves alone.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { type ServeSampleOptions, serveSample } from "../../demo/sample/serve-sample.ts";
import { createClient } from "../../src/client/create-client.ts";
import { testFolder } from "../support/folder.ts";

const now = Date.UTC(2026, 10, 20, 19, 40, 20);

async function served(options: ServeSampleOptions = {}) {
  const server = await serveSample({ days: 2, ...options });
  onTestFinished(server.close);
  return { ...server, client: createClient({ url: server.url }) };
}

test("a sample is served at the moment it is of, and its folder goes with it", async () => {
  const { client, close, dataFolder, told, url } = await served({ now });
  expect(told).toMatch(/^\d+ updates of 2 days, made up in \d+\.\d s \(\d+ MB\)$/);
  const { now: first, keys } = await client.keys({ range: "1h" });
  expect(first).toBe(now);
  expect(keys.find(({ key }) => key === "page.view")?.total).toBeGreaterThan(1_000);
  const { samples } = await client.history({ host: "shop.example.com", range: "1h" });
  expect(samples.length).toBeGreaterThan(50);
  expect((await client.keys({ range: "1h" })).now).toBe(now);
  expect(await (await fetch(`${url}/demo/`)).text()).toContain("<title>Windowsill");
  await close();
  expect(existsSync(dataFolder)).toBe(false);
});

test("without a moment of its own it is of now, and goes on", async () => {
  const { client } = await served();
  expect(Math.abs((await client.keys()).now - Date.now())).toBeLessThan(60_000);
});

test("a folder that is named stays, and one with a database is left alone", async () => {
  const { path } = testFolder();
  const dataFolder = path("sample");
  const { close } = await served({ dataFolder });
  await close();
  expect(readdirSync(dataFolder)).toEqual(["tallybeacon.db"]);
  await expect(serveSample({ days: 2, dataFolder })).rejects.toThrow(
    /tallybeacon\.db is there already: a sample wants a new folder/,
  );
  expect(readdirSync(dataFolder)).toEqual(["tallybeacon.db"]);
});

test("where it cannot be served its error is that of the server", async () => {
  const { path } = testFolder();
  writeFileSync(path("file"), "");
  await expect(serveSample({ days: 2, dataFolder: path("file") })).rejects.toThrow(
    /EEXIST|ENOTDIR/,
  );
});
