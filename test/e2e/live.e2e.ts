// A page that is kept up to date, in real engines: live, away with its server, back with it, and locked out.
import { build } from "esbuild";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type ServeOptions, serve } from "../../src/node/serve.ts";
import { ENGINES, engine } from "../support/engines/index.ts";
import { testFolder } from "../support/folder.ts";
import { freePort } from "../support/free-port.ts";
import { ROOT } from "../support/house.ts";
import { validUpdate } from "../support/requests.ts";

/** Says on the page how it is, and how often there was something to ask for. */
const SCRIPT = `
import { createLive } from "./src/dashboard/live/create-live.ts";
let changes = 0;
createLive({
  url: "/events",
  onChange: () => { document.body.dataset.changes = String(++changes); },
  onState: (state) => { document.body.dataset.state = state; },
});`;

let page: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
  });
  page = `<!doctype html><title>live</title><body><script type="module">${outputFiles[0]?.text}</script>`;
});

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server that can be stopped, and started again where it was. */
async function openServer() {
  const [port, { folder: dataFolder }] = [await freePort(), testFolder()];
  const routes = {
    "GET /live": () => new Response(page, { headers: { "content-type": "text/html" } }),
  };
  const start = async (options: ServeOptions = {}) => {
    const served = await serve({ port, dataFolder, routes, ...options });
    open.push(served.close);
    return served;
  };
  return { start, url: `http://127.0.0.1:${port}` };
}

test.each(ENGINES)("in %s", async (name) => {
  const { start, url } = await openServer();
  let { close } = await start();
  const browser = await engine(name).launch(testFolder().folder);
  open.push(() => browser.kill());
  const tab = await browser.open(`${url}/live`);
  const said = (what: string) => tab.evaluate<string>(`document.body.dataset.${what} ?? ""`);
  const state = () => said("state");
  const changes = async () => Number(await said("changes"));
  await expect.poll(state, { timeout: 20_000 }).toBe("live");

  const before = await changes();
  const body = JSON.stringify(validUpdate({ timestamp: new Date().toISOString() }));
  expect((await fetch(`${url}/v1/update`, { method: "POST", body })).status).toBe(200);
  await expect.poll(changes).toBe(before + 1);

  await close();
  await expect.poll(state, { timeout: 20_000 }).toBe("polling");
  ({ close } = await start());
  await expect.poll(state, { timeout: 20_000 }).toBe("live");

  // The login is over: the page goes on asking, and is told so.
  await close();
  await expect.poll(state, { timeout: 20_000 }).toBe("polling");
  ({ close } = await start({ readers: { rea: "rea-has-this-token" } }));
  const asked = await changes();
  await expect.poll(changes, { timeout: 20_000 }).toBeGreaterThan(asked);
  expect(await state()).toBe("polling");
});
