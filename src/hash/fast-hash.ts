// One digest for any input, on the quicker of two twins: JavaScript at first, WebAssembly where it pays.
import { RECENT_TEXTS, WASM_PAYS_BYTES } from "../core/limits.ts";
import { unitAt, xxh32 } from "./xxh32.ts";

/** Makes a `fastHash` of its own. `load` is asked once, by the first input for which WebAssembly would pay. */
export function createFastHash(
  load: () => Promise<{ createWasmXxh32(): typeof xxh32 | undefined }>,
): (input: string | Uint8Array) => string {
  let isAsked = false;
  let quicker = xxh32;
  const digest = (input: string | Uint8Array): string => {
    if (input.length < WASM_PAYS_BYTES) return hex(xxh32(input));
    if (!isAsked) {
      isAsked = true;
      load()
        .then((module) => {
          quicker = module.createWasmXxh32() ?? xxh32;
        })
        .catch(() => {});
    }
    return hex(quicker(input));
  };
  // What is counted comes again, user agents and paths above all: each text may be found in one slot.
  const texts: unknown[] = [];
  const digests: string[] = [];
  return (input) => {
    const { length } = input;
    if (!length || length >= WASM_PAYS_BYTES) return digest(input);
    const slot = (unitAt(input, length - 1) * 31 + unitAt(input, length >> 1)) % RECENT_TEXTS;
    // Bytes may have changed since; what is not text is never found again.
    if (texts[slot] !== input || typeof input !== "string") {
      digests[slot] = digest(input);
      texts[slot] = input;
    }
    return digests[slot]!;
  };
}

/**
 * xxHash32 (seed 0) of the UTF-8 bytes as 8 lower-case hex digits: `fastHash("a")` is `"550d7456"`. Synchronous,
 * the same before and after WebAssembly arrives and where it is refused. Not cryptographic.
 */
export const fastHash: (input: string | Uint8Array) => string = /* @__PURE__ */ createFastHash(
  () => import("./wasm.ts"),
);

// Digit by digit: `toString(16)` and padding would take longer than the hash.
function hex(hash: number): string {
  let text = "";
  for (let bits = 28; bits >= 0; bits -= 4) text += "0123456789abcdef"[(hash >>> bits) & 15];
  return text;
}
