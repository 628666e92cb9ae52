// Bytes as the browser counts them.

/** UTF-8 bytes of `text`: what quotas are about, not `length`. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
