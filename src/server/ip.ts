// IP addresses and ranges of them, as bytes.
import { V6_NETWORK_BITS } from "../core/access-limits.ts";

/** Four bytes of IPv4, or sixteen of IPv6. */
export type Address = readonly number[];

/** All addresses that begin like this one. */
export interface AddressRange {
  readonly address: Address;
  readonly bits: number;
}

const LOOPBACK: readonly AddressRange[] = [
  { address: [127, 0, 0, 0], bits: 8 },
  { address: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], bits: 128 },
];

/** What comes before an IPv4 address in an IPv6 one that stands for it. Source: RFC 4291, section 2.5.5.2. */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];
const MAPPED_BITS = 96;

/** An address out of its text, an IPv4 one also where IPv6 wraps it (`::ffff:10.0.0.1`); undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  const address = parseAny(text);
  return address && isMapped(address) ? address.slice(MAPPED.length) : address;
}

/** `10.0.0.0/8`, `fd00::/8`, one address, or `loopback`; undefined when it is none of them. */
export function parseRange(text: string): readonly AddressRange[] | undefined {
  if (text === "loopback") return LOOPBACK;
  const [, name = "", length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAny(name);
  if (!address) return undefined;
  const most = address.length * 8;
  const bits = length === undefined ? most : Number(length);
  if (bits > most) return undefined;
  if (!isMapped(address) || bits < MAPPED_BITS) return [{ address, bits }];
  return [{ address: address.slice(MAPPED.length), bits: bits - MAPPED_BITS }];
}

/** Whether a range holds an address; those of IPv4 and of IPv6 hold none of the other. */
export function holds({ address, bits }: AddressRange, other: Address): boolean {
  const isAlike = bitsOf(other).startsWith(bitsOf(address).slice(0, bits));
  return isAlike && address.length === other.length;
}

function bitsOf(address: Address): string {
  return address.map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

/** Whether a name stands for this machine alone: `localhost`, `127.0.0.1`, `::1`. */
export function isLoopback(host: string): boolean {
  const address = parseAddress(host);
  if (!address) return host.toLowerCase() === "localhost";
  return LOOPBACK.some((range) => holds(range, address));
}

/** One text for an IPv4 address, and one for all IPv6 addresses of a network: `2001:db8:0:1::/64`. */
export function networkText(address: Address): string {
  if (address.length === 4) return address.join(".");
  const groups: string[] = [];
  for (let i = 0; i * 8 < V6_NETWORK_BITS; i += 2) {
    groups.push((((address[i] as number) << 8) | (address[i + 1] as number)).toString(16));
  }
  return `${groups.join(":")}::/${V6_NETWORK_BITS}`;
}

function isMapped(address: Address): boolean {
  return address.length === 16 && MAPPED.every((byte, i) => address[i] === byte);
}

function parseAny(text: string): Address | undefined {
  return text.includes(":") ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  const parts = text.split(".");
  // A leading zero means octal to some, so that it means nothing here.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part)))
    return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** What follows a `%` names a network card of ours, and is no part of it. */
function parseV6(text: string): Address | undefined {
  const [plain = ""] = text.split("%", 1);
  const url = `http://[${plain}]`;
  if (!/^[\da-f:.]+$/i.test(plain) || !URL.canParse(url)) return undefined;
  // As URLs write it, only zeros are left out, and nothing in it is IPv4.
  const halves = new URL(url).hostname.slice(1, -1).split("::");
  const [before = [], after = []] = halves.map((half) => half.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 255];
  });
}
