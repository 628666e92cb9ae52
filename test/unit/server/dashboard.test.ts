// The dashboard as answers: its document, its files, their headers, its options.
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { TallybeaconError } from "../../../src/core/errors.ts";
import { script, style } from "../../../src/server/dashboard/assets.ts";
import { type DashboardOptions, dashboardHandler } from "../../../src/server/dashboard.ts";

const ask = async (path: string, init?: RequestInit, options?: DashboardOptions) =>
  dashboardHandler(options)(new Request(`https://tally.example${path}`, init));
const get = (options?: DashboardOptions) => ask("/", {}, options);
const zipped = { headers: { "accept-encoding": "br, gzip" } };

function policyOf(response: Response): Record<string, string> {
  const policy = response.headers.get("content-security-policy") ?? "";
  return Object.fromEntries(
    policy.split("; ").map((rule) => [rule.split(" ", 1)[0] ?? "", rule.replace(/^\S+ /, "")]),
  );
}

describe("the document", () => {
  test("is HTML that browsers ask for again", async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(await response.text()).toMatch(/^<!doctype html>\n<html lang="en"/);
  });

  test("may load its own script and style sheet, ask its server, and nothing else", async () => {
    expect(policyOf(await get())).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self'",
      "connect-src": "'self'",
      "img-src": "data:",
      "base-uri": "'none'",
      "form-action": "'none'",
      "frame-ancestors": "'none'",
      "require-trusted-types-for": "'script'",
      "trusted-types": "'none'",
    });
  });

  test.for([
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
  ] as const)("sends %s: %s", async ([name, value]) => {
    expect((await get()).headers.get(name)).toBe(value);
  });

  test("is the same bytes for every visitor", async () => {
    expect(await (await get()).text()).toBe(await (await get()).text());
  });

  test.for(["/admin/tally/?utm=1", "/dashboard/"])(
    "is had where it is mounted: %s",
    async (path) => {
      const response = await ask(path, {}, { api: "../" });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('data-api="../"');
    },
  );

  test("shows its title as text, whatever it says", async () => {
    const html = await (await get({ title: "</title><script>alert(1)</script>" })).text();
    expect(html).not.toContain("<script>alert");
  });

  test.for([
    [undefined, "./"],
    ["/tally", "/tally/"],
    ["/tally/", "/tally/"],
    ["../api", "../api/"],
  ] as const)("finds the API of %s under %s", async ([api, found]) => {
    const html = await (await get(api === undefined ? {} : { api })).text();
    expect(html).toContain(` data-api="${found}"`);
  });
});

describe.for([
  [script, "text/javascript; charset=utf-8"],
  [style, "text/css; charset=utf-8"],
] as const)("$0.name", ([{ name, text }, type]) => {
  const path = `/below/dashboard/${name}`;

  test("is named by what is in it, and kept for good", async () => {
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
    expect(name).toMatch(new RegExp(`^dashboard-${hash}\\.(js|css)$`));
    const { headers } = await ask(path);
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test("is of its own type, and for its own origin", async () => {
    const { headers } = await ask(path);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  });

  test("is compressed for who takes it so, and says that it differs", async () => {
    const response = await ask(path, zipped);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(response.headers.get("vary")).toBe("accept-encoding");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(gunzipSync(bytes).toString()).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 2);
  });

  test.for(["", "identity", "br", "gzip;q=0", "br, gzip ; q=0.00, *;q=0", "xgzipx"])(
    "is as it is for who accepts %j",
    async (accepted) => {
      const response = await ask(path, { headers: { "accept-encoding": accepted } });
      expect(response.headers.get("content-encoding")).toBeNull();
      expect(response.headers.get("vary")).toBe("accept-encoding");
      expect(await response.text()).toBe(text);
    },
  );

  test.for(["gzip", "GZIP", "deflate, gzip;q=1.0", "gzip;q=0.5,br"])(
    "is compressed for who accepts %j",
    async (accepted) => {
      const { headers } = await ask(path, { headers: { "accept-encoding": accepted } });
      expect(headers.get("content-encoding")).toBe("gzip");
    },
  );
});

describe.for([
  ["/", {}],
  [`/dashboard/${script.name}`, {}],
  [`/dashboard/${script.name}`, zipped],
] as const)("%s", ([path, init]) => {
  test("answers HEAD with the same headers and no body", async () => {
    const [whole, head] = [await ask(path, init), await ask(path, { ...init, method: "HEAD" })];
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(whole.headers));
    expect(await head.text()).toBe("");
  });

  test.for(["POST", "PUT", "DELETE"])("refuses %s and names what it takes", async (method) => {
    const response = await ask(path, { ...init, method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });
});

test.for(["dashboard-00000000.js", "__proto__"])(
  "there is no file %j, and it is not kept that there is none",
  async (name) => {
    const response = await ask(`/dashboard/${name}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
  },
);

test.for([
  "https://other.example/",
  "//other.example",
  "javascript:alert(1)",
  "data:,",
  "/x?y",
  "/x#y",
  "http://[",
])("throws when the API is said to be at %s", (api) => {
  expect(() => dashboardHandler({ api })).toThrow(TallybeaconError);
});
