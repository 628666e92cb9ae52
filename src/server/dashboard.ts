// The dashboard: one document, its script and its style sheet, and the headers that keep them to themselves.
import { TallybeaconError } from "../core/errors.ts";
import { ASSET_SECONDS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import { utf8 } from "../core/utf8.ts";
import { compress } from "../metrics/delivery/compress.ts";
import { refuse } from "./answer.ts";
import { script, style } from "./dashboard/assets.ts";
import { ASSETS, documentOf } from "./dashboard/document.ts";

/** How the dashboard is set up. */
export interface DashboardOptions {
  /** Its name, in the header and on the tab. Default: `tallybeacon`. */
  readonly title?: string;
  /** Where the read API and the controls are, relative to the document and on its origin. Default: `./`. */
  readonly api?: string;
}

/** What may be done with any of it. */
const HEADERS: Readonly<Record<string, string>> = {
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** What the document may load: its own script and style sheet, and what the API beside it answers. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...HEADERS,
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-cache",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

/**
 * Answers with the dashboard, from memory: at a path that ends in `/` with the document, and below that path, at
 * `dashboard/…`, with its script and its style sheet, which browsers may keep for good since they are named by what is in
 * them. `{ "GET /admin/*": dashboardHandler({ api: "../" }) }`. It loads nothing else, and asks only the API. Throws
 * `bad-option` when `api` is on another origin.
 */
export function dashboardHandler(options: DashboardOptions = {}): Handler {
  const { title = "tallybeacon", api = "./" } = options;
  checkApi(api);
  const html = documentOf({ title, api: api.endsWith("/") ? api : `${api}/` });
  const files = new Map([
    [script.name, fileOf(script.text, "text/javascript; charset=utf-8")],
    [style.name, fileOf(style.text, "text/css; charset=utf-8")],
  ]);
  return (request) => {
    const isGet = request.method === "GET";
    if (!isGet && request.method !== "HEAD") {
      return refuse(request, 405, "the path takes GET, HEAD", { allow: "GET, HEAD" });
    }
    const [, name] = ASSET.exec(new URL(request.url).pathname) ?? [];
    if (name === undefined) return new Response(isGet ? html : null, { headers: PAGE_HEADERS });
    const file = files.get(name);
    if (file) return file(isGet, GZIP.test(request.headers.get("accept-encoding") ?? ""));
    return refuse(request, 404, "no such file: the dashboard is a newer one by now");
  };
}

const ASSET = new RegExp(`/${ASSETS}([^/]+)$`);
const GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

/** Answers with a file: compressed once, by the first who takes it so. */
function fileOf(
  text: string,
  type: string,
): (hasBody: boolean, isZipped: boolean) => Promise<Response> {
  const headers = {
    ...HEADERS,
    "content-type": type,
    "cache-control": `public, max-age=${ASSET_SECONDS}, immutable`,
    vary: "accept-encoding",
  };
  let zipped: ReturnType<typeof compress> | undefined;
  return async (hasBody, isZipped) => {
    if (!isZipped) return new Response(hasBody ? text : null, { headers });
    zipped ??= compress(utf8(text), "gzip");
    // Workers would compress it once more.
    const init: ResponseInit & { encodeBody: "manual" } = {
      headers: { ...headers, "content-encoding": "gzip" },
      encodeBody: "manual",
    };
    return new Response(hasBody ? await zipped : null, init);
  };
}

function checkApi(api: string): void {
  const home = "http://dashboard.invalid/";
  const near = URL.canParse(api, home) && new URL(api, home).origin === new URL(home).origin;
  if (near && !/[?#]/.test(api)) return;
  throw new TallybeaconError(
    "bad-option",
    `api must be a path on the dashboard's origin, not "${api}"`,
  );
}
