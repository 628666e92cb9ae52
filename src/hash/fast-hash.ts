// One digest for any input, on the quicker of two twins: JavaScript at first, WebAssembly where it pays.
import { RECENT_TEXTS, REMEMBER_MASK, WASM_PAYS_BYTES } from "../core/limits.ts";
import { xxh32 } from "./xxh32.ts";

/** Makes a `fastHash` of its own. `load` is asked once, by the first input for which WebAssembly would pay. */
export function createFastHash(
  load: () => Promise<{ compile(): typeof xxh32 | undefined }>,
): (input: string | Uint8Array) => string {
  let quicker: typeof xxh32 | undefined;
  // What is counted comes again, user agents and paths above all.
  const recent = new Map<unknown, string>();
  let misses = 0;
  return (input) => {
    const known = recent.get(input);
    if (known) return known;
    const whole = (input as Partial<Uint8Array> | undefined)?.buffer ? input : String(input);
    const isText = typeof whole === "string";
    const isLong = whole.length >= WASM_PAYS_BYTES;
    if (isLong && !quicker) {
      quicker = xxh32;
      load()
        .then((module) => {
          quicker = module.compile() ?? xxh32;
        })
        .catch(() => {});
    }
    const hash = hex((isLong && quicker ? quicker : xxh32)(whole));
    // Not each new text: those that come again get in soon, those that do not cost little.
    if (isText && !isLong && !(++misses & REMEMBER_MASK)) {
      if (recent.size >= RECENT_TEXTS) recent.clear();
      recent.set(input, hash);
    }
    return hash;
  };
}

/**
 * xxHash32 (seed 0) of the UTF-8 bytes as 8 lower-case hex digits: `fastHash("a")` is `"550d7456"`. Synchronous,
 * the same before and after WebAssembly arrives and where it is refused. Not cryptographic. Of anything else
 * `String(input)` is hashed.
 */
export const fastHash: (input: string | Uint8Array) => string = /* @__PURE__ */ createFastHash(
  () => import("./wasm.ts"),
);

/** Two digits of each byte, made when first wanted. */
const PAIRS: string[] = [];

/** 32 bits as 8 hex digits. Pair by pair: `toString(16)` and padding would take longer than the hash. */
export function hex(hash: number): string {
  let text = "";
  for (let bits = 24; bits >= 0; bits -= 8) {
    const byte = (hash >>> bits) & 255;
    text += PAIRS[byte] ??= (byte + 256).toString(16).slice(1);
  }
  return text;
}
