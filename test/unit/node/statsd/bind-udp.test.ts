import { createSocket } from "node:dgram";
import { describe, expect, onTestFinished, test } from "vitest";
import { bindUdp } from "../../../../src/node/statsd/bind-udp.ts";

async function listen(host: string, port = 0, receiveBufferBytes?: number) {
  const taken: string[] = [];
  const take = (datagram: Uint8Array, source: string) =>
    void taken.push(`${source} ${Buffer.from(datagram)}`);
  const onError = (error: Error) => void taken.push(error.message);
  const socket = await bindUdp({ host, port }, { take, onError, receiveBufferBytes });
  onTestFinished(() => socket.close().catch(() => {}));
  return { socket, taken };
}

function send(type: "udp4" | "udp6", port: number, address: string): void {
  const sender = createSocket(type);
  sender.send("a:1|c", port, address, () => sender.close());
}

describe("a UDP socket", () => {
  test("without a host hears IPv4 and IPv6, and tells IPv4 addresses as such", async () => {
    const { socket, taken } = await listen("");
    send("udp4", socket.port, "127.0.0.1");
    await expect.poll(() => taken).toEqual(["127.0.0.1 a:1|c"]);
    send("udp6", socket.port, "::1");
    await expect.poll(() => taken.slice(1)).toEqual(["::1 a:1|c"]);
  });

  test.each([
    ["127.0.0.1", "udp4"],
    ["::1", "udp6"],
  ] as const)("listens on %s", async (host, type) => {
    const { socket, taken } = await listen(host);
    send(type, socket.port, host);
    await expect.poll(() => taken).toEqual([`${host} a:1|c`]);
  });

  test("rejects when the port is taken, or the host unknown", async () => {
    const { socket } = await listen("127.0.0.1");
    await expect(listen("127.0.0.1", socket.port)).rejects.toThrow("EADDRINUSE");
    await expect(listen("no.host.invalid")).rejects.toThrow("no.host.invalid");
  });

  test("rejects a buffer that is none, and gives the port back", async () => {
    const { socket } = await listen("127.0.0.1");
    const { port } = socket;
    await socket.close();
    await expect(listen("127.0.0.1", port, -1)).rejects.toThrow();
    await listen("127.0.0.1", port);
  });

  test("still knows after its end what was dropped", async () => {
    const { socket } = await listen("127.0.0.1");
    await socket.close();
    expect(socket.kernelDropped()).toBe(0);
  });
});
