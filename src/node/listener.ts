// Fetch-style handlers on node:http.
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TallybeaconError } from "../core/errors.ts";
import { LINGER_MS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import { PEER } from "../server/address.ts";
import { ASIDE, type Aside } from "../server/answer.ts";
import { lightRequest } from "../server/light.ts";

/**
 * Makes a fetch-style handler a listener of `node:http`: `createServer(nodeListener(handler)).listen(8787)`.
 * Bodies stream both ways, `request.signal` aborts when the client is gone, and a handler that rejects is
 * answered for with a bare 500.
 */
export function nodeListener(
  handler: Handler,
): (req: IncomingMessage, res: ServerResponse) => void {
  const toRequest = (handler as Aside)[ASIDE]
    ? (req: IncomingMessage, res: ServerResponse) =>
        lightRequest(req, urlOf, () => wholeRequest(req, res))
    : wholeRequest;
  return (req, res) => {
    respond(handler, toRequest, req, res).catch(() => {
      if (res.headersSent) res.destroy();
      else end(req, res, 500, [...JSON_TYPE], '{"error":"internal error"}');
    });
  };
}

async function respond(
  handler: Handler,
  toRequest: typeof wholeRequest,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  let request: Request;
  try {
    request = toRequest(req, res);
  } catch {
    return end(req, res, 400, [...JSON_TYPE], '{"error":"not a request"}');
  }
  const response = await handler(request);
  // Nobody is there to read it: what a body holds, such as a file, is let go.
  if (res.destroyed) return response.body?.cancel();
  const headers: string[] = [];
  for (const [name, value] of response.headers) headers.push(name, value);
  if (response.statusText) res.statusMessage = response.statusText;
  const text = (response as Aside)[ASIDE] ?? "";
  if (response.body && req.method !== "HEAD") {
    // A server that closes would wait for a connection that is idle only now.
    const isLong = response.headers.get("content-type") === "text/event-stream";
    if (!req.complete || isLong) headers.push("connection", "close");
    res.writeHead(response.status, headers);
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(body, res, { end: false });
    return req.complete ? void res.end() : linger(req, res);
  }
  if (response.body) await response.body.cancel();
  end(req, res, response.status, headers, String(text));
}

const JSON_TYPE: readonly string[] = ["content-type", "application/json"];

/** Writes a whole answer at once. */
function end(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: string[],
  text: string,
): void {
  const isEmpty = status === 204 || status === 304 || req.method === "HEAD";
  if (!isEmpty && !headers.includes("content-length")) {
    headers.push("content-length", String(Buffer.byteLength(text)));
  }
  if (req.complete) {
    res.writeHead(status, headers).end(text);
    return;
  }
  headers.push("connection", "close");
  res.writeHead(status, headers);
  if (text) res.write(text);
  linger(req, res);
}

/** Whoever still sends would miss the answer if the connection were closed on it. Source: RFC 9112, section 9.6. */
function linger(req: IncomingMessage, res: ServerResponse): void {
  res.flushHeaders();
  const timer = setTimeout(() => res.end(), LINGER_MS);
  req.resume().once("close", () => {
    clearTimeout(timer);
    res.end();
  });
}

function urlOf(req: IncomingMessage, host: string = "localhost"): string {
  const path = req.url ?? "/";
  const scheme = "encrypted" in req.socket ? "https" : "http";
  // A Host such as `x/controls?` would choose the route in place of the path: it becomes one that nothing parses.
  const name = /^[\w.:[\]-]+$/.test(host) ? host : "%";
  return path.startsWith("/") ? `${scheme}://${name}${path}` : path;
}

/** Throws `parse` for a Host that is none, a method such as TRACE, `OPTIONS *`. */
function wholeRequest(req: IncomingMessage, res: ServerResponse): Request {
  try {
    return requestOf(req, res);
  } catch (error) {
    throw new TallybeaconError("parse", "not a request", error);
  }
}

function requestOf(req: IncomingMessage, res: ServerResponse): Request {
  const method = req.method ?? "GET";
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const left = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) left.abort();
  });
  const isBodiless = method === "GET" || method === "HEAD";
  const body = isBodiless ? null : (Readable.toWeb(req) as ReadableStream);
  const init = { method, headers, body, signal: left.signal, duplex: "half" } as RequestInit;
  const request = new Request(urlOf(req, req.headers.host), init);
  return Object.assign(request, { [PEER]: req.socket.remoteAddress });
}
