// Packets over UDP.
import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { readHostPort } from "./host-port.ts";

/** Sends packets. */
export interface UdpWriter {
  /** Resolves when the system has taken it, which is all that is known of a datagram; rejects when it did not. */
  write(packet: string): Promise<void>;
  /** Packets that the system took, and did not. */
  counts(): { readonly sent: number; readonly failed: number };
  close(): void;
}

/**
 * `statsdBackend({ write: udpWriter("statsd.example:8125").write })`. The name is looked up with the first packet, and anew
 * after an error, such as when nobody listened there. A process does not stay for it. Throws `bad-option`.
 */
export function udpWriter(address: string): UdpWriter {
  const { host, port } = readHostPort(address);
  const counts = { sent: 0, failed: 0 };
  let opening: Promise<Socket> | undefined;

  return {
    async write(packet) {
      opening ??= open();
      const opened = opening;
      try {
        const socket = await opened;
        await new Promise<void>((resolve, reject) => {
          socket.send(packet, (error) => (error ? reject(error) : resolve()));
        });
        counts.sent += 1;
      } catch (error) {
        counts.failed += 1;
        drop(opened);
        throw error;
      }
    },
    counts: () => ({ ...counts }),
    close() {
      if (opening) drop(opening);
    },
  };

  async function open(): Promise<Socket> {
    const { address: found, family } = await lookup(host || "localhost");
    const socket = createSocket(family === 6 ? "udp6" : "udp4");
    const current = opening;
    try {
      socket.connect(port, found);
      await once(socket, "connect");
    } catch (error) {
      socket.close();
      throw error;
    }
    socket.unref();
    socket.on("error", () => current && drop(current));
    return socket;
  }

  function drop(dropped: Promise<Socket>): void {
    if (opening !== dropped) return;
    opening = undefined;
    dropped.then(
      (socket) => socket.close(),
      () => {},
    );
  }
}
