import { describe, expect, test } from "vitest";
import { edgeTransport, objectTransport } from "../../../../src/workers/tally/transport.ts";
import { fakeServer } from "../../../support/fake-server.ts";

describe("objectTransport", () => {
  test("asks for a stub at each send, and hands the answer on", async () => {
    const asked: unknown[] = [];
    let stubs = 0;
    const transport = objectTransport(() => {
      stubs += 1;
      return {
        async fetch(url, init) {
          asked.push([url, init]);
          return new Response('{"ack":1}', { status: 201, headers: { "retry-after": "3" } });
        },
      };
    });
    const answer = await transport("https://counts/", "{}");
    expect(answer).toMatchObject({ status: 201, body: '{"ack":1}' });
    expect(answer.headers.get("retry-after")).toBe("3");
    await transport("https://counts/", "[]");
    expect(stubs).toBe(2);
    expect(asked).toEqual([
      ["https://counts/", { method: "POST", body: "{}" }],
      ["https://counts/", { method: "POST", body: "[]" }],
    ]);
  });

  test("rejects when the object could not be reached", async () => {
    const transport = objectTransport(() => ({ fetch: () => Promise.reject(new Error("gone")) }));
    await expect(transport("https://counts/", "{}")).rejects.toThrow("gone");
  });
});

describe("edgeTransport", () => {
  test("posts text with headers of one's own, and follows no redirect", async () => {
    const { url, asked } = await fakeServer((_, res) => {
      res.writeHead(302, { location: "/elsewhere" }).end("moved");
    });
    const transport = edgeTransport({ authorization: "Bearer x" });
    expect(await transport(url, "{}")).toMatchObject({ status: 302, body: "moved" });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "text/plain", authorization: "Bearer x" },
    });
  });

  test("rejects when nobody answers", async () => {
    await expect(edgeTransport()("http://127.0.0.1:1/", "{}")).rejects.toThrow();
  });
});
