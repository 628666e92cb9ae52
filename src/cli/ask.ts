// Asking a server that runs, and saying in one sentence why it did not answer as it should.
import { readFileSync } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TallybeaconError } from "../core/errors.ts";
import { DEFAULT_PORT } from "../core/limits.ts";
import { textOf } from "./arguments.ts";
import type { Environment, Flags } from "./config.ts";

/** Where a server is, and what it wants to hear. */
export interface Target {
  readonly url: URL;
  readonly token?: string;
}

/** The flags that say so. */
export const TARGET_FLAGS = {
  url: { type: "string" },
  "token-file": { type: "string" },
} as const;

/** Reads them, and the variables that may say it in their place. Throws where they do not fit. */
export function targetOf(flags: Flags, env: Environment): Target {
  const url = textOf(flags["url"]) ?? `http://127.0.0.1:${DEFAULT_PORT}`;
  // Not quoted, as messages end up in logs.
  if (/^https?:[/\\]*[^/\\?#]*@/i.test(url)) {
    throw new TallybeaconError("bad-option", "--url has a name or a password in it: it takes none");
  }
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new TallybeaconError(
      "bad-option",
      `--url must be like https://count.example.com: ${url}`,
    );
  }
  const token = tokenOf(flags, env);
  return { url: new URL(url.endsWith("/") ? url : `${url}/`), ...(token && { token }) };
}

function tokenOf(flags: Flags, env: Environment): string | undefined {
  const flag = textOf(flags["token-file"]);
  if (flag === undefined && env["TALLYBEACON_TOKEN"]) {
    return checked("TALLYBEACON_TOKEN", env["TALLYBEACON_TOKEN"]);
  }
  const [place, path] =
    flag === undefined
      ? ["TALLYBEACON_TOKEN_FILE", env["TALLYBEACON_TOKEN_FILE"]]
      : ["--token-file", flag];
  if (flag === undefined && !path) return undefined;
  try {
    return checked(`${place}: ${path}`, readFileSync(path ?? "", "utf8").trim());
  } catch (error) {
    if (error instanceof TallybeaconError) throw error;
    const why = `${place} names a file that cannot be read: ${(error as Error).message}`;
    throw new TallybeaconError("bad-option", why, error);
  }
}

/** What a header can carry. */
function checked(place: string, token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TallybeaconError("bad-option", `${place} must hold one token and nothing else`);
}

/** Asks for `path` below the server's address; resolves when the answer begins, whatever its status. */
export async function get({ url, token }: Target, path: string): Promise<Response> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(new URL(path, url), { headers, redirect: "manual" });
  } catch (error) {
    const { cause } = error as Error & { cause?: Error };
    const why = cause?.message || (error as Error).message;
    throw new TallybeaconError("network", `no answer from ${url}: ${why}`, error);
  }
}

/** The same for an answer that is worth reading. */
export async function getWhole(target: Target, path: string): Promise<Response> {
  const response = await get(target, path);
  if (response.status === 200) return response;
  throw new TallybeaconError("status", await reasonOf(target, response));
}

/** Passes an answer on as it comes. */
export async function download(
  target: Target,
  path: string,
  to: Writable,
  options: { end?: boolean } = {},
): Promise<void> {
  const { body } = await getWhole(target, path);
  if (!body) return;
  const bytes = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  try {
    await pipeline(bytes, to, options);
  } catch (error) {
    const [what] = path.split("?", 1);
    const why = `the ${what} broke off: ${(error as Error).message}`;
    throw new TallybeaconError("network", why, error);
  }
}

async function reasonOf({ url, token }: Target, response: Response): Promise<string> {
  const { status, headers } = response;
  const text = await response.text().catch(() => "");
  if (status >= 300 && status < 400) return `${url} sends elsewhere: ${headers.get("location")}`;
  const said = errorIn(text);
  // With 403 a server may mean something else than a token: the name that it was asked by.
  if (status === 401 || (status === 403 && said === undefined)) {
    const advice = token ? "it wants another token" : "give --token-file or TALLYBEACON_TOKEN";
    return `${url} answers ${status}: ${advice}`;
  }
  return `${url} answers ${status}: ${said ?? "is this a tallybeacon server?"}`;
}

/** What a tallybeacon server says of an error; others may say anything. */
function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}
