import { describe, expect, test } from "vitest";
import { readHostPort } from "../../../../src/node/statsd/host-port.ts";

describe("an address", () => {
  test.each([
    [":8125", { host: "", port: 8125 }],
    ["127.0.0.1:0", { host: "127.0.0.1", port: 0 }],
    ["statsd.example:65535", { host: "statsd.example", port: 65_535 }],
    ["[::1]:8125", { host: "::1", port: 8125 }],
  ])("%s is host and port", (address, found) => {
    expect(readHostPort(address)).toEqual(found);
  });

  test.each(["", "8125", "localhost", "localhost:", "::1:8125", "a:65536", "udp://a:1", "a b:1"])(
    "%j is refused",
    (address) => {
      expect(() => readHostPort(address)).toThrow(`"${address}" is not host:port`);
    },
  );
});
