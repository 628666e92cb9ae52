// Ranges of addresses against a comparison bit by bit.
import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createAddresses } from "../../src/server/address.ts";
import { holds, parseAddress, parseRange } from "../../src/server/ip.ts";
import { from } from "../support/senders.ts";

const bitsOf = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
const groupsOf = (bytes: readonly number[]): string[] =>
  Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] as number) << 8) | (bytes[2 * i + 1] as number)).toString(16),
  );

/** An address with one of the ways to write it. Bytes are often 0, so that there is something to leave out. */
const byte = fc.oneof(fc.constant(0), fc.constant(255), fc.integer({ min: 0, max: 255 }));
const v4 = fc
  .tuple(byte, byte, byte, byte)
  .chain((bytes) =>
    fc
      .constantFrom(bytes.join("."), `::ffff:${bytes.join(".")}`, `::FFFF:${mapped(bytes)}`)
      .map((text) => ({ bytes: [...bytes] as readonly number[], text })),
  );
const v6 = fc
  .tuple(fc.array(byte, { minLength: 16, maxLength: 16 }), fc.nat(7), fc.nat(7), fc.boolean())
  // The first bytes keep it from being a mapped IPv4 address.
  .map(([rest, one, other, isUpper]) => {
    const bytes = [0x20, ...rest.slice(1)];
    const groups = groupsOf(bytes);
    const [start, end] = [Math.min(one, other), Math.max(one, other)];
    const gap = groups.slice(start, end);
    const isGap = gap.length > 0 && gap.every((group) => group === "0");
    const short = `${groups.slice(0, start).join(":")}::${groups.slice(end).join(":")}`;
    const text = isGap ? short : groups.join(":");
    return { bytes: bytes as readonly number[], text: isUpper ? text.toUpperCase() : text };
  });
const address = fc.oneof(v4, v6);

function mapped([a, b, c, d]: readonly [number, number, number, number]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

test("an address is its bytes, however it is written", () => {
  fc.assert(
    fc.property(address, ({ bytes, text }) => {
      expect(isIP(text)).not.toBe(0);
      expect(parseAddress(text)).toEqual(bytes);
    }),
  );
});

test("a text is an address when Node says so", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."0123456789abf:.") }),
    fc.array(fc.constantFrom("0", "1", "ff", ":", "::", "1.2.3.4", "."), { maxLength: 12 }),
  );
  fc.assert(
    fc.property(text, (parts) => {
      const one = typeof parts === "string" ? parts : parts.join("");
      expect(parseAddress(one) !== undefined).toBe(isIP(one) !== 0);
    }),
    { numRuns: 2_000 },
  );
});

test("a range holds what begins with the same bits", () => {
  const near = fc.tuple(address, address, fc.nat(128), fc.boolean());
  fc.assert(
    fc.property(near, ([one, other, length, isNear]) => {
      const bits = Math.min(length, one.bytes.length * 8);
      // Two addresses drawn by chance have hardly a bit in common: the second may take some of the first.
      const same = isNear && one.bytes.length === other.bytes.length ? Math.floor(bits / 8) : 0;
      const second = [...one.bytes.slice(0, same), ...other.bytes.slice(same)];
      const wanted =
        one.bytes.length === second.length &&
        bitsOf(one.bytes).slice(0, bits) === bitsOf(second).slice(0, bits);
      const isWrapped = one.bytes.length === 4 && one.text.includes(":");
      const [range] = parseRange(`${one.text}/${isWrapped ? bits + 96 : bits}`) ?? [];
      expect(range && holds(range, second)).toBe(wanted);
    }),
    { numRuns: 2_000 },
  );
});

test("whatever stands before the first untrusted address of a chain changes nothing", () => {
  const { keyOf } = createAddresses({ trustedProxies: ["10.0.0.0/8", "loopback"] });
  const forged = fc.array(fc.oneof(fc.constantFrom("10.0.0.1", "unknown", "", "::1"), fc.ipV4()));
  const proxies = fc.array(fc.constantFrom("10.0.0.2", "127.0.0.1", "::1", "10.9.9.9:443"));
  fc.assert(
    fc.property(forged, proxies, (before, after) => {
      const chain = [...before, "203.0.113.7", ...after].join(", ");
      expect(keyOf(from("10.1.1.1", { "x-forwarded-for": chain }))).toBe("203.0.113.7");
      expect(keyOf(from("198.51.100.1", { "x-forwarded-for": chain }))).toBe("198.51.100.1");
    }),
  );
});
