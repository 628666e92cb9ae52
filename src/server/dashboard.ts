// The dashboard: one document, and the headers that keep it to itself.
import { TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";
import { refuse } from "./answer.ts";
import { page } from "./dashboard/page.ts";
import { script } from "./dashboard/script.ts";
import { style } from "./dashboard/style.ts";

/** How the dashboard is set up. */
export interface DashboardOptions {
  /** Its name, in the header and on the tab. Default: `tallybeacon`. */
  readonly title?: string;
  /** Where the read API and the controls are, relative to the document and on its origin. Default: `./`. */
  readonly api?: string;
}

/**
 * Answers with the dashboard, at whatever path it is mounted. The document is whole: it loads nothing more, runs
 * nothing but its own script, and asks only the API beside it. Throws `bad-option` when `api` is on another origin.
 */
export function dashboardHandler(options: DashboardOptions = {}): Handler {
  const { title = "tallybeacon", api = "./" } = options;
  checkApi(api);
  let made: Promise<Made> | undefined;
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refuse(request, 405, "the path takes GET, HEAD", { allow: "GET, HEAD" });
    }
    made ??= make(title, api);
    const { html, headers } = await made;
    return new Response(request.method === "HEAD" ? null : html, { headers });
  };
}

interface Made {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function make(title: string, api: string): Promise<Made> {
  const parts = { style: style(), script: script() };
  const policy = [
    "default-src 'none'",
    `script-src '${await integrity(parts.script)}'`,
    `style-src '${await integrity(parts.style)}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    html: page({ title, api: api.endsWith("/") ? api : `${api}/`, ...parts }),
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy": policy.join("; "),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  };
}

/** The text's hash as a policy names it: `sha256-…`. Source: Content Security Policy Level 3. */
async function integrity(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
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
