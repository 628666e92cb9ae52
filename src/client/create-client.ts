// Asks a server: its read API, its controls, its exports.
import { CLIENT_TIMEOUT_MS } from "../core/limits.ts";
import type { CallOptions, Client, ClientError, ClientOptions } from "./client.ts";

interface Call extends CallOptions {
  readonly method?: string;
  readonly body?: object;
}

const BROKEN_OFF = "the export broke off";

/**
 * `createClient({ url: "https://count.example.com", token })`. Throws when `url` is none. Other origins' pages cannot use
 * it: the server lets none of them read.
 */
export function createClient(options: ClientOptions): Client {
  const { token, timeoutMs = CLIENT_TIMEOUT_MS } = options;
  const base = baseOf(options.url);

  /** The answer, and its text unless it is to be streamed. */
  async function send(
    path: string,
    words: object,
    { method = "GET", body, signal }: Call,
    isStream?: boolean,
  ): Promise<[Response, string]> {
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(words)) {
      if (value === undefined) continue;
      // 1, "1" and null are three members.
      url.searchParams.set(name, name === "member" ? JSON.stringify(value) : String(value));
    }
    const headers: Record<string, string> = {};
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body) headers["content-type"] = "application/json";
    const init: RequestInit = { method, headers };
    if (body) init.body = JSON.stringify(body);

    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    init.signal = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      const ask = options.fetch ?? fetch;
      const response = await ask(url, init);
      const text = isStream && response.ok ? "" : await response.text();
      if (!response.ok) throw refusal(response, text);
      return [response, text];
    } catch (error) {
      if (signal?.aborted || isRefusal(error)) throw error;
      const what = late.signal.aborted ? "does not answer" : "cannot be reached";
      throw failure(`the server ${what}`, error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask<T>(path: string, words: object = {}, call: Call = {}): Promise<T> {
    const [, text] = await send(path, words, call);
    return parse(text) as T;
  }
  const write = <T>(method: string, path: string, body: object, more: CallOptions = {}) =>
    ask<T>(path, {}, { ...more, method, body });

  const client: Client = {
    apps: (more) => ask("apps", {}, more),
    keys: (asked, more) => ask("keys", asked, more),
    series: (asked, more) => ask("series", asked, more),
    totals: (asked, more) => ask("series", { ...asked, form: "totals" }, more),
    members: (asked, more) => ask("members", asked, more),
    values: (asked, more) => ask("values", asked, more),
    instances: (asked, more) => ask("instances", asked, more),
    accounting: (asked, more) => ask("accounting", asked, more),
    controls: (more) => ask("controls", {}, more),
    controlsOf: (asked, more) => ask("controls", asked, more),
    change: (change, more) => write("PUT", "controls", change, more),
    preview: (change, more) => write("POST", "controls/preview", change, more),
    changes: (asked, more) => ask("controls/changes", asked, more),
    undo: (undo, more) => write("POST", "controls/undo", undo, more),
    applications: (more) => ask("applications", {}, more),
    keepApplication: (change, more) => write("PUT", "applications", change, more),
    forgetApplication: (application, more) =>
      ask("applications", { application }, { ...more, method: "DELETE" }),
    installs: (asked, more) => ask("installs", asked, more),
    reports: (asked, more) => ask("reports", asked, more),
    load: (asked, more) => ask("load", asked, more),
    history: (asked, more) => ask("history", asked, more),
    hosts: (more) => ask("hosts", {}, more),
    pushed: (more) => ask("pushed", {}, more),
    stats: (more) => ask("statsd", {}, more),
    session: (more) => ask("session", {}, more),
    login: (shown, more) => write("POST", "login", { token: shown }, more),
    logout: (more) => write("POST", "logout", {}, more),
    async export(asked = {}, more = {}) {
      const [{ body }] = await send("export", asked, more, true);
      return body as ReadableStream<Uint8Array>;
    },
    async *rows(asked, more = {}) {
      const reader = (await client.export({ ...asked, format: "ndjson" }, more)).getReader();
      const decoder = new TextDecoder();
      let text = "";
      try {
        for (;;) {
          const { done, value } = await read(reader, more.signal);
          if (done && text) throw failure(BROKEN_OFF);
          if (done) return;
          const lines = (text + decoder.decode(value, { stream: true })).split("\n");
          text = lines.pop() as string;
          for (const line of lines) yield parse(line) as never;
        }
      } finally {
        // Whoever stops early lets the server stop, too.
        reader.cancel().catch(() => {});
      }
    },
  };
  return client;
}

function baseOf(url: string): string {
  const base = url.endsWith("/") ? url : `${url}/`;
  if (URL.canParse(base)) return base;
  throw new Error(`url: must be an absolute address, not "${url}"`);
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch (error) {
    throw signal?.aborted ? error : failure(BROKEN_OFF, error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure("the server's answer is not JSON", error);
  }
}

function refusal({ status, headers }: Response, text: string): ClientError {
  const waitSeconds = Number(headers.get("retry-after"));
  const said = headers.get("content-type")?.startsWith("text/plain") ? text.trim() : errorIn(text);
  return failure(said || `the server answered ${status}`, undefined, {
    status,
    // A proxy that asks who comes by its own means wants no token of ours.
    wantsToken: status === 401 && headers.get("www-authenticate") === "Bearer",
    ...(waitSeconds > 0 && { retryAfterSeconds: waitSeconds }),
  });
}

/** What `{ "error": … }` says. */
function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text);
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

function failure(message: string, cause?: unknown, more: object = {}): ClientError {
  return Object.assign(new Error(message, { cause }), { status: 0, wantsToken: false, ...more });
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && "wantsToken" in error;
}
