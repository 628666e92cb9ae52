// fastHash for Workers: its WebAssembly comes as a compiled module, because workerd compiles no bytes.
import { WASM_PAYS_BYTES } from "../core/limits.ts";
import { drive } from "../hash/driver.ts";
import { createFastHash, hex } from "../hash/fast-hash.ts";
import { xxh32 } from "../hash/xxh32.ts";
import binary from "../hash/xxhash32.wasm";

/** For inputs that are too short to ask for anything. */
const ofShort = /* @__PURE__ */ createFastHash(() => new Promise(() => {}));
let ofLong: typeof xxh32 | undefined;

/**
 * The `fastHash` of `tallybeacon`, with the same digest, where wrangler bundles: synchronous, and by WebAssembly from
 * the first input of 512 bytes on. Not cryptographic. Of anything else than text and bytes `String(input)` is hashed.
 */
export function fastHash(input: string | Uint8Array): string {
  const whole = (input as Partial<Uint8Array> | undefined)?.buffer ? input : String(input);
  if (whole.length < WASM_PAYS_BYTES) return ofShort(whole);
  ofLong ??= driver();
  return hex(ofLong(whole));
}

/** Where some other bundler made something else of the file, JavaScript gives the same digest. */
function driver(): typeof xxh32 {
  try {
    return drive(new WebAssembly.Instance(binary, {}));
  } catch {
    return xxh32;
  }
}
