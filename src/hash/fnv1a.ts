// FNV-1a, for servers that compare digests with those of Caddy v1's telemetry.

/**
 * 32-bit FNV-1a of the UTF-8 bytes, in lower-case hex without leading zeros: `fnv1a("k2225")` is `"6da193"`.
 * Source: Caddy v1 telemetry, `FastHash`.
 */
export function fnv1a(input: string | Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of typeof input === "string" ? new TextEncoder().encode(input) : input) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
