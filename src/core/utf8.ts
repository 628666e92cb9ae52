// Text as the bytes that browsers count and hashes read.

/** The UTF-8 of `text`; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
