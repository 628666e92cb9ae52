// What browsers grant to requests that outlive their page: few bytes and few requests, for all vendors together.
import { KEEPALIVE_BYTES, KEEPALIVE_REQUESTS } from "../core/limits.ts";

let bytesInFlight = 0;
let requestsInFlight = 0;

/** Takes `bytes` from the page-wide keepalive budget; returns how to give them back, or undefined when it is spent. */
export function reserve(bytes: number): (() => void) | undefined {
  if (bytesInFlight + bytes > KEEPALIVE_BYTES || requestsInFlight >= KEEPALIVE_REQUESTS) {
    return undefined;
  }
  bytesInFlight += bytes;
  requestsInFlight++;
  return () => {
    bytesInFlight -= bytes;
    requestsInFlight--;
  };
}

/** UTF-8 bytes of `text`: what the browser counts, not what `length` says. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
