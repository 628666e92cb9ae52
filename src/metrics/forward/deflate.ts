// Smaller bodies, where the platform can.

/** Whether `deflate` will do: not in browsers of old, and not in a page that goes away and has no time for it. */
export function canDeflate(): boolean {
  const isLeaving = typeof document !== "undefined" && document.visibilityState === "hidden";
  return typeof CompressionStream !== "undefined" && !isLeaving;
}

/** In the wrapper of zlib, as HTTP means `deflate`. Source: RFC 9110, section 8.4.1.2. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(deflated).arrayBuffer());
}
