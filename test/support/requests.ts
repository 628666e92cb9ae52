// Requests as clients send them, and what came back.
import type { Handler } from "../../src/core/ports.ts";
import type { Update } from "../../src/core/update.ts";

/** Where the tests' server is. */
export const HOME = "http://count.example";

/** An update that nothing is wrong with. */
export function validUpdate(change: Partial<Update> = {}): Update {
  return {
    instance_id: "0b6cfa22-0d4c-41e8-b11b-7a0058e13201",
    timestamp: "2026-11-21T08:26:04.143Z",
    epoch: "e1",
    seq: 1,
    data: { "page.view": 1 },
    ...change,
  };
}

/** Sends one request; a body that is not text goes as JSON. */
export async function ask(
  handler: Handler,
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; json: unknown }> {
  const [method = "", path = ""] = route.split(" ");
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = isBody(body) ? body : JSON.stringify(body);
  const response = await handler(
    new Request(HOME + path, { ...init, duplex: "half" } as RequestInit),
  );
  const text = await response.text();
  const isJson = text !== "" && response.headers.get("content-type") === "application/json";
  return {
    status: response.status,
    headers: response.headers,
    json: isJson ? JSON.parse(text) : text,
  };
}

function isBody(body: unknown): body is string | Uint8Array<ArrayBuffer> | ReadableStream {
  return typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
}
