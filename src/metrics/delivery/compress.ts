// Smaller bodies, where the platform can.

/** Whether `compress` will do: not in browsers of old, and not in a page that goes away and has no time for it. */
export function canCompress(): boolean {
  const isLeaving = typeof document !== "undefined" && document.visibilityState === "hidden";
  return typeof CompressionStream !== "undefined" && !isLeaving;
}

/** How bodies are compressed. Types of Workers have no name for it. */
export type Encoding = "gzip" | "deflate";

/** `deflate` is in the wrapper of zlib, as HTTP means it. Source: RFC 9110, section 8.4.1.2. */
export async function compress(
  bytes: Uint8Array<ArrayBuffer>,
  format: Encoding,
): Promise<Uint8Array<ArrayBuffer>> {
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}
