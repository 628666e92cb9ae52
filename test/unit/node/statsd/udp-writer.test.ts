import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { udpWriter } from "../../../../src/node/statsd/udp-writer.ts";

async function listen(port = 0): Promise<{ socket: Socket; port: number; heard: string[] }> {
  const heard: string[] = [];
  const socket = createSocket("udp4").bind(port, "127.0.0.1");
  socket.on("message", (message) => void heard.push(`${message}`));
  await once(socket, "listening");
  return { socket, port: socket.address().port, heard };
}

function open(address: string) {
  const writer = udpWriter(address);
  onTestFinished(writer.close);
  return writer;
}

describe("a writer over UDP", () => {
  test("sends each packet as one datagram, in their order", async () => {
    const { socket, port, heard } = await listen();
    onTestFinished(() => void socket.close());
    const { write, counts } = open(`127.0.0.1:${port}`);
    await Promise.all(["a:1|c\nb:1|c\n", "größe:1|c\n", "c:1|c\n"].map(write));
    await expect.poll(() => heard).toEqual(["a:1|c\nb:1|c\n", "größe:1|c\n", "c:1|c\n"]);
    expect(counts()).toEqual({ sent: 3, failed: 0 });
  });

  test("rejects where the name is unknown, and looks it up again", async () => {
    const { write, counts } = open("no.host.invalid:8125");
    await expect(write("a:1|c")).rejects.toThrow("no.host.invalid");
    await expect(write("a:1|c")).rejects.toThrow("no.host.invalid");
    expect(counts()).toEqual({ sent: 0, failed: 2 });
  });

  test("rejects a packet that no datagram holds, and goes on", async () => {
    const { socket, port, heard } = await listen();
    onTestFinished(() => void socket.close());
    const { write, counts } = open(`127.0.0.1:${port}`);
    await expect(write("x".repeat(70_000))).rejects.toThrow("EMSGSIZE");
    await write("a:1|c");
    await expect.poll(() => heard).toEqual(["a:1|c"]);
    expect(counts()).toEqual({ sent: 1, failed: 1 });
  });

  test("reaches a server that was away", async () => {
    const first = await listen();
    const { write } = open(`127.0.0.1:${first.port}`);
    await write("a:1|c");
    await expect.poll(() => first.heard).toEqual(["a:1|c"]);
    first.socket.close();
    await once(first.socket, "close");
    // Whether the system tells that nobody is there is up to it.
    for (let i = 0; i < 3; i += 1) await write("lost:1|c").catch(() => {});
    const second = await listen(first.port);
    onTestFinished(() => void second.socket.close());
    await expect
      .poll(async () => {
        await write("b:1|c").catch(() => {});
        return second.heard.includes("b:1|c");
      })
      .toBe(true);
  });

  test("may be closed unused, twice, and while it looks up", async () => {
    const writer = udpWriter("127.0.0.1:1");
    writer.close();
    const write = writer.write("a:1|c");
    writer.close();
    writer.close();
    await write.catch(() => {});
  });

  test("refuses an address that is none", () => {
    expect(() => udpWriter("statsd.example")).toThrow("statsd.example");
  });
});
