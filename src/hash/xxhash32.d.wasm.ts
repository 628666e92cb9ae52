// What bundlers for Workers make of xxhash32.wasm, which extract-bytes.mjs writes: a compiled module.
declare const xxhash32: WebAssembly.Module;

export { xxhash32 as default };
