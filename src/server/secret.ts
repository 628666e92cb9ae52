// Secrets, compared in a time that tells nothing of them.
import { utf8 } from "../core/utf8.ts";

/** SHA-256 of a text. */
export async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
}

/** Whether two digests are the same; it takes as long when their first bytes differ as when none do. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  let differs = one.length ^ other.length;
  for (let i = 0; i < one.length; i += 1) differs |= (one[i] as number) ^ (other[i] as number);
  return differs === 0;
}

/** Whether a text is the expected one, which is not empty; how long it takes depends on the given text's length alone. */
export function isSameText(given: string, expected: string): boolean {
  let differs = given.length ^ expected.length;
  for (let i = 0; i < given.length; i += 1) {
    differs |= given.charCodeAt(i) ^ expected.charCodeAt(i % expected.length);
  }
  return differs === 0;
}
