import { describe, expect, test } from "vitest";
import { MAX_ADDRESSES } from "../../../src/core/access-limits.ts";
import { TallybeaconError } from "../../../src/core/errors.ts";
import { createAddresses, PEER } from "../../../src/server/address.ts";
import { HOME } from "../../support/requests.ts";
import { from } from "../../support/senders.ts";

const CLIENT = "203.0.113.7";
const PROXY = "10.0.0.2";
const FORGED = {
  "x-forwarded-for": "198.51.100.1",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "evil.example",
};

describe("who is connected", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:0:1:aaaa:bbbb:cccc:dddd", "2001:db8:0:1::/64"],
    ["2001:db8:0:1::5", "2001:db8:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    [undefined, undefined],
  ])("as %s is known as %s", (peer, key) => {
    expect(createAddresses().keyOf(from(peer))).toBe(key);
  });

  test.each([
    ["no proxy is trusted", {}],
    ["another one is", { trustedProxies: ["10.0.0.3", "192.168.0.0/16", "fd00::/8"] }],
  ])("is believed, and no header is, while %s", (_, options) => {
    const { keyOf, isSecure, originOf } = createAddresses(options);
    const request = from(PROXY, FORGED);
    expect([keyOf(request), isSecure(request), originOf(request)]).toEqual([PROXY, false, HOME]);
  });

  test("is told by the platform where that is not Node", () => {
    const { keyOf } = createAddresses({
      addressOf: ({ headers }) => headers.get("cf-connecting-ip") ?? undefined,
    });
    expect(keyOf(from(undefined, { "cf-connecting-ip": CLIENT, ...FORGED }))).toBe(CLIENT);
    expect(keyOf(from(undefined))).toBeUndefined();
  });

  test("may be told by any text, of which a part is kept", () => {
    const { keyOf } = createAddresses({ addressOf: () => "x".repeat(10_000) });
    expect(keyOf(from(CLIENT))).toBe("x".repeat(64));
  });
});

describe("behind a trusted proxy", () => {
  const addresses = createAddresses({ trustedProxies: ["10.0.0.0/8", "loopback", "fd00::/8"] });
  const keyOf = (chain: string, peer = PROXY) =>
    addresses.keyOf(from(peer, { "x-forwarded-for": chain }));

  test.each([
    ["the one that it heard", CLIENT, CLIENT],
    ["the last one that is no proxy", `${CLIENT}, 10.0.0.9, 127.0.0.1`, CLIENT],
    ["not what that one wrote", `1.1.1.1, 10.0.0.1, ${CLIENT}, 10.0.0.9`, CLIENT],
    ["its network", "2001:db8:0:1:aaaa::5", "2001:db8:0:1::/64"],
    ["without port", `${CLIENT}:51234`, CLIENT],
    ["without port and brackets", "[2001:db8:0:1::5]:443", "2001:db8:0:1::/64"],
    ["the first, when all are proxies", "10.0.0.8, 10.0.0.9", "10.0.0.8"],
    ["the last one that is an address", `${CLIENT}, unknown, 10.0.0.9`, "10.0.0.9"],
    ["the proxy, when it tells none", "", PROXY],
    ["the proxy, when it tells nonsense", "x".repeat(5_000), PROXY],
  ])("the client is %s", (_, chain, key) => {
    expect(keyOf(chain)).toBe(key);
  });

  test.each([PROXY, "::ffff:10.0.0.2", "127.0.0.1", "::1", "fd00::7"])(
    "at %s the headers are believed",
    (peer) => {
      expect(keyOf(CLIENT, peer)).toBe(CLIENT);
    },
  );

  test("the client is the proxy where it names nobody", () => {
    expect(addresses.keyOf(from(PROXY))).toBe(PROXY);
  });

  test.each([
    ["https", "https", "count.example", "https://count.example"],
    ["HTTPS", "https", "count.example:443", "https://count.example"],
    ["https, http", "https", "count.example, inner.example", "https://count.example"],
    ["http", "http", "count.example:8080", "http://count.example:8080"],
    ["gopher", "http", "count.example", "http://count.example"],
    ["https", "https", "", "https://count.example"],
    ["https", "https", "a b", "null"],
  ])("'%s' is %s, and with host '%s' the origin is %s", (proto, scheme, host, origin) => {
    const request = from(PROXY, { "x-forwarded-proto": proto, "x-forwarded-host": host });
    expect(addresses.isSecure(request)).toBe(scheme === "https");
    expect(addresses.originOf(request)).toBe(origin);
  });

  test("https without a proxy is https, and an address that is none has no origin", () => {
    expect(addresses.isSecure(from(CLIENT, {}, "https://count.example/"))).toBe(true);
    const light = { url: "http://%/", headers: new Headers() } as Request;
    expect(addresses.originOf(light)).toBe("null");
  });
});

test.each(["10.0.0.0/33", "localhost", "", "10.0.0.0-10.0.0.9"])(
  "a trusted proxy '%s' is refused by name",
  (proxy) => {
    const create = () => createAddresses({ trustedProxies: ["loopback", proxy] });
    expect(create).toThrow(TallybeaconError);
    expect(create).toThrow(`trustedProxies: must be an address`);
    expect(create).toThrow(`not "${proxy}"`);
  },
);

test("with more addresses than it keeps it learns them anew", () => {
  const { keyOf } = createAddresses({ trustedProxies: ["loopback"] });
  // As little of a request as is asked for: a hundred thousand whole ones take seconds.
  const headers = new Headers();
  const light = (peer: string) =>
    ({ url: HOME, headers, [PEER]: peer }) as Partial<Request> as Request;
  for (let i = 0; i < MAX_ADDRESSES; i += 1) {
    keyOf(light(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
  }
  expect(keyOf(light("::ffff:192.0.2.1"))).toBe("192.0.2.1");
  expect(keyOf(light("10.0.0.1"))).toBe("10.0.0.1");
});
