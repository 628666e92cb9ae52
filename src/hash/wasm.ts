// xxHash32 as WebAssembly, compiled from bytes that came as text: what pages and Node load.
import { drive } from "./driver.ts";
import { xxhash32Base64 } from "./xxhash32-bytes.ts";

/**
 * `xxh32`, quicker on long inputs. Compiles 2 kB at once, in under a millisecond. Undefined where that is refused:
 * workerd, lockdown mode, a content security policy without 'wasm-unsafe-eval', which reports each attempt.
 */
export function compile(
  platform: Pick<typeof WebAssembly, "Module" | "Instance"> = globalThis.WebAssembly,
): ((input: string | Uint8Array) => number) | undefined {
  try {
    const bytes = Uint8Array.from(atob(xxhash32Base64), (character) => character.charCodeAt(0));
    // Chromium refuses the module, WebKit the instance.
    return drive(new platform.Instance(new platform.Module(bytes), {}));
  } catch {
    return undefined;
  }
}
