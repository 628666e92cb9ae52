// What remains of an instance that was forgotten.
import { xxh32 } from "../hash/xxh32.ts";

/** Made different, so that their hashes are two. */
const HALVES = ["receipt:", "tallybeacon:"];

/**
 * The receipt of an instance, 16 hex digits out of 64 bits: the same for the same id, which it does not give away.
 * Not cryptographic: whoever knows an id can tell whether it was forgotten.
 */
export function receiptOf(instance: string): string {
  return HALVES.map((half) =>
    xxh32(half + instance)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
}
