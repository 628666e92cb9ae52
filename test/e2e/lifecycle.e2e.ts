// What engines tell a page that goes and comes back, in their order: the ground that the client's leaving stands on.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineName } from "../support/engines/engine.ts";
import { ENGINES, engine } from "../support/engines/index.ts";

/** Says each event by a beacon, with a number: beacons overtake each other. */
const PAGE = `<!doctype html><title>page</title><script>
  const page = Date.now();
  let said = 0;
  for (const type of ["visibilitychange", "pagehide", "freeze", "resume", "pageshow"]) {
    addEventListener(type, ({ persisted }) => {
      const more = persisted ? " persisted" : type === "visibilitychange" ? " " + document.visibilityState : "";
      navigator.sendBeacon("/said", JSON.stringify({ page, order: said++, words: type + more }));
    }, true);
  }
</script>`;

interface Said {
  readonly page: number;
  readonly order: number;
  readonly words: string;
}
const said: Said[] = [];

const server = createServer(async (request, response) => {
  if (request.method === "POST") {
    let body = "";
    for await (const chunk of request) body += chunk;
    said.push(JSON.parse(body));
  }
  response.writeHead(200, { "content-type": "text/html" });
  response.end(request.url === "/" ? PAGE : "<!doctype html><title>silent</title>");
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Long enough for beacons that are under way. */
const HEAR_MS = 500;

/** What was said since the last time. */
async function heard(): Promise<string[]> {
  await pause(HEAR_MS);
  const all = said.splice(0).sort((a, b) => a.page - b.page || a.order - b.order);
  return all.map(({ words }) => words);
}

/** A page that is reloaded is two: the one that goes, then the one that comes. */
type Story = "left" | "returned" | "reloaded" | "closed";

const HIDDEN = "visibilitychange hidden";
const VISIBLE = "visibilitychange visible";

/** Where releases of an engine differ there are several. Chromium alone freezes what it keeps. */
const TOLD: Record<EngineName, Record<Story, string[][]>> = {
  chromium: {
    left: [["pagehide persisted", HIDDEN, "freeze"]],
    returned: [["resume", VISIBLE, "pageshow persisted"]],
    reloaded: [["pagehide", HIDDEN, "pageshow"]],
    closed: [["pagehide", HIDDEN]],
  },
  firefox: {
    left: [["pagehide persisted", HIDDEN]],
    returned: [[VISIBLE, "pageshow persisted"]],
    reloaded: [["pagehide", HIDDEN, "pageshow"]],
    closed: [
      ["pagehide", HIDDEN],
      [HIDDEN, "pagehide"],
      // What it says last may go down with the page.
      [HIDDEN],
    ],
  },
  webkit: {
    left: [["pagehide persisted", HIDDEN]],
    returned: [[VISIBLE, "pageshow persisted"]],
    reloaded: [["pagehide", HIDDEN, "pageshow"]],
    closed: [["pagehide", HIDDEN]],
  },
};

test.for(ENGINES)("%s tells a page that goes and comes back what it did so far", async (name) => {
  const profile = mkdtempSync(join(tmpdir(), "tallybeacon-lifecycle-"));
  const browser = await engine(name).launch(profile);
  const hears = async (story: Story) => expect(TOLD[name][story]).toContainEqual(await heard());
  try {
    const tab = await browser.open(url);
    await heard();
    await tab.goto(`${url}elsewhere`);
    await hears("left");
    await tab.back();
    await hears("returned");
    await tab.reload();
    await hears("reloaded");
    await tab.close();
    await hears("closed");
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
