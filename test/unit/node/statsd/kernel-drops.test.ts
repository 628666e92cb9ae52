import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { kernelDrops } from "../../../../src/node/statsd/kernel-drops.ts";

async function bound(type: "udp4" | "udp6", address: string, port = 0) {
  const socket = createSocket(type).bind(port, address);
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return socket;
}

describe("what the kernel dropped", () => {
  test.each([
    ["udp4", "127.0.0.1", "IPv4"],
    ["udp6", "::1", "IPv6"],
  ] as const)("is what a %s socket had no room for", async (type, address, family) => {
    const socket = await bound(type, address);
    socket.setRecvBufferSize(4_096);
    const { port } = socket.address();
    const read = kernelDrops(family, port);
    expect(read()).toBe(0);
    let received = 0;
    socket.on("message", () => (received += 1));
    const sender = createSocket(type);
    onTestFinished(() => void sender.close());
    const sent = Array.from(
      { length: 500 },
      () => new Promise((done) => sender.send("a:1|c", port, address, done)),
    );
    await Promise.all(sent);
    await expect.poll(() => received + (read() ?? 0)).toBe(500);
    expect(read()).toBeGreaterThan(0);
  });

  test("is not known of a port that nobody has", () => {
    expect(kernelDrops("IPv4", 1)()).toBeUndefined();
  });

  test("is not known of one among several on a port", async () => {
    const { port } = (await bound("udp4", "127.0.0.1")).address();
    await bound("udp4", "127.0.0.2", port);
    expect(kernelDrops("IPv4", port)()).toBeUndefined();
  });
});
