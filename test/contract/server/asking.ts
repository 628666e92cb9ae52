// What a check says to a server and what it hears: requests and responses, and nothing else.
import assert from "node:assert/strict";
import type { ControlsChange } from "../../../src/core/controls.ts";
import type { Reply, Update } from "../../../src/core/update.ts";

/** What a check may ask for; whatever is absent is as the server has it by itself. */
export interface ContractOptions {
  readonly operators?: Readonly<Record<string, string>>;
  readonly readers?: Readonly<Record<string, string>>;
  readonly ingestKeys?: Readonly<Record<string, string>>;
  readonly maxUpdates?: number;
  readonly maxPerAddress?: number;
  readonly maxPerApp?: number;
  readonly origins?: readonly string[];
  readonly intervalMs?: number;
  readonly title?: string;
}

/** A server that holds nothing yet. It takes the header `cf-connecting-ip` for the address of whoever asks. */
export interface ContractServer {
  /** Asks for a path such as `/keys?range=24h`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Resolves when all that was acknowledged is in what is read, and all that was changed in what senders are told. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export type MakeServer = (options?: ContractOptions) => Promise<ContractServer>;

/** A sentence that holds of each server. */
export type Check = (make: MakeServer) => Promise<void>;

/** A response that was read. */
export interface Heard<T = { readonly error?: string }> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where it is no JSON. */
  readonly json: T;
}

/** An update of which only what matters has to be said. */
export type Said = Partial<Update> & { readonly app?: string; readonly key?: string };

/** One conversation with a server. */
export interface Talk {
  ask<T = { readonly error?: string }>(path: string, init?: RequestInit): Promise<Heard<T>>;
  /** What is read at a path once all has settled; it has to be there. */
  read<T>(path: string, headers?: Readonly<Record<string, string>>): Promise<T>;
  /** Sends an update, sealed now by the instance `i` unless told otherwise. */
  send(said: Said, headers?: Readonly<Record<string, string>>): Promise<Heard<Reply & Refusal>>;
  /** The same, and it has to be taken. */
  tell(said: Said): Promise<Reply>;
  /** Sends JSON as the operator's page does. */
  put<T = { readonly error?: string }>(
    route: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Heard<T>>;
  /** Changes the controls, waits until senders are told so, and gives the version. */
  control(change: ControlsChange): Promise<number>;
}

interface Refusal {
  readonly error?: string;
}

/** A check that talks to a server of its own. */
export function talking(run: (talk: Talk) => Promise<void>, options: ContractOptions = {}): Check {
  return async (make) => {
    const server = await make(options);
    try {
      await run(talkTo(server));
    } finally {
      await server.close();
    }
  };
}

function talkTo(server: ContractServer): Talk {
  const ask: Talk["ask"] = async <T>(path: string, init?: RequestInit) => {
    const response = await server.ask(path, init);
    const text = await response.text();
    const isJson = text !== "" && response.headers.get("content-type") === "application/json";
    const json = (isJson ? JSON.parse(text) : undefined) as T;
    return { status: response.status, headers: response.headers, text, json };
  };
  const send: Talk["send"] = ({ app, key, ...update }, headers = {}) => {
    const query = new URLSearchParams({ ...(app && { app }), ...(key && { key }) }).toString();
    const whole = { instance_id: "i", timestamp: new Date().toISOString(), ...update };
    const init = { method: "POST", headers: { ...headers }, body: JSON.stringify(whole) };
    return ask(`/v1/update${query && `?${query}`}`, init);
  };
  const put: Talk["put"] = (route, body, headers = {}) => {
    const [method = "", path = ""] = route.split(" ");
    const all = { "content-type": "application/json", ...headers };
    return ask(path, { method, headers: all, body: JSON.stringify(body) });
  };
  return {
    ask,
    send,
    put,
    async read<T>(path: string, headers = {}) {
      await server.settle();
      const { status, text, json } = await ask<T>(path, { headers: { ...headers } });
      assert.equal(status, 200, `${path}: ${text}`);
      return json;
    },
    async tell(said) {
      const { status, text, json } = await send(said);
      assert.equal(status, 200, text);
      return json;
    },
    async control(change) {
      const { status, text, json } = await put<{ version: number }>("PUT /controls", change);
      assert.equal(status, 200, text);
      await server.settle();
      return json.version;
    },
  };
}

/** What `wanted` names of `actual` is as wanted; lists have as many items, and what is empty is so. */
export function like(actual: unknown, wanted: unknown, path = "it"): void {
  if (typeof wanted !== "object" || wanted === null || Object.keys(wanted).length === 0) {
    assert.deepEqual(actual, wanted, path);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null, `${path} is ${JSON.stringify(actual)}`);
  if (Array.isArray(wanted)) {
    assert.equal((actual as unknown[]).length, wanted.length, `length of ${path}`);
  }
  for (const [name, value] of Object.entries(wanted)) {
    like((actual as Record<string, unknown>)[name], value, `${path}.${name}`);
  }
}

/** Adds numbers up. */
export function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}

/** Texts `x0`, `x1` … */
export function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => prefix + i);
}

/** Bytes as gzip has them. */
export async function zipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
