// A unix datagram socket that listens. Node has none: whoever wants one hands it in.
import { rmSync } from "node:fs";
import { TallybeaconError } from "../../core/errors.ts";
import type { BindOptions, Bound } from "./bind-udp.ts";

/** As much of a unix datagram socket as is used: `new DgramSocket()` of the package `node-unix-socket` fits. */
export interface UnixDatagramSocket {
  bind(path: string): void;
  setRecvBufferSize(bytes: number): void;
  on(event: "data", take: (datagram: Uint8Array) => void): unknown;
  on(event: "error", fail: (error: Error) => void): unknown;
  close(): void;
}

/**
 * The path is removed when the socket is closed. Throws `bad-option` without a socket, and when the path can not be had:
 * also when it is left from a process that was killed.
 */
export function bindUnix(
  path: string,
  socket: UnixDatagramSocket | undefined,
  { take, onError, receiveBufferBytes }: BindOptions,
): Bound {
  if (!socket) {
    const why = "Node has no unix datagram sockets: hand one in as unixSocket";
    throw new TallybeaconError("bad-option", `address: ${path}: ${why}`);
  }
  try {
    socket.bind(path);
    if (receiveBufferBytes !== undefined) socket.setRecvBufferSize(receiveBufferBytes);
  } catch (cause) {
    socket.close();
    throw new TallybeaconError(
      "bad-option",
      `address: ${path}: ${(cause as Error).message}`,
      cause,
    );
  }
  socket.on("error", onError);
  socket.on("data", (datagram) => take(datagram, ""));
  return {
    port: 0,
    // Whoever finds the buffer full waits, or is told.
    kernelDropped: () => 0,
    async close() {
      socket.close();
      rmSync(path, { force: true });
    },
  };
}
