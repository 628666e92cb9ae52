import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { type Marked, PEER } from "../../../src/server/address.ts";
import { ASIDE, type Aside } from "../../../src/server/answer.ts";
import { readText } from "../../../src/server/body.ts";
import { lightRequest } from "../../../src/server/light.ts";
import { manualClock } from "../../support/manual-clock.ts";

function open(rawHeaders: string[] = []) {
  const incoming = Object.assign(new EventEmitter(), { method: "POST", rawHeaders });
  const request = lightRequest(incoming, (_, host) => `http://${host}/v1/update`);
  return { incoming, request };
}
const bytes = (text: string) => new TextEncoder().encode(text);

test("a light request has method, URL and headers, and the mark", () => {
  const { request } = open([
    "Host",
    "count.example",
    "Content-Length",
    "5",
    "X-A",
    "1",
    "x-a",
    "2",
  ]);
  expect(request.method).toBe("POST");
  expect(request.url).toBe("http://count.example/v1/update");
  expect(request.headers.get("content-length")).toBe("5");
  expect(request.headers.get("x-a")).toBe("1, 2");
  expect(request.headers.get("origin")).toBeNull();
  expect((request as Aside)[ASIDE]).toBe(true);
});

test("its cookies may come in several lines", () => {
  const { request } = open(["Cookie", "a=1", "cookie", "b=2; c=3"]);
  expect(request.headers.get("cookie")).toBe("a=1; b=2; c=3");
});

test("it tells who is connected, where that is known", () => {
  const socket = { remoteAddress: "203.0.113.7" };
  const incoming = Object.assign(new EventEmitter(), { method: "GET", rawHeaders: [], socket });
  const peerOf = (request: Request) => (request as Marked)[PEER];
  expect(peerOf(lightRequest(incoming, () => ""))).toBe("203.0.113.7");
  expect(peerOf(open().request)).toBeUndefined();
});

test("its body is read as it comes", async () => {
  const { incoming, request } = open();
  const text = readText(request);
  incoming.emit("data", bytes("ab"));
  await Promise.resolve();
  incoming.emit("data", bytes("cd"));
  incoming.emit("data", bytes("ef"));
  incoming.emit("end");
  incoming.emit("close");
  expect(await text).toBe("abcdef");
});

test("a body beyond the limit is refused while it comes, not when it is over", async () => {
  const { incoming, request } = open();
  const text = readText(request, { maxBytes: 10 });
  for (let chunk = 0; chunk < 8; chunk++) incoming.emit("data", bytes("abcd"));
  await expect(text).rejects.toMatchObject({ code: "too-large" });
});

test("its body ends early when the connection does", async () => {
  const { incoming, request } = open();
  const text = readText(request);
  incoming.emit("data", bytes("ab"));
  incoming.emit("close");
  await expect(text).rejects.toThrow("body: broken off");
});

test("its body is given up in time, and what still comes is thrown away", async () => {
  const clock = manualClock();
  const { incoming, request } = open();
  const text = readText(request, { clock, timeoutMs: 10 });
  incoming.emit("data", bytes("ab"));
  clock.advance(10);
  incoming.emit("data", bytes("cd"));
  await expect(text).rejects.toMatchObject({ code: "timeout" });
});
