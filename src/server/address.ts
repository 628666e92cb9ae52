// Who is asking: the address of a request, behind proxies that are trusted too.
import { MAX_ADDRESS_CHARS, MAX_ADDRESSES } from "../core/access-limits.ts";
import { TallybeaconError } from "../core/errors.ts";
import { type AddressRange, holds, networkText, parseAddress, parseRange } from "./ip.ts";

/** Under this name `nodeListener` puts the address of whoever is connected; no header can. */
export const PEER: unique symbol = Symbol("tallybeacon.peer");

/** What may carry it. */
export interface Marked {
  readonly [PEER]?: string | undefined;
}

/** As much of a request as tells its sender. */
export interface Asked {
  readonly url: string;
  readonly headers: Pick<Headers, "get">;
}

/** How addresses are told. */
export interface AddressOptions {
  /**
   * Who is connected, where that is not Node: `(request) => request.headers.get("cf-connecting-ip") ?? undefined` in a
   * Worker. Any text will do that is the same for the same client.
   */
  readonly addressOf?: (request: Asked) => string | undefined;
  /**
   * Proxies whose `x-forwarded-for`, `x-forwarded-proto` and `x-forwarded-host` are believed: addresses, ranges such as
   * `10.0.0.0/8` and `fd00::/8`, or `loopback`. Default: none, and nobody's are.
   */
  readonly trustedProxies?: readonly string[];
}

/** What is known of the sender of a request. */
export interface Addresses {
  /** The client's address, an IPv6 one as its network (`2001:db8:0:1::/64`); undefined where nobody told. */
  keyOf(request: Request): string | undefined;
  /** Whether the client came by https. */
  isSecure(request: Request): boolean;
  /** The origin that the client asked, such as `https://count.example`; `null` when it is none. */
  originOf(request: Request): string;
}

interface Known {
  readonly key: string;
  readonly isTrusted: boolean;
}

/**
 * Tells who is asking. A header is believed only where the one who is connected is a trusted proxy: of
 * `x-forwarded-for` the last address that is none, since what stands before it anybody may have written. Throws
 * `bad-option` for a proxy that is no address.
 */
export function createAddresses(options: AddressOptions = {}): Addresses {
  const { addressOf, trustedProxies = [] } = options;
  const ranges = trustedProxies.flatMap(rangesOf);
  const known = new Map<string, Known>();

  const peerOf = (request: Request): string | undefined =>
    addressOf?.(request)?.slice(0, MAX_ADDRESS_CHARS) ?? (request as Marked)[PEER];
  const look = (text: string): Known => {
    const found = known.get(text);
    if (found) return found;
    const made = learn(text, ranges);
    if (known.size >= MAX_ADDRESSES) known.clear();
    known.set(text, made);
    return made;
  };
  /** A header that a trusted proxy sent: the first of several, as the proxy nearest to the client wrote it. */
  const forwarded = (request: Request, name: string): string | undefined => {
    const peer = ranges.length > 0 ? peerOf(request) : undefined;
    if (!peer || !look(peer).isTrusted) return undefined;
    return request.headers.get(name)?.split(",", 1)[0]?.trim() || undefined;
  };
  const schemeOf = (request: Request): string => {
    const scheme = forwarded(request, "x-forwarded-proto")?.toLowerCase();
    if (scheme === "https" || scheme === "http") return scheme;
    return request.url.startsWith("https:") ? "https" : "http";
  };

  return {
    keyOf(request) {
      const peer = peerOf(request);
      if (!peer) return undefined;
      const { key, isTrusted } = look(peer);
      return isTrusted ? look(clientOf(request, peer)).key : key;
    },
    isSecure: (request) => schemeOf(request) === "https",
    originOf(request) {
      const host = forwarded(request, "x-forwarded-host") ?? hostOf(request.url);
      const url = `${schemeOf(request)}://${host}`;
      return URL.canParse(url) ? new URL(url).origin : "null";
    },
  };

  /** From the end, as each proxy adds whom it heard; what is no address is passed over with all before it. */
  function clientOf(request: Request, peer: string): string {
    const hops = request.headers.get("x-forwarded-for")?.split(",") ?? [];
    let client = peer;
    for (let i = hops.length - 1; i >= 0; i -= 1) {
      const hop = bare((hops[i] as string).trim());
      if (hop.length > MAX_ADDRESS_CHARS || !parseAddress(hop)) return client;
      client = hop;
      if (!look(hop).isTrusted) return client;
    }
    return client;
  }
}

function learn(text: string, ranges: readonly AddressRange[]): Known {
  const address = parseAddress(text);
  if (!address) return { key: text, isTrusted: false };
  const isTrusted = ranges.some((range) => holds(range, address));
  return { key: networkText(address), isTrusted };
}

/** Without the port that some proxies add. */
function bare(hop: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

function rangesOf(text: string): readonly AddressRange[] {
  const ranges = parseRange(text);
  if (ranges) return ranges;
  const wanted = "an address, a range such as 10.0.0.0/8, or loopback";
  throw new TallybeaconError("bad-option", `trustedProxies: must be ${wanted}, not "${text}"`);
}
