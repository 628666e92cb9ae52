import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Handler } from "../../../src/core/ports.ts";
import { nodeListener } from "../../../src/node/listener.ts";
import { type Marked, PEER } from "../../../src/server/address.ts";
import { ASIDE } from "../../../src/server/answer.ts";
import { talk } from "../../support/talk.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const run of undo.splice(0).reverse()) await run();
});

async function listen(handler: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer(nodeListener(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe("a listener for node:http", () => {
  test.each([
    ["a whole request", {}],
    ["a light one", { [ASIDE]: true }],
  ])("tells who is connected by %s, and no header can", async (_, mark) => {
    const handler: Handler = (request) => new Response(String((request as Marked)[PEER]));
    const { url } = await listen(Object.assign(handler, mark));
    const response = await fetch(url, { headers: { "x-forwarded-for": "203.0.113.7" } });
    expect(await response.text()).toBe("127.0.0.1");
  });

  test("hands the handler a whole Request", async () => {
    const seen: Record<string, unknown> = {};
    const { url } = await listen(async (request) => {
      const copy = new Request(request, { headers: { "x-copied": "1" } });
      Object.assign(seen, {
        isRequest: request instanceof Request,
        method: request.method,
        url: request.url,
        type: request.headers.get("content-type"),
        copied: copy.headers.get("x-copied"),
        body: await copy.json(),
      });
      return Response.json({ ok: true }, { status: 201, headers: { "x-a": "1" } });
    });
    const response = await fetch(`${url}/path?q=ä`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"größe":1}',
    });
    expect(seen).toEqual({
      isRequest: true,
      method: "PUT",
      url: `${url}/path?q=%C3%A4`,
      type: "application/json",
      copied: "1",
      body: { größe: 1 },
    });
    expect([response.status, response.headers.get("x-a")]).toEqual([201, "1"]);
    expect(await response.json()).toEqual({ ok: true });
  });

  test("streams both ways", async () => {
    const { url } = await listen(
      (request) => new Response(request.body?.pipeThrough(new TransformStream())),
    );
    const big = "x".repeat(3_000_000);
    const response = await fetch(url, { method: "POST", body: big });
    expect(await response.text()).toBe(big);
  });

  test("lets a server close that had a stream of events open until then", async () => {
    let end = () => {};
    const { url, server } = await listen(() => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(":\n\n"));
          end = () => controller.close();
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
    const response = await fetch(url);
    expect(response.headers.get("connection")).toBe("close");
    const closed = once(server, "close");
    end();
    server.close();
    expect(await response.text()).toBe(":\n\n");
    await closed;
  });

  test("keeps cookies apart and texts whole", async () => {
    const { url } = await listen(() => {
      const headers = new Headers([
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ]);
      return new Response("größe", { status: 299, statusText: "Fine", headers });
    });
    const response = await fetch(url);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect([response.status, response.statusText]).toEqual([299, "Fine"]);
    expect(await response.text()).toBe("größe");
  });

  test("answers HEAD and empty statuses without a body", async () => {
    const { url } = await listen(({ method }) =>
      method === "HEAD" ? new Response("unseen") : new Response(null, { status: 204 }),
    );
    expect(await (await fetch(url, { method: "HEAD" })).text()).toBe("");
    const empty = await fetch(url);
    expect([empty.status, empty.headers.get("content-length")]).toEqual([204, null]);
  });

  test.each([
    ["rejects", () => Promise.reject(new Error("secret"))],
    [
      "throws",
      () => {
        throw new Error("secret");
      },
    ],
  ])("answers 500 for a handler that %s, and goes on", async (_, handler) => {
    const { url } = await listen(handler);
    for (let i = 0; i < 2; i += 1) {
      const response = await fetch(url);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: "internal error" });
    }
  });

  test("breaks the connection off when a body breaks off", async () => {
    const { url } = await listen(() => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("half"));
        },
        pull: () => Promise.reject(new Error("source gone")),
      });
      return new Response(body);
    });
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
  });

  test.each(["before the body is begun", "while it is sent"])(
    "lets go of a body whose client goes away %s",
    async (when) => {
      let isLetGo = false;
      const body = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
        cancel() {
          isLetGo = true;
        },
      });
      const { url } = await listen(async ({ signal }) => {
        const left = once(signal, "abort");
        if (when.startsWith("before")) {
          held.destroy();
          await left;
        } else setTimeout(() => held.destroy(), 50);
        return new Response(body);
      });
      const held = connect(Number(new URL(url).port), "127.0.0.1");
      held.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      await expect.poll(() => isLetGo).toBe(true);
    },
  );

  test("aborts the request's signal when the client goes away", async () => {
    let left: Promise<unknown> | undefined;
    const called = new Promise<void>((resolve) => {
      void listen(({ signal }) => {
        left = once(signal, "abort");
        resolve();
        return new Promise(() => {});
      }).then(({ url }) => talk(url, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
    });
    await called;
    (undo.at(-1) as () => void)();
    await left;
  });

  test("lets a client that still sends read its answer, and does not read on for ever", async () => {
    const { url } = await listen(() => new Response("no thanks", { status: 413 }));
    const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n";
    const answer = await talk(url, head + "x".repeat(500_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toMatch(/no thanks/);
  });

  test("does so too when the answer is a stream", async () => {
    const { url } = await listen(() => new Response(new Blob(["no thanks"]), { status: 413 }));
    const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n";
    const answer = await talk(url, head + "x".repeat(500_000));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("no thanks");
  });

  test.each([
    "GET / HTTP/1.1\r\nhost: a/b?\r\nconnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nhost: a:b:c\r\nconnection: close\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    "TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
  ])("answers %j, of which no Request can be made, with 400", async (text) => {
    const { url } = await listen(() => new Response("never"));
    expect(await talk(url, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("answers a handler that takes the short cut with the same bytes", async () => {
    const handler: Handler = async (request) => {
      const { value } = (await request.body?.getReader().read()) ?? {};
      const text = `${request.method} ${new TextDecoder().decode(value)}`;
      const headers = new Map([["x-a", "1"]]);
      return { status: 202, headers, body: null, [ASIDE]: text } as unknown as Response;
    };
    const { url } = await listen(Object.assign(handler, { [ASIDE]: true }));
    const response = await fetch(url, { method: "POST", body: "größe" });
    expect([response.status, response.headers.get("x-a")]).toEqual([202, "1"]);
    expect(await response.text()).toBe("POST größe");
  });
});
