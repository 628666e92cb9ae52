// Secrets, compared in a time that tells nothing of them.
import { base64url } from "../core/base64url.ts";
import { utf8 } from "../core/utf8.ts";

/** SHA-256 of a text, in base64url. */
export async function digestOf(text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}

/** Whether a text is the expected one, which is not empty; how long it takes depends on the given text's length alone. */
export function isSameText(given: string, expected: string): boolean {
  let differs = given.length ^ expected.length;
  for (let i = 0; i < given.length; i += 1) {
    differs |= given.charCodeAt(i) ^ expected.charCodeAt(i % expected.length);
  }
  return differs === 0;
}
