import { EventEmitter } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bindUnix } from "../../../../src/node/statsd/bind-unix.ts";
import { dataFolder } from "../../../support/serve.ts";

/** A socket such as node-unix-socket makes, without a kernel. */
function fakeSocket() {
  const told: string[] = [];
  const emitter = new EventEmitter();
  return Object.assign(emitter, {
    told,
    bind(path: string) {
      if (existsSync(path)) throw new Error("Address already in use");
      writeFileSync(path, "");
    },
    setRecvBufferSize: (bytes: number) => void told.push(`buffer ${bytes}`),
    close: () => void told.push("closed"),
  });
}

function place(): string {
  const folder = dataFolder();
  onTestFinished(folder.remove);
  return join(folder.path, "statsd.sock");
}

test("a unix socket passes datagrams and errors on, and is gone when it is closed", async () => {
  const path = place();
  const socket = fakeSocket();
  const heard: unknown[] = [];
  const bound = bindUnix(path, socket, {
    take: (datagram, source) => void heard.push([`${Buffer.from(datagram)}`, source]),
    onError: ({ message }) => void heard.push(message),
    receiveBufferBytes: 9_000,
  });
  expect(existsSync(path)).toBe(true);
  socket.emit("data", Buffer.from("a:1|c"), "");
  socket.emit("error", new Error("odd"));
  expect(heard).toEqual([["a:1|c", ""], "odd"]);
  expect([bound.port, bound.kernelDropped()]).toEqual([0, 0]);
  await bound.close();
  expect(socket.told).toEqual(["buffer 9000", "closed"]);
  expect(existsSync(path)).toBe(false);
});

test("a path that is taken is refused and left alone", () => {
  const path = place();
  writeFileSync(path, "");
  const socket = fakeSocket();
  const options = { take: () => {}, onError: () => {} };
  expect(() => bindUnix(path, socket, options)).toThrow(`address: ${path}: Address already in use`);
  expect(socket.told).toEqual(["closed"]);
  expect(existsSync(path)).toBe(true);
});

test("a path is refused without a socket", () => {
  const options = { take: () => {}, onError: () => {} };
  expect(() => bindUnix("/x.sock", undefined, options)).toThrow(
    "address: /x.sock: Node has no unix datagram sockets: hand one in as unixSocket",
  );
});
