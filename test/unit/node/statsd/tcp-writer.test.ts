import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, Server as SecureServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { type TcpWriterOptions, tcpWriter } from "../../../../src/node/statsd/tcp-writer.ts";
import { type FakeClock, fakeClock } from "../../../support/clock.ts";

/** Hears what is written to it, unless it is deaf. */
async function listen(options: { port?: number; isDeaf?: boolean; server?: Server } = {}) {
  const { port = 0, isDeaf = false, server = createServer() } = options;
  const sockets: Socket[] = [];
  let heard = "";
  const accept = (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    if (isDeaf) socket.pause();
    else socket.on("data", (data) => (heard += data));
  };
  server.on(server instanceof SecureServer ? "secureConnection" : "connection", accept);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(stop);
  return { port: (server.address() as AddressInfo).port, sockets, heard: () => heard, stop };
}

function open(port: number, options: TcpWriterOptions & { clock?: FakeClock } = {}) {
  const errors: string[] = [];
  const onError = ({ code }: { code: string }) => void errors.push(code);
  const writer = tcpWriter(`127.0.0.1:${port}`, { onError, ...options });
  onTestFinished(async () => {
    const closed = writer.close();
    await options.clock?.advance(10_000);
    await closed;
  });
  return { ...writer, errors };
}

describe("a writer over TCP", () => {
  test("writes text after text to one connection, each with a line feed at its end", async () => {
    const { port, sockets, heard } = await listen();
    const { write, counts } = open(port);
    write("a 1 1\nb 2 1\n");
    write("_e{1,1}:a|b");
    await expect.poll(heard).toBe("a 1 1\nb 2 1\n_e{1,1}:a|b\n");
    write("c 3 1\n");
    await expect.poll(heard).toMatch(/c 3 1\n$/);
    await expect.poll(counts).toMatchObject({ sent: 3, dropped: 0, waitingBytes: 0 });
    expect(sockets).toHaveLength(1);
  });

  test("keeps texts while nobody is there, and tries again after a second", async () => {
    const away = await listen();
    await away.stop();
    const clock = fakeClock();
    const { write, counts, errors } = open(away.port, { clock });
    write("a 1 1\n");
    write("b 2 1\n");
    await expect.poll(() => errors).toEqual(["network"]);
    expect(counts()).toMatchObject({ sent: 0, dropped: 0, waitingBytes: 12 });
    const { heard } = await listen({ port: away.port });
    await clock.advance(1_000);
    await expect.poll(heard).toBe("a 1 1\nb 2 1\n");
  });

  test("connects anew when the other side ended the connection", async () => {
    const first = await listen();
    const { write, counts } = open(first.port);
    write("a 1 1\n");
    await expect.poll(first.heard).toBe("a 1 1\n");
    first.sockets[0]?.end();
    await once(first.sockets[0] as Socket, "close");
    write("b 2 1\n");
    await expect.poll(first.heard).toBe("a 1 1\nb 2 1\n");
    expect(counts().dropped).toBe(0);
  });

  test("takes nothing that there is no room for, and says so", async () => {
    const away = await listen();
    await away.stop();
    const { write, counts } = open(away.port, { maxWaitingBytes: 13, clock: fakeClock() });
    write("a 1 1\n");
    write("b 2 1\n");
    expect(() => write("c 3 1\n")).toThrow("12 bytes wait already");
    expect(counts()).toMatchObject({ sent: 0, dropped: 0, waitingBytes: 12 });
  });

  test("gives a text up that takes too long, and the connection with it", async () => {
    const deaf = await listen({ isDeaf: true });
    const { write, counts, errors } = open(deaf.port, { writeTimeoutMs: 100 });
    write("x".repeat(20_000_000));
    await expect.poll(counts).toMatchObject({ sent: 0, dropped: 1, waitingBytes: 0 });
    expect(errors).toEqual(["timeout"]);
    write("a 1 1\n");
    await expect.poll(counts).toMatchObject({ sent: 1 });
    expect(deaf.sockets).toHaveLength(2);
  });

  test("gives a connection up that takes too long", async () => {
    const clock = fakeClock();
    // Nobody answers from there: it is for documentation only.
    const errors: string[] = [];
    const onError = ({ code }: { code: string }) => void errors.push(code);
    const writer = tcpWriter("192.0.2.1:2003", { clock, onError, dialTimeoutMs: 50 });
    writer.write("a 1 1\n");
    await clock.advance(50);
    expect(errors).toHaveLength(1);
    const closed = writer.close();
    await clock.advance(10_000);
    await closed;
    const none = { sent: 0, linesSent: 0, waitingBytes: 0 };
    expect(writer.counts()).toEqual({ ...none, dropped: 1, linesDropped: 1 });
    expect(errors).toContain("stopped");
  });

  test("writes what waits before it is closed, and takes nothing afterwards", async () => {
    const { port, heard } = await listen();
    const { write, close, counts } = open(port);
    write("a 1 1\nb 2 1");
    await close();
    await expect.poll(heard).toBe("a 1 1\nb 2 1\n");
    expect(() => write("c 3 1\n")).toThrow("closed");
    const none = { dropped: 0, linesDropped: 0, waitingBytes: 0 };
    expect(counts()).toEqual({ ...none, sent: 1, linesSent: 2 });
  });

  test("writes by TLS", async () => {
    const psk = Buffer.alloc(16, 7);
    const shared = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const server = createSecureServer({ ...shared, pskCallback: () => psk });
    const { port, heard } = await listen({ server });
    const pskCallback = () => ({ psk, identity: "test" });
    const tls = { ...shared, pskCallback, checkServerIdentity: () => undefined };
    const { write } = open(port, { tls });
    write("a 1 1\n");
    await expect.poll(heard).toBe("a 1 1\n");
  });

  test("refuses an address that is none", () => {
    expect(() => tcpWriter("graphite.example")).toThrow("graphite.example");
  });

  test.each(["dialTimeoutMs", "writeTimeoutMs", "maxWaitingBytes"])("refuses a %s of 0", (name) => {
    expect(() => tcpWriter(":2003", { [name]: 0 })).toThrow(`tcp: ${name} must be positive`);
  });
});
