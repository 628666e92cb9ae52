// Static files, which a Worker need not carry.
import { expect, test } from "vitest";
import { createAccess } from "../../../../src/server/access.ts";
import { routes } from "../../../../src/server/routes.ts";
import { createShield } from "../../../../src/server/shield.ts";
import { documents } from "../../../../src/workers/telemetry/documents.ts";
import type { PartOptions } from "../../../../src/workers/telemetry/options.ts";
import { HOME } from "../../../support/requests.ts";

const PAGE = "<title>tallybeacon</title><h1>tallybeacon</h1><p>about tallybeacon</p>";

function asked(options: Pick<PartOptions, "title" | "assets">, path = "/", init?: RequestInit) {
  const access = createAccess({});
  const table = documents(options)(access, createShield(access.addresses));
  return routes(table)(new Request(HOME + path, init));
}

const assets = (status = 200, body: string | null = PAGE) => ({
  seen: [] as string[],
  async fetch(request: Request) {
    this.seen.push(new URL(request.url).pathname);
    const headers = { "content-type": "text/html", etag: '"1"', "content-length": "72" };
    return new Response(body, { status, headers });
  },
});

test.each([["/"], ["/openapi.json"], ["/dashboard/a.js"]])(
  "without assets %s says what is missing",
  async (path) => {
    const response = await asked({}, path);
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: "no assets are bound: see dist/assets of the package" },
    ]);
  },
);

test.each([["/"], ["/openapi.json"], ["/dashboard/a.js"]])(
  "with assets %s is the file",
  async (path) => {
    const bound = assets();
    const response = await asked({ assets: bound }, path);
    expect([await response.text(), response.headers.get("etag"), bound.seen]).toEqual([
      PAGE,
      '"1"',
      [path],
    ]);
  },
);

test("the dashboard's heading is the title, as text", async () => {
  const response = await asked({ assets: assets(), title: "A <b> & $1 C" });
  const name = "A &#60;b&#62; &#38; $1 C";
  expect(await response.text()).toBe(
    `<title>${name}</title><h1>${name}</h1><p>about tallybeacon</p>`,
  );
  expect([response.headers.get("etag"), response.headers.get("content-length")]).toEqual([
    null,
    null,
  ]);
  expect(response.headers.get("content-type")).toBe("text/html");
});

test("the dashboard's files are kept for as long as they say", async () => {
  const kept = "public, max-age=31536000, immutable";
  const fetch = async () => new Response("", { headers: { "cache-control": kept } });
  const { headers } = await asked({ assets: { fetch } }, "/dashboard/a.js");
  expect(headers.get("cache-control")).toBe(kept);
});

test("other files have no title", async () => {
  const response = await asked({ assets: assets(), title: "Shop" }, "/openapi.json");
  expect(await response.text()).toBe(PAGE);
});

test.each([
  [404, "tallybeacon"],
  [304, null],
])("what is answered with %i stays as it is", async (status, body) => {
  const response = await asked({ assets: assets(status, body), title: "Shop" });
  expect([response.status, await response.text()]).toEqual([status, body ?? ""]);
});
