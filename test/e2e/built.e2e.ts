// The built package, as its users start it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
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

test("the command explains itself", async () => {
  const help = run("dist/cli.js", "--help");
  expect(await help.ended).toBe(0);
  for (const option of ["--port", "--host", "--data", "--origin", "--interval"]) {
    expect(help.output()).toContain(option);
  }
});
