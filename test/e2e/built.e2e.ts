// The built package, as its users start it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { validUpdate } from "../support/requests.ts";
import { dataFolder, run, runServer } from "../support/serve.ts";

test("the collector serves the script tag's files as they were built, to pages of any site", async () => {
  const folder = dataFolder();
  const server = await runServer("dist/cli.js", "serve", "--port", "0", "--data", folder.path);
  try {
    for (const name of ["tallybeacon.js", "tallybeacon-hash.js"]) {
      const response = await fetch(`${server.url}/${name}`);
      expect(await response.text()).toBe(readFileSync(`dist/${name}`, "utf8"));
      expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await fetch(`${server.url}/tallybeacon.ts`)).status).toBe(404);
  } finally {
    await server.end();
    folder.remove();
  }
});

test("the client that ships asks the server that ships, which serves its dashboard", async () => {
  const { href } = pathToFileURL("dist/client/index.js");
  const { createClient } = (await import(href)) as typeof import("../../src/client/index.ts");
  const folder = dataFolder();
  const server = await runServer("dist/cli.js", "serve", "--port", "0", "--data", folder.path);
  try {
    const timestamp = new Date().toISOString();
    const body = JSON.stringify(validUpdate({ timestamp }));
    await fetch(`${server.url}/v1/update`, { method: "POST", body });
    const client = createClient({ url: server.url });
    expect((await client.keys()).keys).toMatchObject([{ key: "page.view", total: 1 }]);
    const rows: unknown[] = [];
    for await (const { key, total } of client.rows()) rows.push([key, total]);
    expect(rows).toEqual([["page.view", 1]]);
    const description = await (await fetch(`${server.url}/openapi.json`)).json();
    expect(description).toMatchObject({ openapi: "3.1.0" });
    const document = await (await fetch(server.url)).text();
    const [, script = ""] = /src="(dashboard\/[^"]+)"/.exec(document) ?? [];
    expect((await fetch(`${server.url}/${script}`)).status).toBe(200);
  } finally {
    await server.end();
    folder.remove();
  }
});

test("the command explains itself", async () => {
  const help = run("dist/cli.js", "--help");
  expect(await help.ended).toBe(0);
  for (const option of ["--port", "--host", "--data", "--origin", "--interval"]) {
    expect(help.output()).toContain(option);
  }
});
