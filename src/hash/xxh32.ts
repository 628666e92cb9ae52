// xxHash32 in JavaScript: the twin of the WebAssembly one, for short inputs and where that is refused.
import { utf8 } from "../core/utf8.ts";

const PRIME1 = -1640531535;
const PRIME2 = -2048144777;
const PRIME3 = -1028477379;
const PRIME4 = 668265263;
const PRIME5 = 374761393;

/**
 * xxHash32, seed 0, as 0 to 4,294,967,295. Text counts as its UTF-8, a lone surrogate as U+FFFD; ASCII is hashed
 * where it lies. Source: github.com/Cyan4973/xxHash, doc/xxhash_spec.md.
 */
export function xxh32(input: string | Uint8Array): number {
  if (typeof input === "string" && /[^\0-\x7f]/.test(input)) input = utf8(input);
  const { length } = input;
  let at = 0;
  let hash = PRIME5;
  if (length > 15) {
    let a = (PRIME1 + PRIME2) | 0;
    let b = PRIME2;
    let c = 0;
    let d = -PRIME1;
    for (; at < (length & ~15); at += 4) {
      hash = round(a, wordAt(input, at), PRIME2, 13, PRIME1);
      a = b;
      b = c;
      c = d;
      d = hash;
    }
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
  }
  hash += length;
  for (; at < length - 3; at += 4) hash = round(hash, wordAt(input, at), PRIME3, 17, PRIME4);
  for (; at < length; at++) hash = round(hash, unitAt(input, at), PRIME5, 11, PRIME1);
  hash = Math.imul(hash ^ (hash >>> 15), PRIME2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * One byte, or one UTF-16 code unit. `input.charCodeAt` would be an inline cache over the kinds of string V8 has,
 * and from the fifth kind on (sliced, two-byte, thin …) each character would cost four times as much.
 */
function unitAt(input: string | Uint8Array, at: number): number {
  return typeof input === "string" ? "".charCodeAt.call(input, at) : input[at]!;
}

function wordAt(input: string | Uint8Array, at: number): number {
  return (
    unitAt(input, at) |
    (unitAt(input, at + 1) << 8) |
    (unitAt(input, at + 2) << 16) |
    (unitAt(input, at + 3) << 24)
  );
}

function round(hash: number, lane: number, prime: number, bits: number, next: number): number {
  return Math.imul(rotate(hash + Math.imul(lane, prime), bits), next);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
