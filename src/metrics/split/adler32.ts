// A checksum that spreads series over shards as other implementations do.
import { utf8 } from "../../core/utf8.ts";

/** The largest prime below 2^16. Source: RFC 1950. */
const MODULUS = 65_521;

/** Of the UTF-8 of a text, from 0 up to 2^32. Source: RFC 1950, Adler-32. */
export function adler32(text: string): number {
  let [low, high] = [1, 0];
  for (const byte of utf8(text)) {
    low = (low + byte) % MODULUS;
    high = (high + low) % MODULUS;
  }
  return high * 2 ** 16 + low;
}
