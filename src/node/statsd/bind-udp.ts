// A UDP socket that listens.
import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import type { HostPort } from "./host-port.ts";
import { kernelDrops } from "./kernel-drops.ts";

/** What listens is told. */
export interface BindOptions {
  /** Takes a datagram, and who sent it, as far as that is known. */
  readonly take: (datagram: Uint8Array, source: string) => void;
  /** Hears of errors after the socket was bound. */
  readonly onError: (error: Error) => void;
  /** Of the socket's buffer in the kernel. */
  readonly receiveBufferBytes?: number | undefined;
}

/** A socket that listens. */
export interface Bound {
  /** 0 of a path. */
  readonly port: number;
  /** Datagrams that the kernel dropped for want of room; undefined where nobody can tell. */
  kernelDropped(): number | undefined;
  close(): Promise<void>;
}

/** Without a host, on all addresses: of IPv6 and IPv4 where there are both. Rejects when the port can not be had. */
export async function bindUdp({ host, port }: HostPort, options: BindOptions): Promise<Bound> {
  if (host !== "") {
    const { address, family } = await lookup(host);
    return bind(family === 6 ? "udp6" : "udp4", port, address, options);
  }
  try {
    return await bind("udp6", port, "::", options);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EAFNOSUPPORT", "EADDRNOTAVAIL"].includes(code)) throw error;
    return bind("udp4", port, "0.0.0.0", options);
  }
}

async function bind(
  type: "udp4" | "udp6",
  port: number,
  address: string,
  { take, onError, receiveBufferBytes }: BindOptions,
): Promise<Bound> {
  const socket = createSocket(type);
  try {
    socket.bind(port, address);
    await once(socket, "listening");
    if (receiveBufferBytes !== undefined) socket.setRecvBufferSize(receiveBufferBytes);
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on("error", onError);
  socket.on("message", (datagram, from) => take(datagram, plainAddress(from.address)));
  return bound(socket);
}

function bound(socket: Socket): Bound {
  const { port, family } = socket.address();
  const read = kernelDrops(family === "IPv6" ? "IPv6" : "IPv4", port);
  let last: number | undefined;
  return {
    port,
    kernelDropped: () => (last = read() ?? last),
    async close() {
      last = read();
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

const MAPPED = "::ffff:";

/** IPv4 without what IPv6 wraps it in. */
function plainAddress(address: string): string {
  return address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address;
}
