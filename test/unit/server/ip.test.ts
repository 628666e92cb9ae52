import { BlockList, isIPv4, isIPv6 } from "node:net";
import { describe, expect, test } from "vitest";
import {
  holds,
  isLoopback,
  networkText,
  parseAddress,
  parseRange,
} from "../../../src/server/ip.ts";

const inRange = (range: string, text: string): boolean => {
  const address = parseAddress(text);
  return address !== undefined && (parseRange(range) ?? []).some((each) => holds(each, address));
};
const hex = (text: string) =>
  parseAddress(text)
    ?.map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

describe("an address", () => {
  test.each([
    ["10.0.0.1", "0a000001"],
    ["255.255.255.255", "ffffffff"],
    ["::", "00".repeat(16)],
    ["::1", `${"00".repeat(15)}01`],
    ["2001:db8::5", "20010db8000000000000000000000005"],
    ["2001:DB8:0:0:1:2:3:4", "20010db8000000000001000200030004"],
    ["1:2:3:4:5:6:7::", "00010002000300040005000600070000"],
    ["::2:3:4:5:6:7:8", "00000002000300040005000600070008"],
    ["fe80::1%eth0", "fe800000000000000000000000000001"],
    ["64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"],
    ["1:2:3:4:5:6:192.0.2.33", "000100020003000400050006c0000221"],
  ])("%s is read", (text, bytes) => {
    expect(hex(text)).toBe(bytes);
  });

  test.each(["::ffff:10.0.0.1", "::FFFF:a00:1", "0:0:0:0:0:ffff:0a00:0001"])(
    "%s is the IPv4 address that it stands for",
    (text) => {
      expect(parseAddress(text)).toEqual([10, 0, 0, 1]);
    },
  );

  test.each([
    "",
    "10.0.0",
    "10.0.0.0.1",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.1 ",
    "10.0.0.-1",
    "1e1.0.0.1",
    "٣.0.0.1",
    ":",
    ":::",
    "1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "::12345",
    "::g",
    "::1.2.3",
    "::1.2.3.256",
    "1.2.3.4::",
    "::1.2.3.4:5",
    ":1:2:3:4:5:6:7",
    "[::1]",
    "localhost",
    "unknown",
  ])("'%s' is none, to Node neither", (text) => {
    expect(parseAddress(text)).toBeUndefined();
    expect(isIPv4(text) || isIPv6(text)).toBe(false);
  });

  test("is counted with its network where it is of IPv6", () => {
    const network = (text: string) => networkText(parseAddress(text) ?? []);
    expect(network("192.0.2.7")).toBe("192.0.2.7");
    expect(network("::ffff:192.0.2.7")).toBe("192.0.2.7");
    expect(network("2001:db8:0:1:aaaa::5")).toBe("2001:db8:0:1::/64");
    expect(network("2001:db8:0:1:bbbb::6")).toBe("2001:db8:0:1::/64");
    expect(network("2001:db8:0:2::5")).not.toBe(network("2001:db8:0:1::5"));
  });
});

describe("a range", () => {
  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["192.0.2.128/25", "192.0.2.127", false],
    ["192.0.2.128/25", "192.0.2.128", true],
    ["192.0.2.4/31", "192.0.2.5", true],
    ["192.0.2.4/31", "192.0.2.6", false],
    ["192.0.2.4", "192.0.2.4", true],
    ["192.0.2.4/32", "192.0.2.5", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "2001:db8::1", true],
    ["::/0", "10.0.0.1", false],
    ["10.0.0.0/8", "::ffff:10.0.0.1", true],
    ["::ffff:10.0.0.0/104", "10.200.0.1", true],
    ["::ffff:10.0.0.0/104", "11.0.0.1", false],
    ["::ffff:0:0/96", "11.0.0.1", true],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["fd00::/8", "fd12:3456::1", true],
    ["::1", "::1", true],
    ["::1/128", "::2", false],
    ["loopback", "127.8.9.1", true],
    ["loopback", "::ffff:127.0.0.1", true],
    ["loopback", "::1", true],
    ["loopback", "128.0.0.1", false],
    ["loopback", "::2", false],
  ])("%s and %s: %s", (range, address, isIn) => {
    expect(inRange(range, address)).toBe(isIn);
  });

  test("agrees with Node's own list", () => {
    const list = new BlockList();
    list.addSubnet("172.16.0.0", 12, "ipv4");
    for (const address of ["172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"]) {
      expect(inRange("172.16.0.0/12", address)).toBe(list.check(address, "ipv4"));
    }
  });

  test.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "10.0.0.0/8.5",
    "::/129",
    "10.0.0/8",
    "fe80::1%eth0",
    "Loopback ",
    "*",
  ])("'%s' is none", (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});

test.each([
  ["localhost", true],
  ["LOCALHOST", true],
  ["127.0.0.1", true],
  ["127.1.2.3", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["192.168.1.2", false],
  ["localhost.example", false],
  ["", false],
])("that '%s' is this machine alone is %s", (host, isAlone) => {
  expect(isLoopback(host)).toBe(isAlone);
});
